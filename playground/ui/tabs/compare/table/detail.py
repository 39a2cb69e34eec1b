"""How the open cell was measured, or why it is empty."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from playground.evaluate.sweep.cells import Cell, Column, Row
from playground.evaluate.sweep.known import Offer
from playground.evaluate.sweep.texts import about, with_unit
from playground.ui.tabs.compare.result_detail import ResultDetail, told_text
from playground.ui.widgets.layouts import fill
from playground.ui.widgets.plain import strong
from playground.ui.widgets.theme import monospaced

_NOTHING = "Click a cell, or go to one with the arrow keys, to read how it was measured."


class CellDetail(ResultDetail):
    """Tells of one cell, with the command that measures it again."""

    def __init__(self) -> None:
        super().__init__("Show the model with the setting of this row in its tab")
        self.text = told_text("How the cell was measured")
        self.command = told_text("Command that measured the cell")
        self.command.setFont(monospaced())
        fill(self.column, self.text, self.command, None)
        self.show_nothing()

    def show_nothing(self) -> None:
        """Say how to open a cell."""
        self.tell(_NOTHING)
        for widget in (self.text, self.command):
            widget.hide()

    def show_cell(self, row: Row, column: Column, cell: Cell, removable: Sequence[Offer] = ()) -> None:
        """Tell of a cell; ``removable`` is what can be taken away of what it is of."""
        title = strong(f"{row.title}, {column.title}: {with_unit(column, cell)}")
        self.tell(title, row.key, cell.command, removable)
        self.text.setText(Markup("<br>").join(about(row, column, cell)))
        self.command.setText(cell.command)
        self.text.show()
        self.command.setVisible(bool(cell.command))
