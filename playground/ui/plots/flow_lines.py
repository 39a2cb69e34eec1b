"""Straight lines that a flow was trained on against the curved paths that it takes."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPalette

from playground.ui.plots.colours import inks, mix
from playground.ui.plots.ellipses import round_pen
from playground.ui.plots.item import Item, around
from playground.ui.plots.projection import Projection
from playground.ui.plots.ways import WIDTH, polygon

Points = NDArray[np.floating]
_LINE = 1.2
_DOT = 6.0
_REACH = 7
_ROOM = 0.05
"""For dots and pens, as a share of what the points span."""


class FlowLinesPlot(Projection):
    """Lines from noise to data (dashed) and the model's paths from the same noise (solid) in one plane."""

    lit = Signal(int)
    """The pair under the mouse, −1 for none."""

    def __init__(self) -> None:
        super().__init__("Conditional lines and marginal paths on two principal components")
        self.lines: Points = np.zeros((0, 2, 2))
        self.curves: Points = np.zeros((0, 1, 2))
        self.item = FlowLines()
        self.add(self.item)
        self.hovered.connect(lambda place, pixel: self._light(self.item.nearest(place, _REACH * pixel)))
        self.left.connect(lambda: self._light(-1))
        self._ink()

    def set_paths(self, lines: Points, curves: Points, explained: Points) -> None:
        """Show ``lines`` (n, 2, 2), noise to data, and ``curves`` (n, steps + 1, 2) from the same noise."""
        self.lines, self.curves = lines, curves
        self.item.set_paths(lines, curves)
        self.set_explained(explained)
        if len(lines):
            self.fit(lines, curves)

    def _light(self, pair: int) -> None:
        if pair != self.item.lit:
            self.item.set_lit(pair)
            self.lit.emit(pair)

    def _ink(self) -> None:
        ink = inks(self.palette())
        self.item.set_colours(
            ink.text, mix(ink.text, ink.ground, 0.45), self.palette().color(QPalette.ColorRole.Link)
        )


class FlowLines(Item):
    """The lines, curves and their ends; one pair can be lit, which dims the others."""

    def __init__(self) -> None:
        super().__init__(kept=True)
        self._lines: Points = np.zeros((0, 2, 2))
        self._curves: Points = np.zeros((0, 1, 2))
        self.lit = -1
        """The pair that is lit, −1 for none."""
        self.colours = (QColor("black"), QColor("gray"), QColor("blue"))
        """Colours of the noise, of the lines with their data, and of the curves with their ends."""

    def set_paths(self, lines: Points, curves: Points) -> None:
        """Draw ``lines`` (n, 2, 2) and ``curves`` (n, steps + 1, 2)."""
        self._lines, self._curves, self.lit = lines, curves, -1
        self.set_bounds(around(lines, curves, room=_ROOM))
        self.redraw()

    def set_colours(self, ends: QColor, lines: QColor, curves: QColor) -> None:
        """Draw ends, lines and curves in these colours."""
        self.colours = (ends, lines, curves)
        self.redraw()

    def set_lit(self, index: int) -> None:
        """Light one pair (−1: none)."""
        if index != self.lit:
            self.lit = index
            self.redraw()

    def nearest(self, place: QPointF, reach: float) -> int:
        """The pair with an end of its line, or a point of its curve, within ``reach``, or −1."""
        if not len(self._lines):
            return -1
        points = np.concatenate([self._lines, self._curves], axis=1)
        distances = np.hypot(points[..., 0] - place.x(), points[..., 1] - place.y()).min(axis=1)
        best = int(distances.argmin())
        return best if distances[best] <= reach else -1

    def draw(self, painter: QPainter) -> None:
        """Draw lines, then curves, then ends."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        order = [index for index in range(len(self._lines)) if index != self.lit]
        for index in [*order, *([self.lit] if self.lit >= 0 else [])]:
            dim = self.lit not in (-1, index)
            self._paint_pair(painter, index, 0.25 if dim else 1.0)

    def _paint_pair(self, painter: QPainter, index: int, opacity: float) -> None:
        ends, line, curve = self.colours
        painter.setOpacity(opacity)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(round_pen(line, _LINE, Qt.PenStyle.DashLine))
        painter.drawPolyline(polygon(self._lines[index]))
        painter.setPen(round_pen(curve, WIDTH))
        painter.drawPolyline(polygon(self._curves[index]))
        # Where the path ends, against where its line ends: the gap is what crossing lines average away.
        for point, colour in ((self._lines[index, 0], ends), (self._lines[index, 1], line)):
            painter.setPen(round_pen(colour, _DOT))
            painter.drawPoint(QPointF(*map(float, point)))
        painter.setPen(round_pen(curve, _DOT + 1))
        painter.drawPoint(QPointF(*map(float, self._curves[index, -1])))
