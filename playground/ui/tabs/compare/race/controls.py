"""The form at the left of the race: its clock and its pictures, and the lane that is edited."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from playground.core.fields import Field
from playground.ui.tabs.compare.race.lane_editor import LaneEditor
from playground.ui.tabs.compare.race.scene import RaceScene
from playground.ui.widgets.editor import Editor
from playground.ui.widgets.editors import ListEditor
from playground.ui.widgets.form import EditorFactory, Form
from playground.ui.widgets.inputs import ChoiceBox

_FIELDS = ("clock", "pace", "shows", "label", "count", "seed")


class RaceControls(QWidget):
    """Edits the race by its field specs."""

    touched = Signal(str)
    """The field whose control is being used; empty when none is."""

    def __init__(self, scene: RaceScene, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        # Its names are too long for buttons in a narrow column.
        editors: dict[str, EditorFactory] = {
            "clock": ListEditor,
            "label": lambda field: ClassEditor(field, scene),
        }
        self.form = Form(scene.store, _FIELDS, editors)
        self.lanes = LaneEditor(scene)
        self.form.touched.connect(self.touched)
        self.lanes.touched.connect(self.touched)
        column = QVBoxLayout(self)
        column.setSpacing(14)
        column.addWidget(self.form)
        column.addWidget(self.lanes)
        column.addStretch(1)

    def light(self, fields: Collection[str]) -> None:
        """Light the rows of these fields up, and no others."""
        for name, editor in self.form.editors.items():
            editor.set_lit(name in fields)
        self.lanes.light(fields)

    def ask_for(self, fields: Collection[str]) -> None:
        """Give the keyboard to the first of these fields that is shown."""
        for form in (self.form, self.lanes.form):
            for name, editor in form.editors.items():
                if name in fields and not editor.isHidden():
                    editor.take_keyboard()
                    return


class ClassEditor(Editor):
    """The classes of the lanes' models by name."""

    def __init__(self, field: Field, scene: RaceScene) -> None:
        super().__init__(field)
        self.scene = scene
        self._listed: tuple[str, ...] = ()
        self.box = ChoiceBox()
        self.box.activated.connect(self._report)
        self.name(self.box)
        self.add_title().setBuddy(self.box)
        self.grid.addWidget(self.box, 0, 1)
        scene.changed.connect(lambda _old, new: self.show_value(new.label))

    def show_value(self, value: int) -> None:
        """Show the label's entry."""
        labels = self.scene.labels
        if labels != self._listed:
            self._listed = labels
            self.box.clear()
            self.box.addItems([label[:1].upper() + label[1:] for label in labels])
        self.box.setCurrentIndex(value if value < len(labels) else -1)

    def _report(self, index: int) -> None:
        self.edited.emit(index)
        self.released.emit()
