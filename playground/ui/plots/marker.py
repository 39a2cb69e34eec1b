"""A mark of fixed size in pixels."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF
from PySide6.QtWidgets import QGraphicsItem, QGraphicsObject, QStyleOptionGraphicsItem, QWidget

Shape = Literal["plus", "diamond", "circle", "ring"]
_EDGE = QColor("#0b0c0f")


class Marker(QGraphicsObject):
    """A plus, diamond, disc or ring in one colour with a dark edge, legible on any ground."""

    def __init__(self, shape: Shape, colour: QColor, size: float) -> None:
        super().__init__()
        self._path = _path(shape, size / 2)
        self._colour = colour
        self._filled = shape in ("diamond", "circle")
        self._reach = size / 2 + 3
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemIgnoresTransformations)

    def boundingRect(self) -> QRectF:
        """The mark and its edge, in pixels."""
        return QRectF(-self._reach, -self._reach, 2 * self._reach, 2 * self._reach)

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """Draw the edge, then the mark."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(_EDGE, 4.0))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(self._path)
        painter.setPen(QPen(self._colour, 2.0))
        if self._filled:
            painter.setBrush(self._colour)
        painter.drawPath(self._path)


def _path(shape: Shape, half: float) -> QPainterPath:
    path = QPainterPath()
    if shape == "plus":
        path.moveTo(-half, 0)
        path.lineTo(half, 0)
        path.moveTo(0, -half)
        path.lineTo(0, half)
    elif shape == "diamond":
        corners = [
            QPointF(0, -half),
            QPointF(half, 0),
            QPointF(0, half),
            QPointF(-half, 0),
            QPointF(0, -half),
        ]
        path.addPolygon(QPolygonF(corners))
    else:
        path.addEllipse(QPointF(0, 0), half, half)
    return path
