"""The point that is dragged."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QGraphicsItem, QGraphicsLineItem

from playground.ui.plots.colours import HANDLE
from playground.ui.plots.ellipses import cosmetic
from playground.ui.plots.marker import Marker


class Handle:
    """A ring with two hair lines through the whole plot; three items, so that little is painted anew."""

    def __init__(self) -> None:
        hair = cosmetic(QColor(255, 255, 255, 120), 1.0, Qt.PenStyle.DotLine)
        self._across, self._along = QGraphicsLineItem(), QGraphicsLineItem()
        for line in (self._across, self._along):
            line.setPen(hair)
        self.ring = Marker("ring", HANDLE, 17)

    @property
    def items(self) -> tuple[QGraphicsItem, ...]:
        """What to add to a plot."""
        return self._across, self._along, self.ring

    @property
    def position(self) -> tuple[float, float]:
        """Where it is."""
        return self.ring.x(), self.ring.y()

    def span(self, window: QRectF) -> None:
        """Draw the hair lines through this part of the plot."""
        self._across.setLine(window.left(), 0, window.right(), 0)
        self._along.setLine(0, window.top(), 0, window.bottom())

    def move(self, x: float, y: float) -> None:
        """Go to a point."""
        self.ring.setPos(x, y)
        self._across.setPos(0, y)
        self._along.setPos(x, 0)
