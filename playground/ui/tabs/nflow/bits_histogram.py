"""Bits per dimension of several kinds of pictures as histograms on one axis."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
import numpy as np
from markupsafe import Markup
from numpy.typing import NDArray
from PySide6.QtCore import QRectF

from playground.paradigms.nflow_images.recipes import PicturesName
from playground.ui.plots.colours import worn
from playground.ui.plots.graphing import pg
from playground.ui.plots.still_plot import DASH, StillPlot
from playground.ui.tabs.nflow.sources import LOOKS
from playground.ui.widgets.layouts import down, lay_out
from playground.ui.widgets.plain import coloured, label_axis

_OPACITY = 90
_TOPS = (0.05, 0.1, 0.2, 0.3, 0.5, 1.0)
"""Where the range of shares may end."""
_ROOM = 1.05


class Bars(msgspec.Struct, frozen=True):
    """Pictures in each bin: ``counts`` (n,) between ``edges`` (n + 1,), and the mean of their bits."""

    edges: NDArray[np.floating]
    counts: NDArray[np.integer]
    mean: float

    @property
    def shares(self) -> NDArray[np.float64]:
        """What part of the pictures lies in each bin ``(n,)``."""
        return self.counts / max(1, int(self.counts.sum()))


class BitsHistogram(StillPlot):
    """Shares of each kind by bits, from 0 to 8, and a dashed line at each mean."""

    def __init__(self) -> None:
        super().__init__()
        label_axis(self._plot, "bottom", "bits per dimension")
        label_axis(self._plot, "left", "share of the pictures")
        for name in ("left", "bottom"):
            self._plot.getAxis(name).enableAutoSIPrefix(False)
        self._plot.getPlotItem().setContentsMargins(0, 6, 8, 0)
        self._items: dict[PicturesName, tuple[pg.PlotDataItem, pg.InfiniteLine]] = {}
        for name in LOOKS:
            colour = LOOKS[name].colour
            bars = self._bars_in(colour, _OPACITY)
            self._items[name] = bars, self._line_in(colour, 90, width=2, style=DASH)
        self.bars: dict[PicturesName, Bars] = {}
        lay_out(self, down(self._plot))
        self._plot.set_least(180, 110)
        self.setAccessibleName("Histograms of bits per dimension")
        self.show_bars({})

    def show_bars(self, bars: Mapping[PicturesName, Bars]) -> None:
        """Show these kinds, and no others."""
        self.bars = dict(bars)
        for name, (curve, mean) in self._items.items():
            found = self.bars.get(name)
            curve.setVisible(found is not None)
            mean.setVisible(found is not None and bool(np.isfinite(found.mean)))
            if found is not None:
                curve.setData(np.asarray(found.edges, np.float64), found.shares)
                mean.setValue(found.mean)
        self._fit()
        told = ", ".join(f"{LOOKS[name].title} {each.mean:.3f}" for name, each in self.bars.items())
        self.setAccessibleDescription(f"means: {told}" if told else "")

    def caption(self) -> str:
        """What is plotted, of which pictures, and the mean of each."""
        told = []
        for name, each in self.bars.items():
            words = f" {LOOKS[name].title} {each.mean:.3f}".replace(" ", "\u00a0")
            told.append(coloured("▬", worn(LOOKS[name].colour).name()) + words)
        return Markup("<b>Bits per dimension</b>, dashed: means &nbsp; ") + Markup(" &nbsp; ").join(told)

    def _fit(self) -> None:
        # The last bin holds all that lies beyond, and would flatten the others.
        highest = max((float(each.shares[:-1].max()) for each in self.bars.values()), default=0.0)
        top = next((top for top in _TOPS if highest * _ROOM <= top), _TOPS[-1])
        last = max((float(each.edges[-1]) for each in self.bars.values()), default=8.0)
        self._plot.setRange(QRectF(-0.01 * last, 0, 1.02 * last, top * _ROOM), padding=0)
