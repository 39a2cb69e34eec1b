"""How the values of z are spread, beside the standard normal distribution that they should have."""

from __future__ import annotations

import math

import numpy as np
from markupsafe import Markup
from numpy.typing import NDArray
from PySide6.QtCore import QRectF

from playground.ui.plots.still_plot import DASH, StillPlot
from playground.ui.widgets.layouts import down, lay_out
from playground.ui.widgets.plain import label_axis, set_tip

_OPACITY = 110
_POINTS = 201
_TOPS = (0.5, 0.75, 1.0, 1.5, 2.5, 4.0, 10.0)
"""Where the range of densities may end."""


class ZPlot(StillPlot):
    """Bars of the density of z's values, and the standard normal density as a line."""

    def __init__(self) -> None:
        super().__init__()
        label_axis(self._plot, "bottom", "value of z")
        self._plot.getAxis("left").setWidth(34)
        self._plot.getPlotItem().setContentsMargins(0, 6, 6, 0)
        self._bars = self._bars_in("accent", _OPACITY)
        self._normal = self._curve_in("text", style=DASH)
        self.edges: NDArray[np.float64] = np.zeros(0)
        self.densities: NDArray[np.float64] = np.zeros(0)
        lay_out(self, down(self._plot))
        self._plot.set_least(140, 70)
        self.setAccessibleName("Values of z beside the standard normal distribution")
        set_tip(self, "The line is the standard normal density; what lies beyond ±5 stands at the ends.")

    def set_counts(self, edges: NDArray[np.floating], counts: NDArray[np.integer]) -> None:
        """Show ``counts`` (n,) of values between ``edges`` (n + 1,)."""
        self.edges = np.asarray(edges, np.float64)
        self.densities = counts / (max(1, int(counts.sum())) * np.diff(self.edges))
        self._bars.setData(self.edges, self.densities)
        at = np.linspace(self.edges[0], self.edges[-1], _POINTS)
        self._normal.setData(at, np.exp(-0.5 * at * at) / math.sqrt(2 * math.pi))
        highest = float(self.densities.max())
        top = next((top for top in _TOPS if highest <= top), highest)
        self._plot.setRange(QRectF(at[0], 0, at[-1] - at[0], top * 1.04), padding=0)

    def caption(self) -> str:
        """What is plotted, and what the line is."""
        return Markup("<b>Values of z</b> &nbsp; ┄ standard normal density")
