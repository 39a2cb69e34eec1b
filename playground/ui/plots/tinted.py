"""Meshes and curves whose cells and pieces each have a colour of their own."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPolygonF
from PySide6.QtWidgets import QGraphicsObject, QStyleOptionGraphicsItem, QWidget

from playground.ui.plots.ellipses import cosmetic
from playground.ui.plots.heat import ramp

Points = NDArray[np.floating]
Tints = NDArray[np.uint8]

_EDGE = QColor(8, 9, 12, 110)
_WIDTH = 3.0


class Tinted(QGraphicsObject):
    """Base of both: nodes, and a tint 0…255 between neighbours that runs through ``anchors``."""

    def __init__(self, anchors: Sequence[str], opacity: int = 255) -> None:
        super().__init__()
        self._colours = [QColor(value) for value in ramp(tuple(anchors))]
        for colour in self._colours:
            colour.setAlpha(opacity)
        self.nodes: Points = np.zeros((0, 2))
        self.tints: Tints = np.zeros(0, np.uint8)
        self._bounds = QRectF()
        self.setVisible(False)

    def set_nodes(self, nodes: Points | None, tints: Tints | None) -> None:
        """Show these nodes and tints, or nothing; those beyond all numbers are nothing, too."""
        shown = nodes is not None and tints is not None and len(nodes) > 1 and bool(np.isfinite(nodes).all())
        self.setVisible(shown)
        if nodes is None or tints is None or not shown:
            return
        self.prepareGeometryChange()
        flat = nodes.reshape(-1, 2)
        low, high = flat.min(axis=0), flat.max(axis=0)
        self._bounds = QRectF(float(low[0]), float(low[1]), float(high[0] - low[0]), float(high[1] - low[1]))
        self.nodes, self.tints = nodes, tints
        self.update()

    def boundingRect(self) -> QRectF:
        """What the nodes span, with room for the pen."""
        room = 0.05 * max(self._bounds.width(), self._bounds.height(), 0.1)
        return self._bounds.adjusted(-room, -room, room, room)


class TintedMesh(Tinted):
    """A mesh of nodes ``(rows, columns, 2)`` with a tint for each cell ``(rows − 1, columns − 1)``."""

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """Draw cell after cell, row after row."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(cosmetic(_EDGE, 1))
        nodes = [[QPointF(x, y) for x, y in row] for row in self.nodes.tolist()]
        tints = self.tints.tolist()
        for lower, upper, row in zip(nodes[:-1], nodes[1:], tints, strict=True):
            for index, tint in enumerate(row):
                painter.setBrush(self._colours[tint])
                corners = [lower[index], lower[index + 1], upper[index + 1], upper[index]]
                painter.drawPolygon(QPolygonF(corners))


class TintedCurve(Tinted):
    """A curve through nodes ``(n, 2)`` with a tint for each piece ``(n − 1,)``."""

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """Draw piece after piece."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        nodes = [QPointF(x, y) for x, y in self.nodes.tolist()]
        for one, other, tint in zip(nodes[:-1], nodes[1:], self.tints.tolist(), strict=True):
            pen = cosmetic(self._colours[tint], _WIDTH)
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            painter.setPen(pen)
            painter.drawLine(QLineF(one, other))
