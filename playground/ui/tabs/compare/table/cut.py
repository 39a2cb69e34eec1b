"""Which columns of a table lie beyond its edges: their names, and a way there."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from playground.ui.tabs.compare.table.view import TableView
from playground.ui.widgets.layouts import across, lay_out
from playground.ui.widgets.plain import set_tip
from playground.ui.widgets.restyled import Fitted

_EDGES = 44
"""Pixels of a button that are not its words."""


class CutBar(Fitted, QWidget):
    """A button for each edge beyond which there are columns; a click scrolls to the next of them."""

    def __init__(self, view: TableView) -> None:
        super().__init__()
        self._view = view
        self.left, self.right = QPushButton(flat=True), QPushButton(flat=True)
        for button, way in ((self.left, -1), (self.right, 1)):
            button.setMinimumWidth(1)
            button.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
            button.clicked.connect(lambda _checked=False, way=way: self._go(way))
        lay_out(self, across(self.left, None, self.right))
        view.reached.connect(self.refresh)
        self.refresh()

    def beyond(self, way: int) -> list[int]:
        """The columns that are not wholly to be seen at the left (−1) or the right (1), the nearest first."""
        view, columns = self._view, range(self._view.source.columnCount())
        width = view.viewport().width()
        if way < 0:
            return [each for each in reversed(columns) if view.columnViewportPosition(each) < 0]
        ends = {each: view.columnViewportPosition(each) + view.columnWidth(each) for each in columns}
        return [each for each in columns if ends[each] > width]

    def refresh(self) -> None:
        """Name what lies beyond the edges now."""
        told = {-1: self._told(-1), 1: self._told(1)}
        # The buttons may hear of a font after the bar.
        metrics = self.fontMetrics()
        need = {way: metrics.horizontalAdvance(text) + _EDGES if text else 0 for way, text in told.items()}
        for button, way in ((self.left, -1), (self.right, 1)):
            text = told[way]
            button.setMaximumHeight(metrics.height() + 6)
            button.setAccessibleName(text)
            set_tip(button, text)
            button.setVisible(bool(text))
            # Half of the bar, and what the other one leaves of its half.
            room = max(self.width() // 2, self.width() - need[-way])
            button.setText(_shortened(text, way, room, metrics))
        self.setVisible(any(told.values()))

    def _make_room(self) -> None:
        self.refresh()

    def _told(self, way: int) -> str:
        titles = [self._view.source.table.columns[each].title for each in self.beyond(way)]
        return f"More at the {'left' if way < 0 else 'right'}: {', '.join(titles)}" if titles else ""

    def _go(self, way: int) -> None:
        for column in self.beyond(way)[:1]:
            view, bar = self._view, self._view.horizontalScrollBar()
            start = view.columnViewportPosition(column)
            end = start + view.columnWidth(column) - view.viewport().width()
            # The next column stands at the edge where reading goes on from.
            bar.setValue(bar.value() + (start if way > 0 else end))


def _shortened(told: str, way: int, room: int, metrics: QFontMetrics) -> str:
    """As much of a text as there is room for, with an arrow that points the way."""
    text = metrics.elidedText(told, Qt.TextElideMode.ElideRight, max(40, room - _EDGES))
    return f"‹ {text}" if way < 0 else f"{text} ›"
