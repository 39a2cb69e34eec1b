"""Points without a class, as small crosses."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from playground.ui.plots.colours import SAMPLES, worn
from playground.ui.plots.item import Item, square

_HALF = 3.5


class Crosses(Item):
    """Points with a dark edge, drawn once and kept."""

    def __init__(self) -> None:
        super().__init__(kept=True)
        self._points: list[QPointF] = []

    def set_points(self, points: NDArray[np.floating]) -> None:
        """Show ``points`` (n, 2)."""
        self.set_bounds(square(float(np.abs(points).max(initial=0)) + 1))
        self._points = [QPointF(float(x), float(y)) for x, y in points]
        self.redraw()

    def draw(self, painter: QPainter) -> None:
        """Draw the edges, then the points."""
        to_pixels = painter.worldTransform()
        centres = [to_pixels.map(point) for point in self._points]
        strokes = [line for centre in centres for line in _cross(centre)]
        painter.save()
        painter.resetTransform()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for colour, width in ((QColor("#0b0c0f"), 3.6), (worn(SAMPLES), 1.6)):
            painter.setPen(QPen(colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
            painter.drawLines(strokes)
        painter.restore()


def _cross(centre: QPointF) -> tuple[QLineF, QLineF]:
    x, y = centre.x(), centre.y()
    return QLineF(x - _HALF, y, x + _HALF, y), QLineF(x, y - _HALF, x, y + _HALF)
