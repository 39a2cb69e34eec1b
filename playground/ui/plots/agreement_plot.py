"""How much several answers agree with one, from noise to data."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from markupsafe import Markup
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor

from playground.core.words import number
from playground.ui.plots.colours import worn
from playground.ui.plots.still_plot import DASH, StillPlot
from playground.ui.widgets.layouts import down, lay_out
from playground.ui.widgets.plain import coloured, label_axis, strong
from playground.ui.widgets.still_label import FittingLabel

_LEAST = QRectF(-0.02, -0.03, 1.04, 1.08)


class AgreementPlot(StillPlot):
    """Curves of r² over the share of noise, which falls from left to right as sampling goes on; the last one
    is dashed. ``colours`` are by the curves' names."""

    def __init__(self, colours: Mapping[str, str]) -> None:
        super().__init__()
        label_axis(self._plot, "bottom", "share of noise")
        label_axis(self._plot, "left", "r²")
        self._plot.getPlotItem().invertX(True)
        self._plot.set_least(120, 70)
        self._colours = dict(colours)
        last = [*colours][-1]
        self._curves = {
            name: self._curve_in(QColor(colour), 2, DASH) if name == last else self._curve_in(QColor(colour))
            for name, colour in colours.items()
        }
        self._now = self._line_in("text", 90)
        self._now.setVisible(False)
        self._values: dict[str, NDArray[np.float64]] = {}
        self._mark = 0
        self._plot.setRange(_LEAST, padding=0)
        self.heading = FittingLabel()
        lay_out(self, down(self.heading, self._plot, spacing=0))
        self._fit_letters()
        self.setAccessibleName("How much answers agree with the network’s, r², from noise to data")

    def set_curves(self, shares: NDArray[np.floating], values: Mapping[str, NDArray[np.floating]]) -> None:
        """Show ``values`` (k,) by the curves' names at these ``shares`` (k,); NaN are still to come."""
        self._values = {name: np.asarray(found, dtype=np.float64) for name, found in values.items()}
        for name, curve in self._curves.items():
            found = self._values.get(name, np.zeros(0))
            curve.setData(np.asarray(shares, dtype=np.float64)[: len(found)], found)
        known = [found[np.isfinite(found)] for found in self._values.values()]
        low = min(0.5, *(float(each.min(initial=1.0)) for each in known), 0.5) if known else 0.0
        extent = _LEAST.adjusted(0, max(0.0, low - 0.05), 0, 0)
        self._plot.setRange(extent, padding=0)
        self._shares = np.asarray(shares, dtype=np.float64)
        self.set_mark(self._mark)

    def _fit_letters(self) -> None:
        self._plot.clear_above(self)

    def set_mark(self, index: int) -> None:
        """Mark a step, whose values stand in the heading."""
        self._mark = index
        known = bool(self._values) and index < len(self._shares)
        self._now.setVisible(known)
        if known:
            self._now.setValue(float(self._shares[index]))
        self._write()

    def caption(self) -> str:
        """The heading, with all that there may be no room for in the window."""
        return self.heading.longest

    def _write(self) -> None:
        parts, short = [], []
        for name, values in self._values.items():
            dash = coloured("━", worn(QColor(self._colours[name])).name())
            value = values[self._mark] if self._mark < len(values) else np.nan
            text = f" {number(float(value), 2)}" if np.isfinite(value) else ""
            parts.append(Markup("{} {}{}").format(dash, name, text))
            short.append(Markup("{}{}").format(dash, text))
        title = strong("r² with the network")
        between = Markup(" &nbsp; ")
        self.heading.set_texts([between.join([title, *parts]), between.join(parts), between.join(short)])

    def _ink(self) -> None:
        super()._ink()
        if hasattr(self, "heading"):
            self._write()
