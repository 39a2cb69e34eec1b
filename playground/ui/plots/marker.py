"""A mark of fixed size in pixels."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF
from PySide6.QtWidgets import QGraphicsItem

from playground.ui.plots.colours import worn
from playground.ui.plots.item import Item, square

Shape = Literal["plus", "diamond", "circle", "ring"]
_EDGE = QColor("#0b0c0f")


class Marker(Item):
    """A plus, diamond, disc or ring in one colour with a dark edge, legible on any ground."""

    def __init__(self, shape: Shape, colour: QColor, size: float) -> None:
        super().__init__()
        self._path = _path(shape, size / 2)
        self._colour = colour
        self._filled = shape in ("diamond", "circle")
        self.set_bounds(square(size / 2 + 3))
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemIgnoresTransformations)

    def draw(self, painter: QPainter) -> None:
        """Draw the edge, then the mark."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(_EDGE, 4.0))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(self._path)
        painter.setPen(QPen(worn(self._colour), 2.0))
        if self._filled:
            painter.setBrush(worn(self._colour))
        painter.drawPath(self._path)


def _path(shape: Shape, half: float) -> QPainterPath:
    path = QPainterPath()
    if shape == "plus":
        path.moveTo(-half, 0)
        path.lineTo(half, 0)
        path.moveTo(0, -half)
        path.lineTo(0, half)
    elif shape == "diamond":
        corners = ((0, -half), (half, 0), (0, half), (-half, 0), (0, -half))
        path.addPolygon(QPolygonF([QPointF(*corner) for corner in corners]))
    else:
        path.addEllipse(QPointF(0, 0), half, half)
    return path
