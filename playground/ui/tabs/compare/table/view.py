"""The table on the screen: numbers with their intervals under them, the best ones marked."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QPainter, QPalette, QResizeEvent
from PySide6.QtWidgets import QHeaderView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView

from playground.evaluate.sweep.cells import Cell
from playground.evaluate.sweep.texts import between
from playground.ui.tabs.compare.table.model import BEST, CELL, HEAD_LINES, Index, TableModel
from playground.ui.widgets.theme import themes

_PAD, _BAR = 4, 3
_WIDEST = 112
"""In pixels; words stand in two lines."""


class TableView(QTableView):
    """Shows a model's cells; the current one is open."""

    opened = Signal(str, str)
    """(row's family, column's key) of the cell that the user came to."""

    unwanted = Signal()
    """What the current cell is of is to go away."""

    reached = Signal()
    """Other columns are in sight."""

    def __init__(self, model: TableModel) -> None:
        super().__init__(cornerButtonEnabled=False)
        self.setTabKeyNavigation(False)
        self.source = model
        self.setModel(model)
        self.cells = CellPainter(self)
        self.setItemDelegate(self.cells)
        self.setSelectionMode(QTableView.SelectionMode.SingleSelection)
        self.setEditTriggers(QTableView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        self.setAccessibleName("Table of paradigms")
        low, middle = Qt.AlignmentFlag.AlignBottom, Qt.AlignmentFlag.AlignVCenter
        for header, side in ((self.horizontalHeader(), low), (self.verticalHeader(), middle)):
            header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
            header.setHighlightSections(False)
            header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | side)
        model.modelReset.connect(self.fit)
        bar = self.horizontalScrollBar()
        for changed in (bar.valueChanged, bar.rangeChanged):
            changed.connect(self.reached)
        self.clicked.connect(self._open)
        self.fit()

    def set_intervals(self, intervals: bool) -> None:
        """Write intervals, or leave them out."""
        if intervals != self.cells.intervals:
            self.cells.intervals = intervals
            self.fit()
            self.viewport().update()

    def set_best(self, best: bool) -> None:
        """Mark the best cells, or none."""
        if best != self.cells.best:
            self.cells.best = best
            self.viewport().update()

    def open_cell(self, family: str, column: str) -> None:
        """Go to a cell; nothing where there is none of that name."""
        index = self.source.index(self.source.row_of(family), self.source.column_of(column))
        if index.isValid() and index != self.currentIndex():
            self.setCurrentIndex(index)
            self.scrollTo(index)
        elif not index.isValid():
            self.setCurrentIndex(QModelIndex())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """What tells of the open cell takes room from the table: it stays in sight."""
        super().resizeEvent(event)
        self.scrollTo(self.currentIndex())

    def fit(self) -> None:
        """Make columns and rows as large as their cells need."""
        # The header may hear of a font after the table.
        metrics = QFontMetrics(self.font())
        self.horizontalHeader().setMinimumHeight(HEAD_LINES * metrics.height() + 8)
        for column in range(self.source.columnCount()):
            head = str(self.source.headerData(column, Qt.Orientation.Horizontal)).split("\n")
            heads = (metrics.horizontalAdvance(line) + 2 * _PAD for line in head)
            cells = (self.source.index(row, column) for row in range(self.source.rowCount()))
            self.setColumnWidth(column, min(max(*heads, *map(self.cells.width, cells)) + 2, _WIDEST))
        for row in range(self.source.rowCount()):
            self.setRowHeight(row, 2 * metrics.height() + 2 * _BAR + 2)
        # What tells of the open cell has what the rows do not need.
        header, bar = self.horizontalHeader(), self.horizontalScrollBar().sizeHint().height()
        top = max(header.minimumHeight(), header.sizeHint().height())
        around = top + bar + 2 * self.frameWidth()
        self.setMaximumHeight(self.verticalHeader().length() + around)
        self.reached.emit()

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Tell where the keys went."""
        super().currentChanged(current, previous)
        if current.isValid() and self.hasFocus():
            self._open(current)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Del asks for the removal of what is open."""
        if event.key() == Qt.Key.Key_Delete and not event.modifiers() and self.currentIndex().isValid():
            self.unwanted.emit()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Larger text needs more room."""
        super().changeEvent(event)
        if hasattr(self, "cells"):
            self.fit()

    def _open(self, index: Index) -> None:
        row, column, _ = self.source.cell(index)
        self.opened.emit(row.family, column.key)


class CellPainter(QStyledItemDelegate):
    """Draws a cell's text, in less weight where there is none, and its interval."""

    def __init__(self, view: TableView) -> None:
        super().__init__(view)
        self._view = view
        self.intervals = self.best = True

    def width(self, index: Index) -> int:
        """How wide a cell would be if its text stood in one line."""
        cell: Cell = index.data(CELL)
        bold = QFont(self._view.font())
        bold.setBold(True)
        lines = [QFontMetrics(bold).horizontalAdvance(cell.text)]
        if self.intervals:
            lines.append(self._view.fontMetrics().horizontalAdvance(between(cell)))
        return max(lines) + 2 * _PAD + _BAR

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Two lines."""
        return QSize(self.width(index), 2 * option.fontMetrics.height() + 2 * _BAR)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw text and interval."""
        cell: Cell = index.data(CELL)
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        palette: QPalette = option.palette
        theme, middle = themes().theme, Qt.AlignmentFlag.AlignVCenter
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        painter.save()
        if chosen:
            painter.fillRect(rect, palette.highlight())
        marked = self.best and bool(index.data(BEST))
        if marked:
            painter.fillRect(QRect(rect.left(), rect.top(), _BAR, rect.height()), QColor(theme.accent))
        ink = palette.highlightedText().color() if chosen else QColor(theme.foreground)
        faint = ink if chosen else QColor(theme.muted)
        interval = between(cell) if self.intervals else ""
        place = rect.adjusted(_PAD + _BAR, 1, -_PAD, -1)
        if interval:
            half = place.height() // 2
            painter.setFont(self._view.font())
            painter.setPen(faint)
            painter.drawText(place.adjusted(0, half, 0, 0), int(middle), interval)
            place.adjust(0, 0, 0, -half)
        font = QFont(self._view.font())
        font.setBold(marked)
        painter.setFont(font)
        painter.setPen(faint if cell.source == "none" else ink)
        painter.drawText(place, int(middle if interval else middle | Qt.TextFlag.TextWordWrap), cell.text)
        painter.restore()
