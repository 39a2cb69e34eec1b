"""A number along the way from A to B."""

from __future__ import annotations

import numpy as np
from markupsafe import Markup
from numpy.typing import NDArray
from PySide6.QtCore import QRectF

from playground.ui.plots.still_plot import DASH, DOT, StillPlot
from playground.ui.widgets.layouts import down, lay_out
from playground.ui.widgets.plain import set_tip, strong
from playground.ui.widgets.still_label import FittingLabel

_MARGIN = 0.05
_ROOM = 1.08


class WayPlot(StillPlot):
    """The chosen way as a line, the other one dashed, a level, and a line at the current t.

    ``title`` says what is plotted and ``level`` what the dotted line is, ``brief`` where there is less room;
    the range is 0 to ``top``, or to what it needs where that is ``None``.
    """

    def __init__(self, title: str, top: float | None, level: str, brief: str = "") -> None:
        super().__init__()
        self._top = top
        self._plot.getAxis("bottom").setTicks([[(0, "A"), (0.5, ""), (1, "B")]])
        self._plot.getAxis("left").setWidth(34)
        self._plot.getPlotItem().setContentsMargins(0, 4, 6, 0)
        self._other = self._curve_in("accent", 1, DASH)
        self._curve = self._curve_in("accent")
        self._level = self._line_in("faint", 0, style=DOT)
        self._now = self._line_in("text", 90)
        self.t: NDArray[np.float64] = np.zeros(0)
        self.values: NDArray[np.float64] = np.zeros(0)
        self.others: NDArray[np.float64] = np.zeros(0)
        self._heading, self._level_names = FittingLabel(), (level, brief or level)
        lay_out(self, down(self._heading, self._plot, spacing=0))
        self.set_title(title)
        self._plot.set_least(110, 50)

    def set_title(self, title: str) -> None:
        """Say what is plotted."""
        told, (level, brief) = strong(title), self._level_names
        keys = (f"┄ the other path   ⋯ {level}", f"┄ other path   ⋯ {brief}", f"┄ other  ⋯ {brief}")
        self._heading.set_texts((*(told + f"   {key}" for key in keys), told))
        self.setAccessibleName(f"{title} along the way")
        set_tip(self, f"{title} along the way from A to B.\nDashed: the other path. Dotted: {level}.")

    def caption(self) -> str:
        """What is plotted along which ways."""
        other = Markup(" &nbsp; ┄ the other path") if len(self.others) else ""
        return Markup("<b>{}</b> from A to B{}").format(self.accessibleName(), other)

    def set_way(self, t: NDArray[np.floating], values: NDArray[np.floating], level: float) -> None:
        """Show ``values`` (n,) of the chosen way at ``t`` (n,), and a dashed level."""
        self.t, self.values = np.asarray(t, np.float64), np.asarray(values, np.float64)
        self._curve.setData(self.t, self.values)
        self._level.setValue(level)
        self._fit()

    def set_other(self, t: NDArray[np.floating], values: NDArray[np.floating]) -> None:
        """Show ``values`` (n,) of the other way, dashed."""
        self.others = np.asarray(values, np.float64)
        self._other.setData(np.asarray(t, np.float64), self.others)
        self._fit()

    def set_position(self, t: float) -> None:
        """Mark where one is."""
        self._now.setValue(t)

    def _fit(self) -> None:
        found = np.concatenate([self.values, self.others, [self._level.value()]])
        top = float(np.nanmax(found)) * _ROOM if self._top is None else self._top
        self._plot.setRange(
            QRectF(-_MARGIN, -_MARGIN * top, 1 + 2 * _MARGIN, top * (1 + 2 * _MARGIN)), padding=0
        )
