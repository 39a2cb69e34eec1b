"""How both players fare from moment to moment: what D says on average of real and of generated pictures."""

from __future__ import annotations

import numpy as np
from markupsafe import Markup
from numpy.typing import NDArray
from PySide6.QtCore import QRectF

from playground.ui.plots.colours import worn
from playground.ui.plots.still_plot import DASH, StillPlot
from playground.ui.tabs.gan.judgements import FAKE, REAL
from playground.ui.widgets.layouts import down, lay_out
from playground.ui.widgets.plain import coloured, strong
from playground.ui.widgets.still_label import FittingLabel
from playground.ui.widgets.theme import themes

_MARGIN, _SIDE = 0.04, 0.2
_LEFT = 30
"""Pixels for the numbers of the upward axis, in letters of the usual size."""
_BEGIN, _END = "begin", "end"
_REACH = 24
"""Pixels by which a word may reach beyond its axis."""
_SYMBOLS = ("o", "t")


class PlayersPlot(StillPlot):
    """Means of D at the moments, which stand evenly, with a line at ½ and one at the chosen moment."""

    def __init__(self) -> None:
        super().__init__()
        self._plot.getAxis("left").setWidth(_LEFT)
        self._plot.getAxis("left").setTicks([[(0, "0"), (0.5, "½"), (1, "1")]])
        # The words at both ends reach beyond the axis, and would else be left out.
        self._plot.getAxis("bottom").setStyle(hideOverlappingLabels=_REACH)
        self._fit_letters()
        told = zip((REAL, FAKE), _SYMBOLS, strict=True)
        self._curves = [self._curve_in(colour, symbol=symbol) for colour, symbol in told]
        self._half = self._line_in("faint", 0, 0.5, style=DASH)
        self._now = self._line_in("text", 90)
        self.steps: NDArray[np.int64] = np.zeros(0, dtype=np.int64)
        self.real: NDArray[np.floating] = np.zeros(0)
        self.fake: NDArray[np.floating] = np.zeros(0)
        heading = FittingLabel()
        heading.set_texts([Markup("<b>Mean of D</b> by moment"), strong("Mean of D")])
        lay_out(self, down(heading, self._plot, spacing=0))
        self.setAccessibleName("Mean of D on real and generated pictures at every moment")

    def set_players(
        self, steps: NDArray[np.int64], real: NDArray[np.floating], fake: NDArray[np.floating]
    ) -> None:
        """Show means ``(moments,)`` of D, NaN where they are still to come."""
        self.steps, self.real, self.fake = steps, real, fake
        places = np.arange(len(steps))
        for curve, values in zip(self._curves, (real, fake), strict=True):
            curve.setData(places, values)
        ends = {0: _BEGIN, len(steps) - 1: _END}
        ticks = [(int(at), ends.get(int(at), "")) for at in places]
        self._plot.getAxis("bottom").setTicks([ticks])
        last = max(1, len(steps) - 1)
        self._plot.setRange(
            QRectF(-_SIDE * last, -_MARGIN, last * (1 + 2 * _SIDE), 1 + 2 * _MARGIN), padding=0
        )

    def _fit_letters(self) -> None:
        begin, end = map(self.fontMetrics().horizontalAdvance, (_BEGIN, _END))
        self._plot.getPlotItem().setContentsMargins(0, 4, end // 2, 0)
        self._plot.set_least(round(_LEFT * themes().scale) + begin + 2 * end, 0)

    def set_moment(self, moment: int) -> None:
        """Mark where one is."""
        self._now.setValue(moment)

    def caption(self) -> str:
        """What is plotted, and of which pictures each curve is."""
        told = zip(("real", "generated"), (REAL, FAKE), strict=True)
        signs = (coloured("━", worn(ink).name()) + f"\u00a0{name}" for name, ink in told)
        return Markup("<b>Mean of D</b> by moment &nbsp; ") + Markup(" &nbsp; ").join(signs)
