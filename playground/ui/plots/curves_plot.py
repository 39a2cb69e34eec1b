"""Several curves against training steps on one range that moves seldom, and a dashed level."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from markupsafe import Markup
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor

from playground.core.words import magnitude
from playground.ui.plots.colours import inks, worn
from playground.ui.plots.steps_plot import StepsPlot
from playground.ui.plots.still_plot import StillPlot
from playground.ui.widgets.plain import coloured, strong

_ROOM, _TIGHTEN = 0.08, 1.6
"""Room beyond the curves as a share of the range; a range so many times too large is made smaller."""
_EARLY, _MOST = 0.2, 3.0
"""What an untrained network gave in this first share of the steps may reach so many ranges of the rest above
it, or is cut off."""


class CurvesPlot(StepsPlot, StillPlot):
    """Curves by their names, the first in the accent's colour and bold; ``level`` names the dashed line.

    ``short`` are names for where there is little room, and for where there is less: the heading has one line,
    so that the plot below keeps its place however long the numbers are.
    """

    def __init__(
        self,
        names: Sequence[str],
        colours: Sequence[str],
        level: str = "",
        short: Sequence[Sequence[str]] = (),
    ) -> None:
        """``colours`` are those of all curves but the first."""
        super().__init__("accent", *map(QColor, colours))
        self.names, self._colours, self._level_name = tuple(names), tuple(colours), level
        self._short = tuple(short)
        self._newest: tuple[float, ...] = ()
        self._range = (0.0, 0.0)
        self.values: NDArray[np.float64] = np.zeros((0, len(self.names)))
        self._plot.set_least(150, 60)
        self.setAccessibleName(f"{', '.join(self.names)} against training steps")
        self._write()

    def set_curves(
        self,
        steps: NDArray[np.floating],
        values: NDArray[np.floating],
        level: float = float("nan"),
        newest: Sequence[float] = (),
    ) -> None:
        """Show ``values`` (n, curves) at ``steps`` (n,), and a dashed level where it is a number.

        ``newest`` are written beside the names, where those are not the last values.
        """
        self._newest = tuple(newest)
        self.steps, self.values = np.asarray(steps, np.float64), np.asarray(values, np.float64)
        for index, curve in enumerate(self._curves):
            curve.setData(self.steps, self.values[:, index])
        self._draw_second()
        self.set_level(level)
        known = bool(np.isfinite(self.values).any())
        self.set_scales(left=known, bottom=known)
        self._fit()
        self._write()

    def _fit(self) -> None:
        steps, values = self._marks()
        if not len(steps):
            self._range = (0.0, 0.0)
            return
        later = values[steps >= _EARLY * steps.max()]
        marks = np.append(
            later[np.isfinite(later)], [0.0, *([self.level] if np.isfinite(self.level) else [])]
        )
        low, high = float(marks.min()), float(marks.max())
        highest = float(values[np.isfinite(values)].max(initial=high))
        high = max(high, min(highest, high + _MOST * (high - low)))
        room = _ROOM * max(high - low, 0.1)
        low, high = low - room, high + room
        before, after = self._range
        if low < before or high > after or after - before > _TIGHTEN * (high - low):
            self._range = low, high
        low, high = self._range
        last = max(float(steps.max()), 1.0)
        self._plot.setRange(QRectF(0, low, last * 1.03, high - low), padding=0)

    def _colour(self, index: int) -> QColor:
        return inks(self.palette()).accent if index == 0 else worn(QColor(self._colours[index - 1]))

    def _write(self) -> None:
        level = np.isfinite(self.level)
        levels = [self._level_name] if self._level_name and level else []
        texts = [self._told(self.names, levels)]
        brief = [each.split(" ", 1)[0] for each in levels]
        texts += [self._told(names, brief) for names in (self.names, *self._short)]
        least = (self.names, *self._short)[-1]
        if levels:
            texts.append(self._told(least, brief, numbers=False))
        texts.append(self._told(least, [], numbers=False))
        self.heading.set_texts(texts)

    def _told(self, names: Sequence[str], levels: Sequence[str], *, numbers: bool = True) -> str:
        """Names, and numbers beside them, in one line; the dashed level under one name, or under none."""
        last, parts = self._last(), list[str]()
        others = self.second._last() if isinstance(self.second, CurvesPlot) else (np.nan,) * len(names)
        for index, name in enumerate(names):
            newest = self._beside(_number(last[index]), _number(others[index])) if numbers else ""
            dash = coloured("━", self._colour(index).name())
            parts.append(Markup("{} {}{}").format(dash, strong(name) if index == 0 else name, newest))
        level = magnitude(self.level) if numbers else ""
        parts += [" ".join(filter(None, ("┄", name, level))) for name in levels]
        return Markup("&nbsp; ").join(parts)

    def _last(self) -> tuple[float, ...]:
        return self._newest or (tuple(self.values[-1]) if len(self.values) else (np.nan,) * len(self.names))

    def _ink(self) -> None:
        super()._ink()
        self._write()


def _number(value: float) -> str:
    return f" {magnitude(value)}" if np.isfinite(value) else ""
