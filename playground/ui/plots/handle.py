"""The point that is dragged."""

from __future__ import annotations

from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QGraphicsItem, QGraphicsLineItem

from playground.ui.plots.colours import HANDLE
from playground.ui.plots.ellipses import cosmetic
from playground.ui.plots.marker import Marker

_SLACK = 4
"""Pixels beside a hair line that it may draw on, with the strokes of a lecture hall, too."""


class _Hair(QGraphicsLineItem):
    """A line that claims no more of the plot than it draws on.

    Qt takes the width of a pen for one in the plot's units, even where it is told in pixels: a strip as wide
    as a unit would be painted anew with each move.
    """

    def __init__(self) -> None:
        super().__init__()
        self._bounds = QRectF()
        self.setPen(cosmetic(QColor(255, 255, 255, 120), 1.0, Qt.PenStyle.DotLine))

    def span(self, line: QLineF, wide: float, high: float) -> None:
        """Run along a line, on which a pixel is so ``wide`` and ``high``."""
        self.prepareGeometryChange()
        beside, above = _SLACK * wide, _SLACK * high
        self._bounds = QRectF(line.p1(), line.p2()).normalized().adjusted(-beside, -above, beside, above)
        self.setLine(line)

    def boundingRect(self) -> QRectF:
        return self._bounds


class Handle:
    """A ring with two hair lines through the whole plot; three items, so that little is painted anew."""

    def __init__(self) -> None:
        self._across, self._along = _Hair(), _Hair()
        self.ring = Marker("ring", HANDLE, 17)

    @property
    def items(self) -> tuple[QGraphicsItem, ...]:
        """What to add to a plot."""
        return self._across, self._along, self.ring

    @property
    def position(self) -> tuple[float, float]:
        """Where it is."""
        return self.ring.x(), self.ring.y()

    def span(self, window: QRectF, pixel: tuple[float, float]) -> None:
        """Draw the hair lines through this part of the plot, on which a pixel is so wide and high."""
        self._across.span(QLineF(window.left(), 0, window.right(), 0), *pixel)
        self._along.span(QLineF(0, window.top(), 0, window.bottom()), *pixel)

    def move(self, x: float, y: float) -> None:
        """Go to a point."""
        self.ring.setPos(x, y)
        self._across.setPos(0, y)
        self._along.setPos(x, 0)
