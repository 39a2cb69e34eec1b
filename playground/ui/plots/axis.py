"""An axis whose numbers read as the window's other numbers do, and never run into one another."""

from __future__ import annotations

import math

from PySide6.QtCore import QEvent, QRectF
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication

from playground.core.words import magnitude, number
from playground.ui.plots.axis_marks import round_step
from playground.ui.plots.graphing import pg
from playground.ui.widgets.theme import themes

_WIDTH, _HEIGHT = 30, 18
"""Pixels with which an axis begins, before it has written a number that needs more."""
_LEAST = 1e-3
"""Smaller numbers are written as powers of ten."""
_TIGHT = 0.6
"""Share of the usual gap between numbers that is left where else there would be but one."""
_NEXT = 1.01
"""By so much more than a round step is looked for the next one."""


class Axis(pg.AxisItem):  # type: ignore[misc]
    """Numbers with commas between thousands, as many as have room; text and its room follow the font."""

    textWidth: float  # noqa: N815 - it is the base class’s
    textHeight: float  # noqa: N815

    _narrow: int | None = None
    """The width that was set, for text of the system's size; ``None`` for what the numbers need."""

    def __init__(self, side: str) -> None:
        super().__init__(side)
        self._scale = themes().scale
        self._needed: dict[float, tuple[float, float]] = {}
        """How much room numbers have needed, across and along, in each size of text."""

    def setWidth(self, w: int | None = None) -> None:
        """Take so many pixels where text has the system's size, and more or less where it has another."""
        self._narrow = w
        super().setWidth(None if w is None else math.ceil(w * themes().scale))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        # The base class may hear of a font before it has a label, and when it has none any more.
        if event.type() == QEvent.Type.FontChange and getattr(self, "label", None) is not None:
            self._fit()

    def _fit(self) -> None:
        """Write anew, with the room that numbers of this size have needed before."""
        self.label.setFont(self.font())
        self._needed[self._scale] = self.textWidth, self.textHeight
        self._scale = themes().scale
        self.textWidth, self.textHeight = self._needed.get(self._scale, (_WIDTH, _HEIGHT))
        if self._narrow is None:
            self._adjustSize()
        else:
            self.setWidth(self._narrow)
        self.resizeEvent()
        self.picture = None
        self.update()

    def resizeEvent(self, ev: object = None) -> None:
        """Put the name under the middle of the axis, or as near to it as is still inside of the plot."""
        super().resizeEvent(ev)
        view = self.getViewWidget()
        if view is None or getattr(self, "label", None) is None:
            return
        here, whole = self.label.mapRectToScene(self.label.boundingRect()), QRectF(view.viewport().rect())
        if self.orientation in ("left", "right"):
            self.label.moveBy(0, _inwards(here.top(), here.bottom(), whole.height()))
        else:
            self.label.moveBy(_inwards(here.left(), here.right(), whole.width()), 0)

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        """The numbers at these places."""
        if self.logMode:
            written: list[str] = super().tickStrings(values, scale, spacing)
            return written
        places = max(0, math.ceil(-math.log10(spacing * scale)))
        scaled = [value * scale for value in values]
        return [
            number(each, places) if abs(each) >= _LEAST or each == 0 else magnitude(each, 6)
            for each in scaled
        ]

    def tickSpacing(self, minVal: float, maxVal: float, size: float) -> list[tuple[float, float]]:
        """How far ticks are apart, and where the first is: only such as leave room for their numbers."""
        if size <= 0:
            return []
        levels: list[tuple[float, float]] = super().tickSpacing(minVal, maxVal, size)
        if not levels or self.logMode or maxVal <= minVal:
            return levels
        ends = minVal / self.scale, maxVal / self.scale
        density = size / (maxVal - minVal)
        roomy = [level for level in levels if level[0] * density >= self._space(ends, level[0])]
        if any(_count(minVal, maxVal, *level) > 1 for level in roomy):
            return roomy
        # One number alone says nothing of the scale, so the closest that have any room are looked for.
        spacing = round_step((maxVal - minVal) / size)
        while spacing * density < self._space(ends, spacing, _TIGHT):
            spacing = round_step(spacing * _NEXT)
        alone = _roundest(minVal, maxVal)
        seen = _count(minVal, maxVal, spacing, 0.0) or self._space(ends, alone[0], 0.0) > size
        return [(spacing, 0.0) if seen else alone]

    def _space(self, ends: tuple[float, float], spacing: float, gap: float = 1.0) -> float:
        """Pixels that a number needs that lies between the ends, with a gap to its neighbour, as a share of
        the usual one."""
        metrics = QFontMetrics(self.style["tickFont"] or QApplication.font())
        if self.orientation in ("left", "right"):
            return metrics.height() - metrics.descent()
        texts = self.tickStrings(list(ends), self.scale, spacing / self.scale)
        return max(map(metrics.horizontalAdvance, texts)) + gap * metrics.averageCharWidth()


def _inwards(low: float, high: float, room: float) -> float:
    """How far what reaches from low to high is to be moved, to lie between 0 and the end of the room."""
    return max(min(0.0, room - high), -low)


def _count(low: float, high: float, spacing: float, offset: float) -> int:
    """How many numbers so far apart lie between two ends."""
    return math.floor((high - offset) / spacing) - math.ceil((low - offset) / spacing) + 1


def _roundest(low: float, high: float) -> tuple[float, float]:
    """The roundest number between two ends alone, as a distance that has its digits and the number.

    Of several that are as round it is the one in the middle.
    """
    spacing = round_step(high - low)
    while not _count(low, high, spacing, 0.0):
        spacing = _less_round(spacing)
    middle = round((low + high) / 2 / spacing) * spacing
    within = middle if low <= middle <= high else math.ceil(low / spacing) * spacing
    return 0.999 * 10.0 ** (math.floor(math.log10(spacing) + 1e-9) + 1), within


def _less_round(step: float) -> float:
    """The largest of …, 0.1, 0.2, 0.5, 1, 2, 5, 10, … that is smaller than one of them."""
    power = math.floor(math.log10(step) + 1e-9)
    digit = round(step / 10.0**power)
    smaller = {5: f"2e{power}", 2: f"1e{power}"}
    return float(smaller.get(digit, f"5e{power - 1}"))


def axes() -> dict[str, Axis]:
    """New axes for the left and the lower edge of a plot."""
    return {side: Axis(side) for side in ("left", "bottom")}
