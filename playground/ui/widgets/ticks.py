"""The values that a slider stops at."""

from __future__ import annotations

import bisect
import math

from playground.core.fields import Field

_MOST = 1000
_MOST_NUMBERS = 100_000
_FINE = 200
_MOST_DIGITS = 4


def ticks(field: Field) -> tuple[float, ...]:
    """Rising values from the field's low to its high bound.

    Empty where a bound is open, and where whole numbers are so many that a slider would skip almost all.
    """
    if field.low is None or field.high is None or not field.low < field.high:
        return ()
    if field.kind == "integer" and field.scale == "linear" and field.high - field.low > _MOST_NUMBERS:
        return ()
    low, high = float(field.low), float(field.high)
    if field.scale == "log" and low >= 0:
        # 0 is an end of its own: above it, the step is the least of the powers.
        least = low or step_of(field)
        ratio = math.log(high / least)
        values = [least * math.exp(ratio * index / _FINE) for index in range(_FINE + 1)]
    else:
        step = max(step_of(field), (high - low) / _MOST)
        values = [low + step * index for index in range(math.ceil((high - low) / step) + 1)]
    # The bounds are stops however many digits they have; between them rounding must not pass or double them.
    hair = (high - low) * 1e-9
    between = (_rounded(field, value) for value in values if low + hair < value < high - hair)
    return tuple(sorted({low, high, *(value for value in between if low + hair < value < high - hair)}))


def step_of(field: Field) -> float:
    """The smallest sensible change of a number."""
    if field.step:
        return field.step
    if field.kind == "integer":
        return 1.0
    if field.low is None or field.high is None or field.high <= field.low:
        return 0.1
    return 10.0 ** math.floor(math.log10((field.high - field.low) / 50))


def decimals_of(field: Field) -> int:
    """Digits after the point that show every step; on a logarithmic scale those of the low bound."""
    if field.kind == "integer":
        return 0
    step = step_of(field)
    if field.scale == "log" and field.low:
        return max(0, -math.floor(math.log10(min(step, field.low / 10)) + 1e-9))
    return min(max(_digits(value) for value in (step, *ticks(field))), _MOST_DIGITS)


def nearest(values: tuple[float, ...], value: float) -> int:
    """Index of the tick closest to a value."""
    right = bisect.bisect_left(values, value)
    if right == 0:
        return 0
    if right == len(values):
        return right - 1
    return right if values[right] - value < value - values[right - 1] else right - 1


def _digits(value: float) -> int:
    """Digits after the point that a number has."""
    text = f"{value:.12f}".rstrip("0")
    return len(text) - text.index(".") - 1


def _rounded(field: Field, value: float) -> float:
    if field.kind == "integer":
        return float(round(value))
    if field.scale == "log":
        return float(f"{value:.3g}")
    return float(f"{value:.12g}")
