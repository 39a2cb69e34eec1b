"""So many numbers on an axis as it has room for, at round places."""

from __future__ import annotations

import math
from typing import Any

from PySide6.QtGui import QFontMetrics


def mark(axis: Any, last: float, pixels: int, widest: str, metrics: QFontMetrics, least: float = 0.0) -> None:
    """Space the numbers from 0 to ``last`` on an axis of so many pixels, on which none is wider than
    ``widest``, at least ``least`` apart. Where there is room for one number beside 0 it is a round one."""
    room = pixels // (metrics.horizontalAdvance(widest) + metrics.averageCharWidth())
    apart = max(round_step(last / max(1, room)), least)
    if apart > last:
        alone, space = _alone(last), metrics.averageCharWidth()
        apart_pixels = (metrics.horizontalAdvance("0") + metrics.horizontalAdvance(widest)) / 2 + space
        if alone >= least and alone / last * pixels >= apart_pixels:
            apart = alone
    axis.setTickSpacing(apart, apart)


def round_step(least: float) -> float:
    """The smallest of …, 0.1, 0.2, 0.5, 1, 2, 5, 10, … that is not smaller than a positive number."""
    power = math.floor(math.log10(least))
    # Written out, a decimal is exact: 0.1 is, 10 ** -1 need not be.
    steps = (float(f"{digit}e{power + more}") for more in (0, 1) for digit in (1, 2, 5))
    return next(step for step in steps if step >= least)


def _alone(last: float) -> float:
    """The largest round number up to a positive one whose double is beyond its axis."""
    power = math.floor(math.log10(last))
    digits = (9.0, 8.0, 7.0, 6.0, 5.0, 4.0, 3.0, 2.0, 1.5, 1.0)
    return next(found for digit in digits if (found := float(f"{digit}e{power}")) <= last)
