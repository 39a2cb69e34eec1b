"""Numbers against training steps, with levels that they can reach at best."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QResizeEvent

from playground.core.words import magnitude, number
from playground.ui.plots.axis_marks import log_ticks, mark
from playground.ui.plots.colours import inks
from playground.ui.plots.level_band import NO_BAND
from playground.ui.plots.steps_plot import LEFT, RIGHT, StepsPlot
from playground.ui.plots.still_plot import StillPlot
from playground.ui.widgets.plain import coloured, label_axis, strong
from playground.ui.widgets.theme import themes

_ROOM = 1.12
_TIGHTEN = 0.45
"""The upper end of the range moves down only when the numbers fill less than this share of it."""
_EARLY, _MOST = 0.25, 5.0
"""Numbers of this first share of the steps may reach so many times above all later ones, or are cut off."""
_POINT = 6
_DWARFS, _ENOUGH = 20.0, 4
"""A first number so many times as large as half of those that followed later makes the axis logarithmic, once
there are so many."""
_LETTERED = 4
"""Numbers along a logarithmic axis, at most."""
_BESIDE = 0.08
"""Powers of ten beside the largest and the smallest number."""
_NAME = 16
"""Pixels that its name needs."""


def dwarfs(values: NDArray[np.float64]) -> bool:
    """Whether the first of some numbers, none of which is negative, leaves the later ones nothing to be seen
    on an even axis."""
    known = values[np.isfinite(values)]
    if len(known) < _ENOUGH or (known < 0).any():
        return False
    later = float(np.median(known[len(known) // 2 :]))
    return bool(later > 0 and known[0] > _DWARFS * later)


class SeriesPlot(StepsPlot, StillPlot):
    """A curve over steps from 0 to a top that moves seldom, and a dashed level.

    Where the first number dwarfs the later ones the axis is logarithmic, and says so, until others are shown
    from the first step on. Numbers that are infinite leave a gap, which the heading tells of, and so do those
    that are not known.
    ``title`` is what is plotted; ``level`` names the dashed line, if there is one; ``short`` is said instead
    of the title where there is too little room.
    """

    logarithmic = False
    """Whether equal distances along the upward axis are equal ratios."""

    def __init__(self, title: str, level: str = "", short: str = "") -> None:
        super().__init__("accent")
        self.title, self._level_name, self._short = title, level, short
        (self._curve,) = self._curves
        self._curve.setSymbolSize(_POINT)
        self._curve.setSymbolPen(None)
        self._top, self._newest = 0.0, float("nan")
        self.values: NDArray[np.float64] = np.zeros(0)
        self._plot.set_least(110, 60)
        self.setAccessibleName(f"{title} against training steps")
        self._ink()

    def set_series(
        self,
        steps: NDArray[np.floating],
        values: NDArray[np.floating],
        level: float = float("nan"),
        newest: float = float("nan"),
        band: tuple[float, float] = NO_BAND,
    ) -> None:
        """Show ``values`` (n,) at ``steps`` (n,), and a dashed level with a band where these are numbers.

        ``newest`` is written beside the title where it is a number, and else the last value.
        """
        anew = len(steps) < len(self.steps)
        self._newest = newest
        self.steps, self.values = np.asarray(steps, np.float64), np.asarray(values, np.float64)
        self._set_logarithmic((self.logarithmic and not anew) or dwarfs(self.values))
        # A single number is no line yet.
        dot = len(self.values) == 1 and bool(np.isfinite(self.values[0]))
        self._curve.setData(self.steps, self._drawn(self.values), symbol="o" if dot else None)
        self._draw_second()
        self.set_level(level, band)
        shown = self._marks()[1]
        self.set_scales(left=bool(np.isfinite(shown).any()), bottom=len(shown) > 0)
        self._fit()
        self._write()

    def _drawn(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        drawn = np.where(np.isfinite(values), values, np.nan)
        return np.log10(np.where(drawn > 0, drawn, np.nan)) if self.logarithmic else drawn

    def _set_logarithmic(self, logarithmic: bool) -> None:
        if logarithmic != self.logarithmic:
            self.logarithmic, self._top = logarithmic, 0.0
            left = self._plot.getAxis("left")
            left.setWidth(LEFT + _NAME if logarithmic else LEFT)
            label_axis(self._plot, "left", "log scale" if logarithmic else "")
            left.showLabel(logarithmic)

    def _along(self, number: float) -> float:
        if not self.logarithmic:
            return number
        return math.log10(number) if number > 0 else math.nan

    def _fit_ratios(self) -> None:
        steps, values = self._marks()
        marks = [*values[np.isfinite(values)], self.level, *self.band]
        places = [place for each in marks if math.isfinite(place := self._along(float(each)))]
        low, high = min(places) - _BESIDE, max(places) + _BESIDE
        last = max(float(steps.max()), 1.0)
        self._mark(last)
        self._plot.setRange(QRectF(0, low, last * 1.03, high - low), padding=0)
        self._plot.getAxis("left").setTicks(list(log_ticks(10**low, 10**high, _LETTERED)))

    def _fit(self) -> None:
        if self.logarithmic:
            self._fit_ratios()
            return
        steps, values = self._marks()
        finite = values[np.isfinite(values)]
        # A few outliers, or what an untrained network gave, would flatten all that follows.
        largest = float(np.quantile(finite, 0.99)) if len(finite) else 0.0
        last = float(steps.max(initial=1.0))
        later = values[steps > _EARLY * last] if len(steps) > 1 else finite
        later = later[np.isfinite(later)]
        if len(later):
            largest = min(largest, _MOST * float(later.max()))
        if np.isfinite(self.level):
            largest = max(largest, self.level, *(end for end in self.band if np.isfinite(end)))
        if largest > self._top or largest * _ROOM < _TIGHTEN * self._top:
            self._top = largest * _ROOM
        self._mark(last)
        self._plot.setRange(QRectF(0, 0, last * 1.03, self._top or 1.0), padding=0)

    def _mark(self, last: float) -> None:
        """Put so many numbers on the axis of steps as it has room for."""
        axis, room = self._plot.getAxis("bottom"), round(self.width() - LEFT * themes().scale) - RIGHT
        mark(axis, last, room, number(last, 0), self.fontMetrics(), least=1, beyond=RIGHT)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Mark more steps, or fewer."""
        super().resizeEvent(event)
        self._fit_letters()

    def _fit_letters(self) -> None:
        self._mark(float(self._marks()[0].max(initial=1.0)))

    def _write(self) -> None:
        ink = inks(self.palette())
        other = self.second._told_newest() if isinstance(self.second, SeriesPlot) else ""
        newest = self._beside(self._told_newest(), other)
        texts: list[str] = [] if len(self.values) else [strong(self.title) + ", not measured yet"]
        for title in filter(None, (self.title, self._short)):
            text = strong(title) + newest
            texts += [text + words for words in self._infinite()]
            if self._level_name and np.isfinite(self.level):
                text_and_dash = text + " " + coloured("┄", ink.faint.name())
                level = magnitude(self.level)
                if np.isfinite(self.band).all():
                    ends = f" ({magnitude(self.band[0], 2)}–{magnitude(self.band[1], 2)})"
                    texts.append(text_and_dash + f" {self._level_name} {level}{ends}")
                texts += [text_and_dash + f" {self._level_name} {level}", text_and_dash + f" {level}"]
            texts.append(text)
        self.heading.set_texts(texts)

    def _told_newest(self) -> str:
        last = self.values[-1] if len(self.values) else np.nan
        last = self._newest if np.isfinite(self._newest) else last
        return f" {magnitude(last)}" if np.isfinite(last) else " ∞" if np.isinf(last) else ""

    def _infinite(self) -> tuple[str, ...]:
        """What there is to say of numbers that the curve leaves out."""
        infinite = np.isinf(self.values)
        if not infinite.any():
            return ()
        return (" so far",) if infinite.all() else (" (∞ in the gaps)",)

    def _ink(self) -> None:
        super()._ink()
        self._curve.setSymbolBrush(inks(self.palette()).accent)
        self._write()
