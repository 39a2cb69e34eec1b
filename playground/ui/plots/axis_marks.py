"""Numbers along an axis: as many as it has room for, at round places, also on a logarithmic one."""

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
    spacing = max(round_step(last / max(1, room)), least)
    far = pixels + beyond - width / 2
    if spacing > last or (beyond and spacing / last * pixels > far):
        near = (metrics.horizontalAdvance("0") + width) / 2 + space
        alone = (found for found in _alone(last) if found >= least and near <= found / last * pixels <= far)
        spacing = next(alone, spacing)
    axis.setTickSpacing(spacing, spacing)


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


_MANTISSAS = ((1, 2, 3, 4, 5, 6, 7, 8, 9), (1, 2, 5), (1, 3), (1,))
_MOST_LETTERED = 9

Tick = tuple[float, str]


def log_ticks(low: float, high: float, most: int = _MOST_LETTERED) -> tuple[list[Tick], list[Tick]]:
    """Places (log₁₀) and texts of the numbers worth writing from ``low`` to ``high``, and places of the rest.

    At most so many numbers are written as leave room for each, but at least those of one mantissa.
    """
    decades = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    for mantissas in _MANTISSAS[1 if high / low > 9 else 0 :]:
        written = _within(mantissas, decades, low, high)
        if len(written) <= most:
            break
    rest = _within(_MANTISSAS[0], decades, low, high)
    return [(math.log10(each), text_of(each)) for each in written], [
        (math.log10(each), "") for each in rest if each not in written
    ]


def text_of(value: float) -> str:
    """A number as an axis has it: plain digits, thousands apart."""
    if value >= 1:
        return f"{value:,.0f}"
    return f"{value:.{-math.floor(math.log10(value))}f}"


def _within(mantissas: tuple[int, ...], decades: range, low: float, high: float) -> list[float]:
    found = (float(f"{mantissa}e{decade}") for decade in decades for mantissa in mantissas)
    return [each for each in found if low <= each <= high]
