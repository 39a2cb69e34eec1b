"""A sum as a waterfall: where it begins, what each term adds or takes away, and where it ends."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QHelpEvent, QPainter, QPaintEvent, QPen, QPicture
from PySide6.QtWidgets import QSizePolicy, QWidget

from playground.core.words import number
from playground.ui.plots.captioned import captioned
from playground.ui.plots.colours import Inks, inks
from playground.ui.plots.pose import fill_ground, room_of
from playground.ui.widgets.layouts import down, lay_out
from playground.ui.widgets.paragraph import Paragraph
from playground.ui.widgets.plain import show_tip, strong

GAIN, LOSS = QColor("#1b998b"), QColor("#d9822b")

_GAP = 0.24
"""Free share of the place of a bar."""
_ROOM, _TIGHTEN = 0.1, 2.0
"""Room beyond the bars as a share of the range; a range so many times too large is made smaller."""
_FAR = 2.0
"""So many times the bars' range beyond them, the level would leave them no room, and is pointed at."""
_ARROW = 4.0
_FAINT = 0.35


class WaterfallPlot(QWidget):
    """Bars from left to right: a start, terms that stand on one another, and their sum.

    ``title`` is what is summed, ``level`` names the dashed line that the sum may be compared with.
    """

    def __init__(self, title: str, unit: str, level: str) -> None:
        super().__init__()
        self.title, self._unit, self._level_name = title, unit, level
        self.heading = Paragraph(strong(title))
        self.bars = _Bars()
        self.bars.setMinimumSize(150, 60)
        lay_out(self, down(self.heading, (self.bars, 1), spacing=0))
        self.setAccessibleName(title)

    @property
    def names(self) -> tuple[str, ...]:
        """What stands under the bars, the sum's name last."""
        return self.bars.names

    @property
    def terms(self) -> NDArray[np.float64]:
        """Start and terms, in the order in which they are drawn."""
        return self.bars.terms

    def set_terms(
        self, names: Sequence[str], terms: NDArray[np.floating], level: float, passed: float = math.inf
    ) -> None:
        """Show ``terms`` (k,), the first being the start, under ``names`` (k + 1,), the last being the sum's.

        Of the terms after the start only the first ``passed`` are drawn in full. ``level`` is drawn where
        it is a finite number.
        """
        self.bars.show_terms(tuple(names), np.asarray(terms, np.float64), level, passed)
        total = float(np.sum(terms, dtype=np.float64))
        level_told = f"\u00a0 ┄\u00a0{self._level_name}\u00a0{_number(level)}"
        known = "" if math.isnan(level) else f" {level_told}"
        self.heading.setText(strong(self.title) + f" {_number(total)}\u00a0{self._unit}{known}")
        self.setAccessibleDescription(", ".join(f"{n} {_number(t)}" for n, t in self.bars.values()))

    def picture(self) -> QPicture:
        """The plot as drawn now, under its heading, to be played into a PNG or SVG."""
        return captioned(self._bars_alone, lambda: self.heading.said, self)

    def _bars_alone(self) -> QPicture:
        picture, area = QPicture(), room_of(self.bars)
        painter = QPainter(picture)
        painter.setFont(self.font())
        fill_ground(painter, area, self)
        self.bars.draw(painter, QRectF(area), inks(self.palette()))
        painter.end()
        picture.setBoundingRect(QRect(area))
        return picture


class _Bars(QWidget):
    """Draws the bars."""

    def __init__(self) -> None:
        super().__init__()
        self.names: tuple[str, ...] = ()
        self.terms: NDArray[np.float64] = np.zeros(0)
        self._level, self._passed = math.nan, math.inf
        self._range = (0.0, 0.0)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def sizeHint(self) -> QSize:
        return QSize(260, 100)

    def show_terms(
        self, names: tuple[str, ...], terms: NDArray[np.float64], level: float, passed: float
    ) -> None:
        """Draw these, on a range that moves seldom."""
        self.names, self.terms, self._level, self._passed = names, terms, level, passed
        marks = [0.0, *np.cumsum(terms).tolist()]
        low, high = min(marks), max(marks)
        reach = _FAR * max(high - low, 0.5)
        if low - reach <= level <= high + reach:
            low, high = min(low, level), max(high, level)
        room = _ROOM * max(high - low, 0.5)
        before, after = self._range
        if low < before or high > after or after - before > _TIGHTEN * (high - low + 2 * room):
            self._range = low - room, high + room
        self.update()

    def values(self) -> list[tuple[str, float]]:
        """Name and value of each bar, the sum last."""
        return list(zip(self.names, [*self.terms.tolist(), float(self.terms.sum())], strict=True))

    def event(self, event: QEvent) -> bool:
        """Tell the bar under the mouse in numbers."""
        if isinstance(event, QHelpEvent) and self.names:
            found = self.values()
            index = min(max(int(event.pos().x() / self.width() * len(found)), 0), len(found) - 1)
            name, value = found[index]
            show_tip(event.globalPos(), f"{name}: {_number(value, 3)}", self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw all."""
        painter = QPainter(self)
        self.draw(painter, QRectF(self.rect()), inks(self.palette()))
        painter.end()

    def draw(self, painter: QPainter, area: QRectF, ink: Inks) -> None:
        """Draw bars, names and level into an area."""
        if not self.names:
            return
        metrics = painter.fontMetrics()
        inside = self._inside(area, metrics.height(), self.name_rows(area, metrics))
        place = inside.width() / len(self.names)
        painter.setPen(QPen(ink.faint, 1))
        zero = self._y(inside, 0.0)
        painter.drawLine(QPointF(inside.left(), zero), QPointF(inside.right(), zero))
        bars, spans = self._bars(inside), self._spans()
        for index, (bar, (start, end)) in enumerate(zip(bars, spans, strict=True)):
            whole = index in (0, len(spans) - 1)
            colour = QColor(ink.accent if whole else GAIN if end >= start else LOSS)
            faint = not whole and index > self._passed
            colour.setAlphaF(_FAINT if faint else 1.0)
            painter.fillRect(bar, colour)
            if index < len(spans) - 1:
                painter.setPen(QPen(ink.faint, 1))
                y = self._y(inside, end)
                painter.drawLine(QPointF(bar.right(), y), QPointF(bar.right() + place * _GAP, y))
        self._write(painter, ink, area)
        self._draw_level(painter, ink, inside)

    def _draw_level(self, painter: QPainter, ink: Inks, inside: QRectF) -> None:
        """A dashed line; where the level is out of range, arrows at both ends of that edge."""
        low, high = self._range
        if low <= self._level <= high:
            y = self._y(inside, self._level)
            painter.setPen(QPen(ink.text, 1, Qt.PenStyle.DashLine))
            painter.drawLine(QPointF(inside.left(), y), QPointF(inside.right(), y))
        elif not math.isnan(self._level):
            tip, back = (inside.bottom(), -_ARROW) if self._level < low else (inside.top(), _ARROW)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ink.text)
            for x in (inside.left() + _ARROW, inside.right() - _ARROW):
                corners = [QPointF(x + side * _ARROW, tip + back) for side in (-1, 1)]
                painter.drawPolygon([QPointF(x, tip), *corners])

    def _write(self, painter: QPainter, ink: Inks, area: QRectF) -> None:
        """Names under the bars, and values above them where all fit."""
        metrics = painter.fontMetrics()
        rows = self.name_rows(area, metrics)
        values = [_number(value, 2 if abs(value) < 10 else 1) for _, value in self.values()]
        boxes = self.value_boxes(area, metrics.height(), rows)
        told = max(map(metrics.horizontalAdvance, values)) <= boxes[0].width() - 2
        painter.setPen(ink.text)
        for value, box in zip(values, boxes, strict=True):
            if told:
                painter.drawText(box, Qt.AlignmentFlag.AlignCenter, value)
        for name, box in self.name_boxes(area, metrics, rows):
            painter.drawText(box, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop, name)

    def name_rows(self, area: QRectF, metrics: QFontMetrics) -> int:
        """Lines that the names take: two where in one they would run into each other."""
        return 1 if len(self.name_boxes(area, metrics, 1)) == len(self.names) else 2

    def name_boxes(self, area: QRectF, metrics: QFontMetrics, rows: int) -> list[tuple[str, QRectF]]:
        """The names under their bars in so many lines: the first, the last, and those that have room between.

        Of two lines the second begins at the name's first space, where in one it is wider than its place.
        """
        place, gap = (area.width() - 4) / len(self.names), metrics.averageCharWidth() / 2
        found = []
        for index, name in enumerate(self.names):
            if rows > 1 and metrics.horizontalAdvance(name) > place - gap:
                name = name.replace(" ", "\n", 1)
            width = max(map(metrics.horizontalAdvance, name.split("\n"))) + 1.0
            middle = area.left() + 2 + (index + 0.5) * place
            left = min(max(middle - width / 2, area.left()), area.right() - width)
            height = rows * metrics.height()
            found.append((name, QRectF(left, area.bottom() - height, width, height)))
        last, kept = found[-1], found[:1]
        for each in found[1:-1]:
            if kept[-1][1].right() + gap <= each[1].left() and each[1].right() + gap <= last[1].left():
                kept.append(each)
        return [*kept, last] if len(found) > 1 else kept

    def value_boxes(self, area: QRectF, line: float, rows: int = 1) -> list[QRectF]:
        """Where the values stand: above their bars, and above the lines that would strike them through."""
        inside = self._inside(area, line, rows)
        place = inside.width() / len(self.names)
        lines = [self._y(inside, value) for value in (0.0, self._level) if math.isfinite(value)]
        boxes = []
        for index, bar in enumerate(self._bars(inside)):
            bottom = bar.top()
            for y in sorted(lines, reverse=True):
                bottom = y - 1 if bottom - line <= y <= bottom else bottom
            boxes.append(QRectF(inside.left() + index * place - 1, bottom - line, place + 2, line))
        return boxes

    def _inside(self, area: QRectF, line: float, rows: int = 1) -> QRectF:
        """The place of the bars: above the highest of them and above the level there is room for a line, and
        below for the names' lines."""
        return area.adjusted(2, line + 2, -2, -rows * line - 2)

    def _spans(self) -> list[tuple[float, float]]:
        ends = np.cumsum(self.terms)
        return [(0.0, ends[0]), *pairwise(ends), (0.0, ends[-1])]

    def _bars(self, inside: QRectF) -> list[QRectF]:
        place, bars = inside.width() / len(self.names), []
        for index, span in enumerate(self._spans()):
            top, bottom = sorted(self._y(inside, end) for end in span)
            left = inside.left() + index * place + place * _GAP / 2
            bars.append(QRectF(left, top, place * (1 - _GAP), max(bottom - top, 1.0)))
        return bars

    def _y(self, inside: QRectF, value: float) -> float:
        low, high = self._range
        return inside.bottom() - inside.height() * (value - low) / max(high - low, 1e-9)


def _number(value: float, digits: int = 2) -> str:
    if math.isinf(value):
        return "−∞" if value < 0 else "∞"
    return number(value, digits)
