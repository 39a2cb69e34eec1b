"""The left column: what the table is of, and how it is shown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from markupsafe import Markup
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from playground.ui.store import Store
from playground.ui.tabs.compare.data_editor import DataEditor
from playground.ui.widgets.form import Form
from playground.ui.widgets.label import Label

_FILLING = (
    "What is told of pictures comes from “Quality and cost”, stability from the 2-D league: measure there, "
    "and the table fills."
)
_FIELDS = ("data", "origin", "intervals", "best")


class TableControls(QWidget):
    """A form, and where the numbers come from."""

    touched = Signal(str)

    def __init__(
        self, store: Store, data: Callable[[], Iterable[str]], parent: QWidget | None = None
    ) -> None:
        """``data`` gives the names of the data sets there are."""
        super().__init__(parent)
        self.form = Form(store, _FIELDS, {"data": lambda field: DataEditor(field, data)})
        self.form.touched.connect(self.touched)
        self.note = Label()
        self.note.setWordWrap(True)
        self.note.setAccessibleName("Notes on the table")
        column = QVBoxLayout(self)
        column.setSpacing(12)
        column.addWidget(self.form)
        column.addWidget(self.note)
        column.addStretch(1)

    def show_notes(self, notes: Sequence[str]) -> None:
        """Say what must be known to read the table."""
        self.note.setText(Markup("<br><br>").join([*notes, _FILLING]))

    def light(self, fields: tuple[str, ...]) -> None:
        """Light up the controls of these fields."""
        for name, editor in self.form.editors.items():
            editor.set_lit(name in fields)

    def ask_for(self, fields: tuple[str, ...]) -> None:
        """Give the keyboard to the control of one of these fields."""
        for name in fields:
            if name in self.form.editors:
                self.form.editors[name].take_keyboard()
                return
