"""So many numbers on an axis as it has room for, at round places."""

from __future__ import annotations

import math
from typing import Any

from PySide6.QtGui import QFontMetrics


def mark(axis: Any, last: float, pixels: int, widest: str, metrics: QFontMetrics, least: float = 0.0) -> None:
    """Space the numbers from 0 to ``last`` on an axis of so many pixels, on which none is wider than
    ``widest``, at least ``least`` apart."""
    room = pixels // (metrics.horizontalAdvance(widest) + metrics.averageCharWidth())
    apart = max(round_step(last / max(1, room)), least)
    axis.setTickSpacing(apart, apart)


def round_step(least: float) -> float:
    """The smallest of …, 0.1, 0.2, 0.5, 1, 2, 5, 10, … that is not smaller than a positive number."""
    power = math.floor(math.log10(least))
    # Written out, a decimal is exact: 0.1 is, 10 ** -1 need not be.
    steps = (float(f"{digit}e{power + more}") for more in (0, 1) for digit in (1, 2, 5))
    return next(step for step in steps if step >= least)
