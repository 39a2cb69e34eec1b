"""A number against the time of a path."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QResizeEvent

from playground.core.words import number
from playground.ui.plots.axis_marks import mark
from playground.ui.plots.graphing import pg
from playground.ui.plots.still_plot import DASH, StillPlot
from playground.ui.widgets.label import Label
from playground.ui.widgets.layouts import down, lay_out
from playground.ui.widgets.plain import label_axis, strong
from playground.ui.widgets.theme import themes

_LEAST_HEIGHT = 1e-6
_RIGHT = 6
"""Pixels beside the last dot."""
_LEFT = 60
"""Pixels, about, for the numbers and the name of the upward axis."""
_LEAST_WIDTH = 150
"""Pixels beside which there is room for two numbers, in letters of the usual size."""


class TimePlot(StillPlot):
    """Dots joined by a line, from 0 or the least value up; ``unit`` is that of what ``title`` says.

    ``clean`` says at which end of the axis the data are.
    """

    def __init__(self, title: str, unit: str, clean: str = "0 is clean") -> None:
        super().__init__()
        label_axis(self._plot, "bottom", f"t ({clean})")
        label_axis(self._plot, "left", unit)
        self._plot.getAxis("left").enableAutoSIPrefix(False)
        self._last = 1.0
        # The uppermost number is centred on the end of its axis; without a curve there is no scale at all.
        self._fit_letters()
        self._plot.getPlotItem().setVisible(False)
        curve = self._curve = self._curve_in("link", symbol="o")
        self._follow_inks(lambda inks: curve.setSymbolPen(pg.mkPen(inks.ground)))
        self._zero = self._line_in("faint", 0, style=DASH)
        self._now = self._line_in("text", 90)
        self._now.setVisible(False)
        self.times: NDArray[np.float64] = np.zeros(0)
        self.values: NDArray[np.float64] = np.zeros(0)
        self.title = Label(strong(title))
        lay_out(self, down(self.title, self._plot, spacing=0))
        self.setAccessibleName(f"{title} against time")

    def set_curve(self, times: NDArray[np.floating], values: NDArray[np.floating]) -> None:
        """Show ``values`` (k,) at ``times`` (k,); those that are no numbers are still to come."""
        order = np.argsort(times)
        order = order[np.isfinite(np.asarray(values)[order])]
        self.times = np.asarray(times, dtype=np.float64)[order]
        self.values = np.asarray(values, dtype=np.float64)[order]
        self._curve.setData(self.times, self.values)
        self._plot.getPlotItem().setVisible(True)
        last = self._last = float(np.max(times, initial=0)) or 1.0
        self._mark()
        low = min(0.0, float(self.values.min(initial=0)))
        high = max(low + _LEAST_HEIGHT, float(self.values.max(initial=0)))
        height = high - low
        self._plot.setRange(QRectF(-0.03 * last, low - 0.06 * height, 1.06 * last, 1.18 * height), padding=0)

    def set_mark(self, time: float | None) -> None:
        """Mark a time, or none."""
        self._now.setVisible(time is not None)
        if time is not None:
            self._now.setValue(time)

    def _fit_letters(self) -> None:
        self._plot.clear_above(self, right=_RIGHT)
        self._plot.set_least(round(_LEAST_WIDTH * themes().scale), 90)
        self._mark()

    def _mark(self) -> None:
        """Put so many numbers on the axis of times as it has room for."""
        widest = number(self._last, 0) if self._last >= 10 else "0.2"
        room = round(self.width() - _LEFT * themes().scale) - _RIGHT
        mark(self._plot.getAxis("bottom"), self._last, room, widest, self.fontMetrics())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Mark more times, or fewer."""
        super().resizeEvent(event)
        self._mark()
