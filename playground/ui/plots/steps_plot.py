"""What plots against training steps have in common: their axes, a dashed level, and a heading."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from playground.ui.plots.graphing import pg
from playground.ui.plots.level_band import NO_BAND, LevelBand
from playground.ui.plots.still_plot import DASH, Ink, StillPlot
from playground.ui.widgets.layouts import down, lay_out
from playground.ui.widgets.plain import label_axis
from playground.ui.widgets.still_label import FittingLabel

LEFT, RIGHT = 40, 12
"""Pixels for the numbers of the upward axis, and by which the last step's may reach beyond its axis."""


if TYPE_CHECKING:
    Beside = StillPlot
else:
    Beside = object


class StepsPlot(Beside):
    """Stands before a still plot: curves to be filled under a heading, and a level where it is a number."""

    def __init__(self, *curves: Ink) -> None:
        """``curves`` are the inks of each."""
        super().__init__()
        label_axis(self._plot, "bottom", "training step")
        self._plot.getAxis("bottom").enableAutoSIPrefix(False)
        self._plot.getAxis("bottom").setStyle(hideOverlappingLabels=RIGHT)
        self._plot.getAxis("left").setWidth(LEFT)
        self._plot.getPlotItem().setContentsMargins(0, 6, RIGHT, 0)
        self._curves = [self._curve_in(ink, 1) for ink in curves]
        self._inks_of_curves = curves
        self._dashed: list[pg.PlotDataItem] = []
        self.second: StepsPlot | None = None
        """The plot of a training beside this one, whose curves are dashed here."""
        self.first: StepsPlot | None = None
        """The plot in which its curves are drawn dashed."""
        self.apart = False
        """Whether the curves of the second are of something else, and so are not drawn here."""
        band = self._band = LevelBand(self._plot)
        self._follow_inks(lambda inks: band.ink(inks.text))
        self._level = self._line_in("text", 0, style=DASH)
        self._mark_line = self._line_in("text", 90, width=2)
        self.set_mark(None)
        self.steps: NDArray[np.float64] = np.zeros(0)
        self.values: NDArray[np.float64] = np.zeros(0)
        self.set_level(float("nan"))
        self.set_scales(left=False, bottom=False)
        self.heading = FittingLabel()
        lay_out(self, down(self.heading, self._plot, spacing=0))

    def caption(self) -> str:
        """The heading, with all that there may be no room for in the window."""
        return self.heading.longest

    @property
    def seen(self) -> bool:
        """Whether its curves can be seen, here or in another plot."""
        plot = self if self.first is None else self.first
        return plot.isVisibleTo(plot.window())

    def set_second(self, second: StepsPlot | None) -> None:
        """Draw the curves of another plot like this one dashed beside its own, on the same axes, or none."""
        if second is not None and not self._dashed:
            self._dashed = [self._curve_in(ink, 1, DASH) for ink in self._inks_of_curves]
        for plot, first in ((self.second, None), (second, self)):
            if plot is not None:
                plot.first = first
        self.second = second
        for curve in self._dashed:
            curve.setVisible(second is not None)

    @property
    def _beside_it(self) -> StepsPlot | None:
        """The second plot, where its curves are drawn here."""
        return None if self.apart else self.second

    def _draw_second(self) -> None:
        """Fill the dashed curves."""
        second = self._beside_it
        for curve in self._dashed:
            curve.setVisible(second is not None)
        if second is not None and len(second.steps):
            table = second.values.reshape(len(second.steps), -1)
            for index, curve in enumerate(self._dashed):
                curve.setData(second.steps, self._drawn(table[:, index]))

    def _drawn(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Where numbers stand on the upward axis, and NaN where there is a gap."""
        return values

    def _marks(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Steps and numbers of all curves that are drawn."""
        second = self._beside_it
        if second is None or not len(second.steps):
            return self.steps, self.values
        if not len(self.steps):
            return second.steps, second.values
        both = (self, second)
        return np.concatenate([each.steps for each in both]), np.concatenate([each.values for each in both])

    def _beside(self, number: str, second: str) -> str:
        """A number with that of the second plot, where there is one."""
        if self._beside_it is None or not (number or second):
            return number
        return f" {number.strip() or '–'} | {second.strip() or '–'}"

    def set_scales(self, *, left: bool, bottom: bool) -> None:
        """Write numbers on an axis, or none: without anything to be seen there is no scale either."""
        for name, scaled in (("left", left), ("bottom", bottom)):
            self._plot.getAxis(name).setTicks(None if scaled else [[]])

    def set_mark(self, step: float | None) -> None:
        """Draw an upright line at a training step, or none."""
        self.marked = step
        self._mark_line.setVisible(step is not None)
        if step is not None:
            self._mark_line.setValue(step)

    def set_level(self, level: float, band: tuple[float, float] = NO_BAND) -> None:
        """Draw the dashed line there, or none where it is no number, and a band around it."""
        self.level, self.band = level, band
        self._band.set(*map(self._along, band))
        self._level.setVisible(bool(np.isfinite(self._along(level))))
        if self._level.isVisible():
            self._level.setValue(self._along(level))

    def _along(self, number: float) -> float:
        """Where a number stands on the upward axis."""
        return number
