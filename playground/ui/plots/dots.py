"""Points of a plane: many labelled ones as dots, drawn once and kept, and few as crosses."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from playground.ui.plots.colours import SAMPLES, class_colour, worn
from playground.ui.plots.ellipses import round_pen
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


_SIZE = 5.0
_RIM = 1.5


class ClassDots(Item):
    """Dots coloured by class; classes can be hidden."""

    def __init__(self) -> None:
        super().__init__(kept=True)
        self._points = np.zeros((0, 2))
        self._labels = np.zeros(0, dtype=np.int64)
        self._hidden: frozenset[int] = frozenset()
        self._window = QRectF()

    def set_points(self, points: NDArray[np.floating], labels: NDArray[np.integer]) -> None:
        """Show ``points`` (n, 2) with ``labels`` (n,)."""
        self._points = np.asarray(points, dtype=np.float64)
        self._labels = np.asarray(labels, dtype=np.int64)
        self.set_bounds(square(float(np.abs(self._points).max(initial=0)) + 1))
        self.redraw()

    def set_hidden(self, hidden: frozenset[int]) -> None:
        """Draw all classes but these."""
        if hidden != self._hidden:
            self._hidden = hidden
            self.redraw()

    def set_window(self, window: QRectF) -> None:
        """Paint the points in this part of the plot alone; an SVG file would show those outside too."""
        if window != self._window:
            self._window = window
            self.redraw()

    @property
    def shown(self) -> NDArray[np.intp]:
        """Indices of the points whose class is drawn."""
        shown = np.ones(len(self._labels), dtype=bool)
        # A class at a time: numpy's own test of membership imports its masked arrays when one starts.
        for label in self._hidden:
            shown &= self._labels != label
        return np.flatnonzero(shown)

    def nearest(self, point: QPointF, reach: float) -> int:
        """Index of the drawn point nearest to ``point`` within ``reach``, or −1."""
        shown = self.shown
        if not len(shown) or not self.isVisible():
            return -1
        distances = np.hypot(*(self._points[shown] - (point.x(), point.y())).T)
        best = int(distances.argmin())
        return int(shown[best]) if distances[best] <= reach else -1

    def position(self, index: int) -> QPointF:
        """Where a point lies."""
        return QPointF(*self._points[index])

    def draw(self, painter: QPainter) -> None:
        """Draw in the order of the points, so that no class lies on top of all others."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        classes = range(1 + int(self._labels.max(initial=0)))
        pens = [round_pen(class_colour(label), _SIZE) for label in classes]
        rims = [round_pen(_rim(class_colour(label)), _SIZE + _RIM) for label in classes]
        for index in self.shown:
            label = int(self._labels[index])
            point = QPointF(*self._points[index])
            if not (self._window.isNull() or self._window.contains(point)):
                continue
            painter.setPen(rims[label])
            painter.drawPoint(point)
            painter.setPen(pens[label])
            painter.drawPoint(point)


def _rim(colour: QColor) -> QColor:
    """Dark around light dots, light around dark ones."""
    return QColor("#0b0c0f") if colour.lightnessF() > 0.42 else QColor("#f4f5f7")
