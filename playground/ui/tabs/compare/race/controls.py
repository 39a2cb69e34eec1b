"""The form at the left of the race: its clock and its pictures, and the lane that is edited."""

from __future__ import annotations

from collections.abc import Iterator

from playground.ui.tabs.compare.race.class_choice import class_choice
from playground.ui.tabs.compare.race.lane_editor import LaneEditor
from playground.ui.tabs.compare.race.scene import RaceScene
from playground.ui.widgets.editor import Editor
from playground.ui.widgets.editors import ListEditor
from playground.ui.widgets.form import EditorFactory, Form
from playground.ui.widgets.form_column import FormColumn

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
        self.lanes = LaneEditor(scene)
        self.lanes.touched.connect(self.touched)
        self.add(self.form, self.lanes)
        scene.changed.connect(lambda _old, _new: self._show_label(scene))
        self._show_label(scene)

    def _show_label(self, scene: RaceScene) -> None:
        """The class is asked for where a lane knows one."""
        self.form.set_shown("label", scene.by_label)

    def editors(self) -> Iterator[tuple[str, Editor]]:
        """Those of the race, and of the lanes: only the chosen lane's are shown."""
        yield from super().editors()
        for form in self.lanes.forms.values():
            yield from form.editors.items()
