"""So many numbers on an axis as it has room for, at round places."""

from __future__ import annotations

import math
from collections.abc import Iterator

from PySide6.QtGui import QFontMetrics

from playground.ui.plots.graphing import pg

_DOUBLE = 0.55
"""Twice this share of the last number is beyond the axis, which ends a little later than that number."""


def mark(
    axis: pg.AxisItem,
    last: float,
    pixels: int,
    widest: str,
    metrics: QFontMetrics,
    least: float = 0.0,
    beyond: int = 0,
) -> None:
    """Space the numbers from 0 to ``last`` on an axis of so many pixels, on which none is wider than
    ``widest``, at least ``least`` apart; one may reach ``beyond`` its end by so many pixels.

    Where there is room for but one number beside 0, that is a round one.
    """
    width, space = metrics.horizontalAdvance(widest), metrics.averageCharWidth()
    room = pixels // (width + space)
    apart = max(round_step(last / max(1, room)), least)
    far = pixels + beyond - width / 2
    if apart > last or (beyond and apart / last * pixels > far):
        near = (metrics.horizontalAdvance("0") + width) / 2 + space
        alone = (found for found in _alone(last) if found >= least and near <= found / last * pixels <= far)
        apart = next(alone, apart)
    axis.setTickSpacing(apart, apart)


def _alone(last: float) -> Iterator[float]:
    """Round numbers up to a positive one, the largest first, whose doubles are well beyond it."""
    power = math.floor(math.log10(last))
    for down in (0, 1):
        for digit in (9.0, 8.0, 7.0, 6.0, 5.0, 4.0, 3.0, 2.0, 1.5, 1.0):
            found = float(f"{digit}e{power - down}")
            if _DOUBLE * last < found <= last:
                yield found


def round_step(least: float) -> float:
    """The smallest of …, 0.1, 0.2, 0.5, 1, 2, 5, 10, … that is not smaller than a positive number."""
    power = math.floor(math.log10(least))
    # Written out, a decimal is exact: 0.1 is, 10 ** -1 need not be.
    steps = (float(f"{digit}e{power + more}") for more in (0, 1) for digit in (1, 2, 5))
    return next(step for step in steps if step >= least)
