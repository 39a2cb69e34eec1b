"""What each lane costs: final pictures in the order of the places, beside the cost on a logarithmic axis."""

from __future__ import annotations

import math
from itertools import pairwise

from PySide6.QtCore import QLineF, QPointF, QRect, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPen

from playground.evaluate.race import names
from playground.evaluate.race.standing import Standing, decades, per_picture
from playground.ui.plots.colours import mix
from playground.ui.tabs.compare import looks
from playground.ui.tabs.compare.race.drawing import Rows, RowsView, Style, columns, sheet_of, write

_AXIS = 40
_MARK = 6.0
_INSET = 14
_BETWEEN = 8


class CostsView(RowsView):
    """Draws lanes that have finished; what a picture costs is a mark of the family's own shape."""

    below = _AXIS

    def __init__(self) -> None:
        super().__init__("What each lane costs")

    def draw(self, painter: QPainter, style: Style) -> None:
        """Draw all rows and the axis."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if not self.lanes:
            painter.setPen(style.muted)
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, "No lane has been run yet.")
            return
        place = columns(self.width(), self.height() - _AXIS, self.lanes, style)
        costs = [per_picture(lane, self.clock, self.count) for lane in self.lanes]
        low, high = decades(costs)
        axis = QRect(place.track + _INSET, 0, place.right - place.track - 2 * _INSET, place.row * len(costs))
        self._rule(painter, axis, low, high, style)
        rows = Rows(painter, place, style)
        for number, (lane, cost) in enumerate(zip(self.lanes, costs, strict=True)):
            rows.name(number, lane)
            rows.pictures(number, sheet_of(lane.pictures))
            rows.badge(number, lane.place)
            x = axis.left() + axis.width() * (math.log10(max(cost, 10.0**low)) - low) / (high - low)
            _mark(rows, lane, QPointF(x, place.rect(number).center().y() + 1), cost, axis)

    def _rule(self, painter: QPainter, axis: QRect, low: int, high: int, style: Style) -> None:
        small, metrics = style.small, QFontMetrics(style.small)
        widths = [metrics.horizontalAdvance(_decade(decade)) for decade in range(low, high + 1)]
        every = apart(widths, axis.width() / (high - low))
        for decade in range(low, high + 1):
            x = axis.left() + axis.width() * (decade - low) / (high - low)
            painter.setPen(QPen(mix(style.inks.ground, style.inks.text, 0.14), 1))
            painter.drawLine(QLineF(x, axis.top(), x, axis.bottom() + 4))
            if (decade - low) % every == 0:
                text = _decade(decade)
                width = metrics.horizontalAdvance(text)
                box = QRect(round(x - width / 2), axis.bottom() + 5, width + 2, 16)
                write(painter, box, text, small, style.muted)
        unit = "evaluations a picture" if self.clock == "evaluations" else "milliseconds a picture"
        width = metrics.horizontalAdvance(unit)
        box = QRect(axis.right() - width, axis.bottom() + 5 + metrics.height(), width + 2, 16)
        write(painter, box, unit, small, style.inks.text)


def _mark(rows: Rows, lane: Standing, centre: QPointF, cost: float, axis: QRect) -> None:
    painter, style = rows.painter, rows.style
    text = names.whole(cost) if style.clock == "evaluations" else names.time(cost)
    metrics = QFontMetrics(style.small)
    box = label_box(centre, metrics.horizontalAdvance(text) + 2, metrics.height(), axis)
    if box.top() > centre.y() - metrics.height() / 2:
        centre = centre - QPointF(0, _MARK)
    if lane.family:
        painter.setPen(QPen(style.inks.ground, 1))
        painter.setBrush(rows.colour(lane))
        painter.drawPath(looks.shape(lane.family, _MARK).translated(centre))
    write(painter, box, text, style.small, style.inks.text)


def label_box(centre: QPointF, width: int, height: int, axis: QRect) -> QRect:
    """Where a mark's cost is written: at its right or left if the axis leaves room there, else below it."""
    left, right = axis.left() - _INSET, axis.right() + _INSET
    beside = centre.x() + _MARK + 6, centre.x() - _MARK - 6 - width
    for start in beside:
        if left <= start and start + width <= right:
            return QRect(round(start), round(centre.y() - height / 2), width, height)
    start = max(left, min(centre.x() - width / 2, right - width))
    return QRect(round(start), round(centre.y() + 1), width, height)


def apart(widths: list[int], distance: float) -> int:
    """Every how many-eth of the labels of an axis can be written, so many pixels lying between two."""
    for every in range(1, len(widths)):
        kept = widths[::every]
        if all((one + other) / 2 + _BETWEEN <= every * distance for one, other in pairwise(kept)):
            return every
    return max(1, len(widths))


def _decade(exponent: int) -> str:
    return names.whole(10**exponent) if exponent >= 0 else f"{10.0**exponent:.{-exponent}f}"
