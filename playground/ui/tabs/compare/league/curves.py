"""How near each entrant has come to the data by now: a line for every run, on ranges that do not move."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
from markupsafe import Markup, escape
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor

from playground.core.frames import Array
from playground.paradigms.league.frames import MEASURED
from playground.ui.plots.colours import inks
from playground.ui.plots.graphing import pg
from playground.ui.plots.level_band import LevelBand
from playground.ui.plots.still_plot import StillPlot
from playground.ui.tabs.compare.league.colours import on_window
from playground.ui.widgets.label import Label
from playground.ui.widgets.layouts import down, lay_out
from playground.ui.widgets.plain import coloured, label_axis, strong

LOW, HIGH = 0.01, 3.0
"""Distances that are shown, on a logarithmic scale."""
_FAINT = 110
_TICKS = (0.01, 0.03, 0.1, 0.3, 1.0, 3.0)


class LeagueCurves(StillPlot):
    """Distance against seconds or gradient steps; the seed that is learned now is bold."""

    def __init__(self) -> None:
        super().__init__()
        self._plot.getAxis("bottom").enableAutoSIPrefix(False)
        left = self._plot.getAxis("left")
        left.setWidth(44)
        left.setTicks([[(math.log10(each), f"{each:g}") for each in _TICKS]])
        self._level = pg.InfiniteLine(0, angle=0)
        self._level.setVisible(False)
        self._band = LevelBand(self._plot)
        self._plot.addItem(self._level, ignoreBounds=True)
        self.lines: dict[tuple[str, int], pg.PlotDataItem] = {}
        """The drawn lines by entrant and seed's place."""
        self._bold = -1
        self.heading = Label(wraps=True)
        lay_out(self, down(self.heading, self._plot, spacing=0))
        self._plot.set_least(240, 100)
        self.setAccessibleName("Sliced Wasserstein distance of all runs")
        self._titles: dict[str, str] = {}
        self._ink()

    def caption(self) -> str:
        """The heading: whose line is whose."""
        return self.heading.said

    def set_history(
        self, names: Sequence[str], titles: Mapping[str, str], history: Array, place: int,
        floor: tuple[float, float, float],
    ) -> None:  # fmt: skip
        """Show ``history`` (rows, 3) of entrant, seed's place, and where it is, and in column 3 the distance.

        ``place`` is the seed that is bold, ``floor`` that of exact samples: mean, and the ends of its band.
        """
        self._titles = {name: titles[name] for name in names}
        wanted = set()
        for number, name in enumerate(names):
            for seed in np.unique(history[history[:, 0] == number, 1]).astype(int).tolist():
                rows = history[(history[:, 0] == number) & (history[:, 1] == seed)]
                wanted.add((name, seed))
                self._line(name, seed).setData(rows[:, 2], np.log10(np.clip(rows[:, 3], 1e-6, 1e6)))
        for key in self.lines.keys() - wanted:
            self._plot.removeItem(self.lines.pop(key))
        known = math.isfinite(floor[0])
        self._level.setVisible(known)
        if known:
            level, *ends = (math.log10(each) for each in floor)
            self._level.setValue(level)
            self._band.set(*ends)
        if place != self._bold:
            self._bold = place
            self._colour_lines()
        self._write(floor)

    def set_range(self, last: float, what: str) -> None:
        """The range to the right, and what it counts."""
        label_axis(self._plot, "bottom", what)
        low, high = math.log10(LOW), math.log10(HIGH)
        self._plot.setRange(QRectF(0, low, last, high - low), padding=0)

    def _line(self, name: str, seed: int) -> pg.PlotDataItem:
        if (name, seed) not in self.lines:
            self.lines[name, seed] = self._plot.plot([], [])
            self._dye(name, seed)
        return self.lines[name, seed]

    def _dye(self, name: str, seed: int) -> None:
        ink, bold = QColor(on_window(name)), seed == self._bold
        ink.setAlpha(255 if bold else _FAINT)
        self.lines[name, seed].setPen(pg.mkPen(ink, width=2 if bold else 1))

    def _colour_lines(self) -> None:
        for name, seed in self.lines:
            self._dye(name, seed)

    def _write(self, floor: tuple[float, float, float]) -> None:
        parts = [
            coloured("━", on_window(name).name()) + f" {title}".replace(" ", "\u00a0")
            for name, title in self._titles.items()
        ]
        if math.isfinite(floor[0]):
            mean, low, high = (f"{each:.3f}" for each in floor)
            told = f"┄ floor of {MEASURED:,} samples {mean} ({low}–{high})"
            parts.append(escape(told.replace(" ", "\u00a0")))
        self.heading.setText(Markup(" &nbsp; ").join([strong("Sliced Wasserstein"), *parts]))

    def _ink(self) -> None:
        super()._ink()
        ink = inks(self.palette())
        self._band.ink(ink.text)
        self._level.setPen(pg.mkPen(ink.text, width=1, style=Qt.PenStyle.DashLine))
        self._colour_lines()
