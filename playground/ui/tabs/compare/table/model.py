"""The table as Qt's views read it."""

from __future__ import annotations

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from playground.core import plain_text
from playground.evaluate.sweep.cells import Cell, Column, Row, Table, best
from playground.evaluate.sweep.texts import head_lines
from playground.ui.widgets.plain import as_tip

CELL, BEST = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 1

Index = QModelIndex | QPersistentModelIndex
HEAD_LINES = 3
"""Lines of a column's head."""

_NO_CELL = Cell(text="–", source="none", missing="Nothing is known of this.")


class TableModel(QAbstractTableModel):
    """Rows are paradigms; ``CELL`` gives a :class:`Cell`, ``BEST`` whether it is among its column's best."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.table = Table(data="", columns=(), rows=())
        self._best: frozenset[tuple[str, str]] = frozenset()

    def set_table(self, table: Table) -> None:
        """Show another table."""
        if table != self.table:
            self.beginResetModel()
            self.table, self._best = table, best(table)
            self.endResetModel()

    def row_of(self, family: str) -> int:
        """The place of a row, −1 where there is none."""
        return next((place for place, row in enumerate(self.table.rows) if row.family == family), -1)

    def column_of(self, key: str) -> int:
        """The place of a column, −1 where there is none."""
        return next((place for place, column in enumerate(self.table.columns) if column.key == key), -1)

    def cell(self, index: Index) -> tuple[Row, Column, Cell]:
        """Row, column and cell at an index."""
        row, column = self.table.rows[index.row()], self.table.columns[index.column()]
        return row, column, row.cells.get(column.key, _NO_CELL)

    # What Qt asks for

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Number of paradigms."""
        return 0 if parent.isValid() else len(self.table.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Number of columns."""
        return 0 if parent.isValid() else len(self.table.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> str | Cell | bool | None:
        """Text, tip and cell at an index."""
        if not index.isValid():
            return None
        row, column, cell = self.cell(index)
        if role == Qt.ItemDataRole.DisplayRole:
            return plain_text.line(cell.text)
        if role == Qt.ItemDataRole.ToolTipRole:
            return as_tip(cell.missing or cell.how) or None
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return plain_text.text(f"{row.title}, {column.title}: {cell.missing or cell.text}")
        if role == CELL:
            return cell
        if role == BEST:
            return (row.family, column.key) in self._best
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> str | None:
        """Titles of columns in two lines under their groups, and of rows over their models."""
        if orientation == Qt.Orientation.Vertical:
            row = self.table.rows[section]
            title = f"{row.title}\n{plain_text.line(row.model) or '–'}"
            tip = f"{row.model}: {row.setting}" if row.model else ""
        else:
            title = "\n".join(head_lines(self.table.columns, section))
            tip = self.table.columns[section].help
        if role == Qt.ItemDataRole.DisplayRole:
            return title
        return as_tip(tip) or None if role == Qt.ItemDataRole.ToolTipRole else None
