"""What the plot draws, in pixels: lines, intervals, the front, and a symbol for every mark."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from playground.evaluate.sweep.points import Mark, Points
from playground.ui.plots.colours import mix
from playground.ui.plots.item import Item
from playground.ui.tabs.compare.looks import colour, draw_symbol, shape
from playground.ui.tabs.compare.quality.marks import spread

RADIUS = 5.5
SIZE = 2 * RADIUS
"""Pixels across a symbol."""
SMALLER = 0.72
"""How much smaller than the others a mark is that cannot be held against them."""
_RING = 5.0
_CAP = 3.0
_LINE, _INTERVAL, _FRONT = 1.6, 1.4, 1.6
_OF_FRONT = "none is both cheaper and better"

Place = Callable[[float, float], QPointF]


class Dots(Item):
    """Marks at the places that ``place`` gives for their cost and quality; one of them can be lit."""

    def __init__(self, place: Place) -> None:
        super().__init__(kept=True)
        self._place = place
        self._points = Points()
        self.lit = ""
        """The key of the mark that is lit, empty for none."""
        self._text, self._ground = QColor("black"), QColor("white")

    def show_points(self, points: Points) -> None:
        """Draw these."""
        self._points = points
        self.redraw()

    def set_area(self, area: QRectF) -> None:
        """The part of the plot that is in sight, in its own coordinates."""
        self.set_bounds(area)
        self.redraw()

    def set_colours(self, text: QColor, ground: QColor) -> None:
        """The colours of the front and of the ground."""
        self._text, self._ground = text, ground
        self.redraw()

    def set_lit(self, key: str) -> None:
        """Light one mark."""
        if key != self.lit:
            self.lit = key
            self.redraw()

    def draw(self, painter: QPainter) -> None:
        """Draw in pixels, so that symbols keep their shape."""
        to_pixels = painter.worldTransform()

        def pixel(cost: float, value: float) -> QPointF:
            return to_pixels.map(self._place(cost, value))

        marks = self._points.marks
        spots = spread(marks, pixel, SIZE)
        clip = to_pixels.mapRect(self.boundingRect())
        painter.save()
        painter.resetTransform()
        painter.setClipRect(clip)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._draw_front(painter, pixel, clip, spots.values())
        for line in self._points.lines:
            painter.setPen(QPen(mix(colour(line[0].family), self._ground, 0.35), _LINE))
            painter.drawPolyline(QPolygonF([spots[mark.key] for mark in line]))
        for mark in marks if self._points.intervals else ():
            _draw_interval(painter, mark, spots[mark.key].x(), pixel, clip)
        for mark in sorted(marks, key=lambda mark: mark.key == self.lit):
            self._draw_symbol(painter, mark, spots[mark.key])
        painter.restore()

    def _draw_front(self, painter: QPainter, pixel: Place, clip: QRectF, spots: Iterable[QPointF]) -> None:
        if not self._points.front:
            return
        corners: list[QPointF] = []
        for mark in self._points.front:
            point = pixel(mark.cost, mark.value)
            if corners:
                corners.append(QPointF(point.x(), corners[-1].y()))
            corners.append(point)
        corners.append(QPointF(clip.right(), corners[-1].y()))
        painter.setPen(QPen(mix(self._text, self._ground, 0.3), _FRONT, Qt.PenStyle.DashLine))
        painter.drawPolyline(QPolygonF(corners))
        above = painter.boundingRect(clip, Qt.AlignmentFlag.AlignRight, _OF_FRONT)
        above.moveBottomRight(corners[-1] - QPointF(_CAP, _CAP))
        for box in (above, above.translated(0, above.height() + 2 * _CAP)):
            if not any(box.adjusted(-SIZE, -RADIUS, SIZE, RADIUS).contains(spot) for spot in spots):
                painter.drawText(box, Qt.AlignmentFlag.AlignCenter, _OF_FRONT)
                break

    def _draw_symbol(self, painter: QPainter, mark: Mark, point: QPointF) -> None:
        radius = RADIUS * (SMALLER if mark.fewer else 1.0)
        if mark.key == self.lit:
            painter.setPen(QPen(self._text, 1.6))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(point, radius + _RING, radius + _RING)
        # Shipped ones are hollow. The rim of the ground sets symbols apart that overlap.
        painter.setPen(QPen(self._ground, 3.2))
        painter.drawPath(shape(mark.family, radius).translated(point))
        draw_symbol(painter, mark.family, radius, point, self._ground if mark.known.shipped else None)
        painter.setBrush(Qt.BrushStyle.NoBrush)


def _draw_interval(painter: QPainter, mark: Mark, x: float, pixel: Place, clip: QRectF) -> None:
    if not (math.isfinite(mark.low) and math.isfinite(mark.high)):
        return
    low, high = (QPointF(x, pixel(mark.cost, end).y()) for end in (mark.low, mark.high))
    painter.setPen(QPen(colour(mark.family), _INTERVAL))
    painter.drawLine(low, high)
    for end in (low, high):
        if clip.contains(end):
            painter.drawLine(end - QPointF(_CAP, 0), end + QPointF(_CAP, 0))
