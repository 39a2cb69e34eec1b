"""Ways through the plane, each in the colour of where it ends."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainter, QPolygonF

from playground.ui.plots.ellipses import round_pen
from playground.ui.plots.item import Item
from playground.ui.plots.wheel import parts, wheel

WIDTH = 2.0
_COLOURS = 16

Points = NDArray[np.floating]


class Ways(Item):
    """A colour is that of the direction in which an end lies. What is seen of the plane are the bounds."""

    def __init__(self) -> None:
        super().__init__()
        self.ways: list[QPolygonF] = []
        self._colours: list[int] = []

    def set_ways(self, ways: Points | None, ends: Points | None = None) -> None:
        """Draw ``ways`` (n, k, 2), which are to end at ``ends`` (n, 2), or none."""
        self.ways, self._colours = [], []
        if ways is not None and ends is not None:
            self.ways = [polygon(way) for way in ways]
            self._colours = parts(np.arctan2(ends[:, 1], ends[:, 0]), _COLOURS).tolist()
        self.update()

    def draw(self, painter: QPainter) -> None:
        """Draw each."""
        if not self.ways:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pens = [round_pen(colour, WIDTH) for colour in wheel(_COLOURS)]
        for way, colour in zip(self.ways, self._colours, strict=True):
            painter.setPen(pens[colour])
            painter.drawPolyline(way)


def polygon(points: Points) -> QPolygonF:
    """Points ``(k, 2)``, one after the other."""
    return QPolygonF([QPointF(float(x), float(y)) for x, y in points])
