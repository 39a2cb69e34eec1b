"""A loss against training steps: of the batches, and of the pictures held out."""

from __future__ import annotations

import numpy as np
from markupsafe import Markup
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QResizeEvent

from playground.core.words import magnitude, number
from playground.ui.plots.axis_marks import mark
from playground.ui.plots.colours import inks
from playground.ui.plots.steps_plot import RIGHT, StepsPlot
from playground.ui.plots.still_plot import StillPlot
from playground.ui.studio.record import Curve
from playground.ui.widgets.plain import coloured, strong
from playground.ui.widgets.theme import themes

NOTHING = Curve(np.zeros(0), np.zeros(0))
_EARLY = 0.1
"""What an untrained network gave in this first share of the steps may be cut off."""
_OUTLIERS = 0.99
_ROOM = 0.08
_LEFT = 56
"""Pixels for the numbers of the upward axis: sums over all pixels have five figures."""
_DOT = 4


class LossPlot(StepsPlot, StillPlot):
    """Two curves on one range, and an upright line at a step; the heading says what each has come to."""

    def __init__(self) -> None:
        super().__init__("faint", "accent")
        self._title = ""
        self._learning, self._held_out = NOTHING, NOTHING
        self._curves[1].setSymbolSize(_DOT)
        self._curves[1].setSymbolPen(None)
        self._plot.set_least(120, 60)
        self._plot.getAxis("left").setWidth(_LEFT)
        self._ink()

    def show_curves(self, title: str, learning: Curve, held_out: Curve) -> None:
        """Show what is known of a loss; one curve may have no points."""
        self._title, self._learning, self._held_out = title, learning, held_out
        self.setAccessibleName(f"{title} against training steps")
        for curve, shown in zip(self._curves, (learning, held_out), strict=True):
            curve.setData(shown.steps, shown.values)
        self._curves[1].setSymbol("o" if len(held_out.steps) < 40 else None)
        known = len(learning.steps) + len(held_out.steps) > 0
        self.set_scales(left=known, bottom=known)
        if known:
            self._fit()
        self._write()

    def _fit(self) -> None:
        shown = (self._learning, self._held_out)
        last = max(float(each.steps[-1]) for each in shown if len(each.steps))
        low, high = _range([_later(each, last) for each in shown])
        self._last = last
        self._mark_steps()
        self._plot.setRange(QRectF(0, low, last * 1.03, high - low), padding=0)

    _last = 1.0

    def _mark_steps(self) -> None:
        axis, room = self._plot.getAxis("bottom"), round(self.width() - _LEFT * themes().scale) - RIGHT
        mark(axis, self._last, room, number(self._last, 0), self.fontMetrics(), least=1, beyond=RIGHT)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Mark more steps, or fewer."""
        super().resizeEvent(event)
        self._mark_steps()

    def _write(self) -> None:
        ink = inks(self.palette())
        long: list[str] = [strong(self._title)]
        short = list(long)
        for name, shown, colour in (
            ("learning", self._learning, ink.faint),
            ("kept apart", self._held_out, ink.accent),
        ):
            if len(shown.values):
                dash, newest = coloured("━", colour.name()), magnitude(float(shown.values[-1]))
                long.append(Markup("{} {} {}").format(dash, name, newest))
                short.append(Markup("{} {}").format(dash, newest))
        self.heading.set_texts([*(Markup("&nbsp; ").join(parts) for parts in (long, short)), long[0]])

    def _ink(self) -> None:
        super()._ink()
        self._curves[1].setSymbolBrush(inks(self.palette()).accent)
        self._write()


def _later(curve: Curve, last: float) -> NDArray[np.float64]:
    """The numbers after the first steps, or all where there are no others."""
    later = curve.values[curve.steps >= _EARLY * last]
    return later if len(later) > 1 else curve.values


def _range(values: list[NDArray[np.float64]]) -> tuple[float, float]:
    """The lowest and the highest number that are to be seen: each curve's own, however few its points are."""
    finite = [found for each in values if len(found := each[np.isfinite(each)])]
    if not finite:
        return 0.0, 1.0
    low = min(float(found.min()) for found in finite)
    high = max(float(np.quantile(found, _OUTLIERS, method="higher")) for found in finite)
    room = _ROOM * (high - low) or 0.1 * abs(high) or 0.1
    return low - room, high + room
