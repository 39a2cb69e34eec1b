"""How the open cell was measured, or why it is empty."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from playground.evaluate.sweep.cells import Cell, Column, Row
from playground.evaluate.sweep.texts import between, day
from playground.ui.plain import set_tip, strong
from playground.ui.tabs.compare.removal import Offer
from playground.ui.tabs.compare.remove_button import RemoveButton
from playground.ui.theme import monospaced
from playground.ui.widgets.label import Label

_NARROW = 520
_NOTHING = "Click a cell, or go to one with the arrow keys, to read how it was measured."
_SOURCES = {
    "sweep": "Measured by a sweep",
    "card": "From the model’s card",
    "league": "Measured in the 2-D league",
    "file": "Counted in the model’s files",
    "definition": "By definition",
    "none": "Not measured",
}


class CellDetail(QWidget):
    """Tells of one cell, with the command that measures it again."""

    opened = Signal(str)
    """The result of this key is to be opened in the tab of its model."""

    removed = Signal(tuple)
    """Results that are to be taken away."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._key = self._command = ""
        self.title = Label()
        self.title.setWordWrap(True)
        self.text = Label()
        self.text.setWordWrap(True)
        self.text.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.text.setAccessibleName("How the cell was measured")
        self.command = Label()
        self.command.setFont(monospaced())
        self.command.setWordWrap(True)
        self.command.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.command.setAccessibleName("Command that measured the cell")
        self.open = QPushButton("Open in its tab")
        set_tip(self.open, "Show the model with the setting of this row in its tab")
        self.open.clicked.connect(lambda: self.opened.emit(self._key))
        self.copy = QPushButton("Copy command")
        self.copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self._command))
        self.remove = RemoveButton()
        self.remove.removed.connect(self.removed)
        buttons = QHBoxLayout()
        for button in (self.open, self.copy, self.remove):
            buttons.addWidget(button)
        buttons.addStretch(1)
        self._top = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._top.addWidget(self.title, 1)
        self._top.addLayout(buttons)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(self._top)
        column.addWidget(self.text)
        column.addWidget(self.command)
        column.addStretch(1)
        self.show_nothing()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A long title and the buttons do not fit beside each other in a narrow one."""
        super().resizeEvent(event)
        beside = self.width() >= _NARROW
        self._top.setDirection(
            QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        )

    def show_nothing(self) -> None:
        """Say how to open a cell."""
        self._key = self._command = ""
        self.title.setText(_NOTHING)
        for widget in (self.text, self.command, self.open, self.copy, self.remove):
            widget.hide()

    def show_cell(self, row: Row, column: Column, cell: Cell, removable: Sequence[Offer] = ()) -> None:
        """Tell of a cell; ``removable`` is what can be taken away of what it is of."""
        self.remove.offer(removable)
        self._key, self._command = row.key, cell.command
        unit = f" {column.unit}" if column.unit and cell.value is not None else ""
        value = f"{cell.text}{unit}"
        if cell.low is not None and cell.high is not None:
            value = f"{value} ({between(cell, ' – ')})"
        self.title.setText(strong(f"{row.title}, {column.title}: {value}"))
        self.text.setText(Markup("<br>").join(_lines(row, column, cell)))
        self.command.setText(cell.command)
        self.text.show()
        self.command.setVisible(bool(cell.command))
        self.copy.setVisible(bool(cell.command))
        self.open.setVisible(bool(row.key))


def _lines(row: Row, column: Column, cell: Cell) -> list[str]:
    where = f" on {day(cell.date)}" if cell.date else ""
    on = f" on {cell.machine}" if cell.machine else ""
    source = _SOURCES[cell.source]
    told = [f"{source}{where}{on}."] if cell.source != "none" else []
    if row.model and cell.source in ("sweep", "card", "file"):
        # Of which setting, if of any, is told with how it was measured.
        told.insert(0, f"{row.model}.")
    return [line for line in (cell.missing, cell.how, *told, column.help) if line]
