"""The form at the left: presets, what is learned and how, and what is drawn."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from functools import partial
from typing import Generic

import msgspec
from PySide6.QtWidgets import QPushButton, QWidget

from playground.core.fields import Field, fields
from playground.core.recipe import Recipe, change
from playground.paradigms.lab.beside import aimed_at, are_two, can_be_two, edited, first_of, second_of
from playground.paradigms.lab.recipe import Preset, Reviewable
from playground.ui.lab.beside_bar import BesideBar
from playground.ui.lab.data_editor import DataEditor, OwnData
from playground.ui.lab.open_points import OpenPoints
from playground.ui.lab.scene import TrainingScene, start_of
from playground.ui.lab.spec import LabSpec
from playground.ui.lab.state import R, S
from playground.ui.state.store import Store
from playground.ui.widgets.buttons import push, show_pressed
from playground.ui.widgets.editor import Editor
from playground.ui.widgets.editors import editor_for
from playground.ui.widgets.form import Form
from playground.ui.widgets.form_column import FormColumn
from playground.ui.widgets.label import Label
from playground.ui.widgets.layouts import down, lay_out
from playground.ui.widgets.plain import strong
from playground.ui.widgets.restyled import Restyled
from playground.ui.widgets.still_label import FittingLabel

_TRAINED = "It comes trained: begin anew, and see how it got there."


class Presets(Restyled, QWidget, Generic[S, R]):
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
            button.setCheckable(True)
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
        self._press()

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
        self._press()
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

    def _press(self) -> None:
        """Press the button of the preset that is shown as it is, which a click would else release."""
        for preset in self._presets:
            button = self.buttons[preset.name]
            button.setChecked(preset is self._last and not self._changed)
            show_pressed(button, self.palette())

    def _ink(self) -> None:
        self._press()

    def _came_trained(self, preset: Preset[R]) -> bool:
        """Whether the training began with the network of this preset: beside another one it does not."""
        start = start_of(self.scene.recipe)
        # Of one that was changed it stays: what stands below must not move while one draws other data.
        return start == start_of(preset.recipe) != "" and (self._changed or not self._untrained)


def different(one: Recipe, other: Recipe, left: Collection[str]) -> set[str]:
    """In which fields two recipes of a kind differ, beside those that are left to whoever looks."""
    names = set(one.__struct_fields__) - set(left)
    return {name for name in names if getattr(one, name) != getattr(other, name)}


class Aimed(Store[R]):
    """What is edited here becomes an edit of the run that holds both."""

    def __init__(self, scene: TrainingScene[S, R]) -> None:
        super().__init__(scene.recipe, scene.run._undo, scene)
        self._scene = scene
        scene.run.changed.connect(self._follow)
        scene.aimed.connect(self._look)
        self._look()

    def replace(self, label: str, state: R, merge: str = "") -> None:
        """Change to other settings as one undoable step."""
        scene = self._scene
        scene.run.replace(label, edited(scene.recipe, state, scene.aim), merge=merge)

    def end_gesture(self) -> None:
        """The next edit starts a new undo step."""
        self._scene.run.end_gesture()

    def load(self, state: R) -> None:
        """Set them without an undo step."""
        self._scene.run.load(edited(self._scene.recipe, state, self._scene.aim))

    def _follow(self, _old: R, new: R) -> None:
        if not are_two(new):
            self._scene.point("A")
        self._look()

    def _look(self) -> None:
        self._set(aimed_at(self._scene.recipe, self._scene.aim))


class LabControls(FormColumn, Generic[S, R]):
    """Edits the state of a live training by its field specs: the data, groups of the run's fields, and what
    is drawn; presets stand above."""

    def __init__(self, spec: LabSpec[S, R], scene: TrainingScene[S, R]) -> None:
        super().__init__(14)
        self.scene = scene
        self.settings = Aimed(scene)
        self._editors, self._rows, self._spec = spec.editors(scene), spec.rows, spec
        self.data = self._data_editor()
        self.points = OpenPoints(self.settings)
        self.canvas = OwnData(self.settings)
        self.presets = Presets(scene, self.settings, spec.presets, spec.left) if spec.presets else None
        self.beside = BesideBar(scene) if can_be_two(scene.recipe) else None
        self.add(*filter(None, (self.presets, self.beside)), self.data, self.points, self.canvas)
        self._headings: list[tuple[Label, Form]] = []
        for group in spec.groups:
            self._add_group(group.title, self.settings, group.fields.split())
        self._add_group("Layers", scene.view, spec.layers)
        self.settings.changed.connect(self._follow)
        scene.run.changed.connect(self._mark)
        self._follow(self.settings.state, self.settings.state)
        self._mark(scene.recipe, scene.recipe)

    def editors(self) -> Iterator[tuple[str, Editor]]:
        yield "data", self.data
        yield from super().editors()

    def _add_group(self, title: str, store: Store[R] | Store[Recipe], names: Sequence[str]) -> None:
        heading = Label(strong(title))
        form = Form(store, names, {name: self._editors.get(name, plain) for name in names})
        self._headings.append((heading, form))
        self.add(heading, form)

    def _data_editor(self) -> DataEditor:
        kind: type[Recipe] = type(self.scene.recipe)
        spec = next(field for field in fields(kind) if field.name == "data")
        editor = DataEditor(spec)
        editor.edited.connect(self._choose)
        editor.touched.connect(lambda there: self.touched.emit("data" if there else ""))
        return editor

    def _choose(self, name: str) -> None:
        self.settings.replace("Choose data", change(self.settings.state, data=name))

    def _follow(self, _old: R, new: R) -> None:
        self.data.show_value(new.data)
        self.show_rows()

    def show_rows(self) -> None:
        """Show what the recipe needs; in Simple what the lab leaves of it."""
        few = self._spec.left_in_simple(self._simple, self.scene.recipe)
        kept = None if few is None else {*few.controls.split(), *self._revealed}
        self.data.set_small(few is not None)
        self.points.setHidden(few is not None)
        if self.beside is not None:
            self.beside.setHidden(few is not None)
        for heading, form in self._headings:
            left = {name for name in form.editors if kept is None or name in kept}
            form.leave_out({*form.editors} - {name for name in left if self._needed(name)})
            heading.setVisible(bool(left))
            form.setVisible(bool(left))

    def _needed(self, name: str) -> bool:
        return name not in self._rows or self._rows[name](self.settings.state)

    def _mark(self, old: R, new: R) -> None:
        """Mark the rows in which two trainings side by side differ."""
        if are_two(old) != are_two(new):
            self.show_rows()
        one, other = first_of(new), second_of(new)
        for name, editor in self.editors():
            editor.set_differs(hasattr(one, name) and getattr(one, name) != getattr(other, name))


def plain(field: Field, make: Callable[[Field], Editor | None] = editor_for) -> Editor:
    """A field's control without the heading of its group: the form has its own."""
    editor = make(msgspec.structs.replace(field, group=""))
    if editor is None:
        raise TypeError(f"the field “{field.name}” has no control")
    return editor
