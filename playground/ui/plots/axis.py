"""An axis whose numbers read as the window's other numbers do, and never run into one another."""

from __future__ import annotations

import math

import pyqtgraph as pg
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication

from playground.ui.plots.axis_marks import round_step
from playground.ui.words import number

_LEAST = 1e-3
"""Smaller numbers are written as powers of ten."""
_NEXT = 1.01
"""By so much more than a round step is looked for the next one."""


class Axis(pg.AxisItem):  # type: ignore[misc]
    """Numbers with commas between thousands, as many as have room."""

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        """The numbers at these places."""
        if self.logMode:
            written: list[str] = super().tickStrings(values, scale, spacing)
            return written
        places = max(0, math.ceil(-math.log10(spacing * scale)))
        scaled = [value * scale for value in values]
        return [number(each, places) if abs(each) >= _LEAST or each == 0 else f"{each:g}" for each in scaled]

    def tickSpacing(self, minVal: float, maxVal: float, size: float) -> list[tuple[float, float]]:
        """How far ticks are apart, and where the first is: only such as leave room for their numbers."""
        if size <= 0:
            return []
        levels: list[tuple[float, float]] = super().tickSpacing(minVal, maxVal, size)
        if self.logMode or maxVal <= minVal:
            return levels
        ends = minVal / self.scale, maxVal / self.scale
        density = size / (maxVal - minVal)
        roomy = [level for level in levels if level[0] * density >= self._room(ends, level[0])]
        if roomy or not levels:
            return roomy
        apart, offset = levels[0]
        while apart * density < self._room(ends, apart):
            apart = round_step(apart * _NEXT)
        return [(apart, offset)]

    def _room(self, ends: tuple[float, float], apart: float) -> int:
        """Pixels that a number needs that lies between the ends, with a gap to its neighbour."""
        metrics = QFontMetrics(self.style["tickFont"] or QApplication.font())
        if self.orientation in ("left", "right"):
            return metrics.height() - metrics.descent()
        texts = self.tickStrings(list(ends), self.scale, apart / self.scale)
        return max(map(metrics.horizontalAdvance, texts)) + metrics.averageCharWidth()


def axes() -> dict[str, Axis]:
    """New axes for the left and the lower edge of a plot."""
    return {side: Axis(side) for side in ("left", "bottom")}
