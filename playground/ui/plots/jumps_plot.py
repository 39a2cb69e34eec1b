"""One trajectory of the flow, and where a consistency model says, from a dozen of its times, that it ends."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from playground.ui.plots.colours import inks, mix
from playground.ui.plots.item import Item, around
from playground.ui.plots.projection import Projection

Points = NDArray[np.floating]
_CURVE, _ARROW = 2.2, 1.5
_DOT = 7.0
_REACH = 9
_ROOM = 0.08
"""For dots and heads, as a share of what the points span."""
_HEAD, _SPREAD = 8.0, 0.42
# Blue to orange, told apart by colour-blind readers on light and dark grounds: clean to noisy.
_CLEAN, _NOISY = QColor("#3f8fd0"), QColor("#d9822b")


class JumpsPlot(Projection):
    """The curve, and an arrow from each of its marked points to the end that the model gives for it."""

    stretches = True
    lit = Signal(int)
    """The arrow whose start is under the mouse, −1 for none."""

    def __init__(self) -> None:
        super().__init__("A trajectory and the jumps to its end on two principal components")
        self.curve: Points = np.zeros((0, 2))
        self.starts: Points = np.zeros((0, 2))
        self.ends: Points = np.zeros((0, 2))
        self.item = Jumps()
        self.add(self.item)
        self.hovered.connect(
            lambda place, pixel: self._light(self.item.nearest(place, _REACH * pixel, self.stretch))
        )
        self.left.connect(lambda: self._light(-1))
        self._ink()

    def set_jumps(self, curve: Points, starts: Points, ends: Points, explained: Points) -> None:
        """Show the ``curve`` (m, 2), and arrows from ``starts`` (k, 2), noisy first, to ``ends`` (k, 2)."""
        self.curve, self.starts, self.ends = curve, starts, ends
        self.item.set_jumps(curve, starts, ends)
        if len(curve):
            self.fit(curve, starts, ends)
        self.set_explained(explained)

    def set_lit(self, index: int) -> None:
        """Light one arrow (−1: none)."""
        self.item.set_lit(index)

    def _light(self, index: int) -> None:
        if index != self.item.lit:
            self.item.set_lit(index)
            self.lit.emit(index)

    def _ink(self) -> None:
        self.item.set_colours(inks(self.palette()).text, inks(self.palette()).faint)


class Jumps(Item):
    """The curve and the arrows, coloured from noisy to clean; one arrow can be lit, which dims the others."""

    def __init__(self) -> None:
        super().__init__(kept=True)
        self._curve: Points = np.zeros((0, 2))
        self._starts: Points = np.zeros((0, 2))
        self._ends: Points = np.zeros((0, 2))
        self.lit = -1
        """The arrow that is lit, −1 for none."""
        self._ink, self._faint = QColor("black"), QColor("gray")

    def set_jumps(self, curve: Points, starts: Points, ends: Points) -> None:
        """Draw a curve (m, 2) and arrows (k, 2) to (k, 2)."""
        self._curve, self._starts, self._ends, self.lit = curve, starts, ends, -1
        self.set_bounds(around(curve, starts, ends, room=_ROOM))
        self.redraw()

    def set_colours(self, ink: QColor, faint: QColor) -> None:
        """Draw the dots' rims and the curve in these colours."""
        self._ink, self._faint = ink, faint
        self.redraw()

    def set_lit(self, index: int) -> None:
        """Light one arrow (−1: none)."""
        if index != self.lit:
            self.lit = index
            self.redraw()

    def colour(self, index: int) -> QColor:
        """The colour of an arrow: orange for the noisiest, blue for the cleanest."""
        share = index / max(1, len(self._starts) - 1)
        return mix(_NOISY, _CLEAN, share)

    def nearest(self, place: QPointF, reach: float, stretch: float = 1.0) -> int:
        """The arrow whose start lies within ``reach``, or −1; heights count ``stretch`` times."""
        if not len(self._starts):
            return -1
        distances = np.hypot(self._starts[:, 0] - place.x(), stretch * (self._starts[:, 1] - place.y()))
        best = int(distances.argmin())
        return best if distances[best] <= reach else -1

    def draw(self, painter: QPainter) -> None:
        """Draw the curve, then the arrows, in pixels, so that their heads keep their shape."""
        to_pixels = painter.worldTransform()
        curve = QPolygonF([to_pixels.map(QPointF(float(x), float(y))) for x, y in self._curve])
        painter.save()
        painter.resetTransform()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._faint, _CURVE))
        painter.drawPolyline(curve)
        order = [index for index in range(len(self._starts)) if index != self.lit]
        for index in [*order, *([self.lit] if self.lit >= 0 else [])]:
            painter.setOpacity(0.25 if self.lit not in (-1, index) else 1.0)
            ends = (self._starts[index], self._ends[index])
            start, end = (to_pixels.map(QPointF(*map(float, point))) for point in ends)
            _paint_arrow(painter, QLineF(start, end), self.colour(index), self._ink)
        painter.restore()


def _paint_arrow(painter: QPainter, line: QLineF, colour: QColor, rim: QColor) -> None:
    painter.setPen(QPen(colour, _ARROW, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    painter.drawLine(line)
    if line.length() > 2 * _HEAD:
        x, y = line.dx() / line.length(), line.dy() / line.length()
        for side in (-_SPREAD, _SPREAD):
            back = QPointF(x - side * y, y + side * x) * _HEAD
            painter.drawLine(line.p2(), line.p2() - back)
    painter.setPen(QPen(rim, 0.8))
    painter.setBrush(colour)
    painter.drawEllipse(line.p1(), _DOT / 2, _DOT / 2)
