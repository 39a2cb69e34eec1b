"""Numbers to write along a logarithmic axis."""

from __future__ import annotations

import math

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
