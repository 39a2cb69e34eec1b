"""Meshes and curves whose cells and pieces each have a colour of their own."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF
from PySide6.QtGui import QColor, QPainter, QPolygonF

from playground.ui.plots.ellipses import cosmetic, round_pen
from playground.ui.plots.heat import ramp
from playground.ui.plots.item import Item, around

Points = NDArray[np.floating]
Tints = NDArray[np.uint8]

_EDGE = QColor(8, 9, 12, 110)
_WIDTH = 3.0
_ROOM = 0.05
"""For the pen, as a share of what the nodes span."""


class Tinted(Item):
    """Nodes, and a tint 0…255 between neighbours that runs through ``anchors``.

    A mesh has nodes ``(rows, columns, 2)`` and a tint for each cell ``(rows − 1, columns − 1)``, a curve has
    nodes ``(n, 2)`` and a tint for each piece ``(n − 1,)``.
    """

    def __init__(self, anchors: Sequence[str], opacity: int = 255) -> None:
        super().__init__()
        self._colours = [QColor(value) for value in ramp(tuple(anchors))]
        for colour in self._colours:
            colour.setAlpha(opacity)
        self.nodes: Points = np.zeros((0, 2))
        self.tints: Tints = np.zeros(0, np.uint8)
        self.setVisible(False)

    def set_nodes(self, nodes: Points | None, tints: Tints | None) -> None:
        """Show these nodes and tints, or nothing; those beyond all numbers are nothing, too."""
        shown = nodes is not None and tints is not None and len(nodes) > 1 and bool(np.isfinite(nodes).all())
        self.setVisible(shown)
        if nodes is None or tints is None or not shown:
            return
        self.set_bounds(around(nodes, room=_ROOM))
        self.nodes, self.tints = nodes, tints
        self.update()

    def draw(self, painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        (self._draw_mesh if self.nodes.ndim == 3 else self._draw_curve)(painter)

    def _draw_mesh(self, painter: QPainter) -> None:
        """Draw cell after cell, row after row."""
        painter.setPen(cosmetic(_EDGE, 1))
        nodes = [[QPointF(x, y) for x, y in row] for row in self.nodes.tolist()]
        for lower, upper, row in zip(nodes[:-1], nodes[1:], self.tints.tolist(), strict=True):
            for index, tint in enumerate(row):
                painter.setBrush(self._colours[tint])
                corners = [lower[index], lower[index + 1], upper[index + 1], upper[index]]
                painter.drawPolygon(QPolygonF(corners))

    def _draw_curve(self, painter: QPainter) -> None:
        """Draw piece after piece."""
        nodes = [QPointF(x, y) for x, y in self.nodes.tolist()]
        for one, other, tint in zip(nodes[:-1], nodes[1:], self.tints.tolist(), strict=True):
            painter.setPen(round_pen(self._colours[tint], _WIDTH))
            painter.drawLine(QLineF(one, other))
