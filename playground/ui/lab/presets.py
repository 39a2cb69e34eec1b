"""A lab's presets: recipes to begin with, and what to see in the one that is shown."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import partial
from typing import Generic

from PySide6.QtWidgets import QPushButton, QWidget

from playground.core.recipe import Recipe, change
from playground.paradigms.lab.beside import are_two
from playground.paradigms.lab.presets import Preset
from playground.paradigms.lab.recipe import Reviewable
from playground.ui.lab.scene import TrainingScene, start_of
from playground.ui.lab.state import R, S
from playground.ui.state.store import Store
from playground.ui.widgets.buttons import push
from playground.ui.widgets.label import Label
from playground.ui.widgets.layouts import down, lay_out
from playground.ui.widgets.plain import strong
from playground.ui.widgets.still_label import FittingLabel

_TRAINED = "It comes trained: begin anew, and see how it got there."


class Presets(QWidget, Generic[S, R]):
    """A button for each of them, and what to see in the last one that was shown."""

    def __init__(
        self,
        scene: TrainingScene[S, R],
        settings: Store[R],
        presets: Sequence[Preset[R]],
        left: Collection[str],
    ) -> None:
        """``settings`` are those that a preset sets; it leaves the fields ``left`` to whoever looks at it."""
        super().__init__()
        self.scene, self._settings = scene, settings
        self.buttons: dict[str, QPushButton] = {}
        self.see, self.heading = Label(name="What to see in the preset", wraps=True), FittingLabel()
        # A preset that begins untrained is the same one.
        self._presets, self._left = presets, {*left, "start"}
        self._last: Preset[R] | None = None
        self._changed, self._untrained = False, False
        for preset in presets:
            button = push(preset.title, preset.help)
            button.setStatusTip(preset.help)
            button.clicked.connect(partial(self._show, preset))
            self.buttons[preset.name] = button
        lay_out(self, down(self.heading, *self.buttons.values(), self.see, spacing=4))
        settings.changed.connect(self._follow)
        scene.feed.arrived.connect(self._tell_again)
        self._follow(settings.state, settings.state)

    def _show(self, preset: Preset[R]) -> None:
        before, label = self.scene.recipe, f"Show “{preset.title}”"
        self._settings.replace(label, self._settings_of(preset))
        # It would else go on from what another preset has learned, and not be the same every time.
        self.scene.begin_anew(before, label if self.scene.recipe == before else "")

    def _settings_of(self, preset: Preset[R]) -> R:
        """Of two trainings side by side, those go on as they do, and learn by the chance that they have."""
        settings, now = preset.recipe, self._settings.state
        if not are_two(self.scene.recipe) or not isinstance(now, Reviewable):
            return settings
        return change(settings, **{name: getattr(now, name) for name in (*now.clock - {"start"}, "seed")})

    def _follow(self, old: R, new: R) -> None:
        others = (preset for preset in self._presets if not different(preset.recipe, new, self._left))
        shown = next(others, None)
        # What was shown before a control was used stays to be compared with, and the control where it is: one
        # alone, but that data are chosen with a drawing.
        kept = self._last if len(different(old, new, self._left) - {"drawing", "units"}) <= 1 else None
        self._last = shown or kept
        self._tell(changed=shown is None)

    def _tell_again(self) -> None:
        """Frames say whether the training could begin with what is trained."""
        if self._untrained != self._begins_untrained():
            self._tell(self._changed)

    def _begins_untrained(self) -> bool:
        return bool(self.scene.feed.scalars.get("untrained"))

    def _tell(self, changed: bool) -> None:
        """What to see in the last preset, and whether it has been changed since."""
        self._changed, self._untrained = changed, self._begins_untrained()
        last = self._last
        title = strong("Presets")
        if last is None:
            self.heading.set_texts([title])
            self.see.hide()
            return
        notes = (f"{last.title}, changed", "changed") if changed else ()
        self.heading.set_texts([*(title + f" \u00a0 {note}" for note in notes), title])
        self.see.setText(f"{last.help} {_TRAINED}" if self._came_trained(last) else last.help)
        self.see.setAccessibleDescription("The preset has been changed since." if changed else "")
        self.see.setEnabled(not changed)
        # Shown before it had its text, it would be given its place a turn later.
        self.see.show()

    def _came_trained(self, preset: Preset[R]) -> bool:
        """Whether the training began with the network of this preset: beside another one it does not."""
        start = start_of(self.scene.recipe)
        return start == start_of(preset.recipe) != "" and not self._untrained


def different(one: Recipe, other: Recipe, left: Collection[str]) -> set[str]:
    """In which fields two recipes of a kind differ, beside those that are left to whoever looks."""
    names = set(one.__struct_fields__) - set(left)
    return {name for name in names if getattr(one, name) != getattr(other, name)}
