"""The form at the left of the race: its clock, its pictures, the class of all lanes, and the edited lane."""

from __future__ import annotations

from collections.abc import Iterator

from playground.core.conditions import NO_LABEL
from playground.core.fields import Field
from playground.paradigms.race.candidates import refusal_of_none
from playground.ui.stage.known_choice import Entries, KnownChoice
from playground.ui.tabs.compare.race.lane_editor import LaneEditor
from playground.ui.tabs.compare.race.scene import RaceScene
from playground.ui.widgets.editor import Editor
from playground.ui.widgets.editors import ListEditor
from playground.ui.widgets.form import EditorFactory, Form
from playground.ui.widgets.form_column import FormColumn


def class_choice(field: Field, scene: RaceScene) -> KnownChoice:
    """The classes of the lanes' models by name, and none, where all who race can draw without one.

    What the race says is listed in any case.
    """

    def entries() -> Entries:
        names, label = scene.labels, scene.state.race.label
        known = (*names, NO_LABEL)
        beyond = ((f"label {label}", label),) if label >= len(known) else ()
        return (*((name, number) for number, name in enumerate(known)), *beyond)

    def refused() -> dict[int, str]:
        why = refusal_of_none(scene.drawing)
        return {len(scene.labels): why} if why else {}

    editor = KnownChoice(field, scene, entries, refused=refused)
    scene.follow(lambda: editor.show_value(scene.state.race.label), "lanes")
    return editor


_FIELDS = ("clock", "pace", "shows", "label", "count", "seed")


class RaceControls(FormColumn):
    """Edits the race by its field specs."""

    def __init__(self, scene: RaceScene) -> None:
        super().__init__(14)
        # Its names are too long for buttons in a narrow column.
        editors: dict[str, EditorFactory] = {
            "clock": ListEditor,
            "label": lambda field: class_choice(field, scene),
        }
        self.form = Form(scene.store, _FIELDS, editors)
        self.candidates = LaneEditor(scene)
        self.candidates.touched.connect(self.touched)
        self.add(self.form, self.candidates)
        scene.changed.connect(lambda _old, _new: self._show_label(scene))
        scene.follow(lambda: self.reveal({"lane"}), "chosen")
        self._show_label(scene)

    def show_rows(self) -> None:
        """In Simple, by what all are timed and what they draw; a lane once it was chosen."""
        self.leave(self.form, ("clock", "label"))
        self.candidates.setHidden(self._simple and not self._revealed)
        self._show_label(self.candidates.scene)

    def _show_label(self, scene: RaceScene) -> None:
        """The class is asked for where a lane knows one."""
        self.form.set_shown("label", scene.by_label)

    def editors(self) -> Iterator[tuple[str, Editor]]:
        """Those of the race, and of the lanes: only the chosen lane's are shown."""
        yield from super().editors()
        for form in self.candidates.forms.values():
            yield from form.editors.items()
