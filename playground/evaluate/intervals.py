"""How far a measure would move with other samples: half-samples for any measure, Clopper–Pearson for shares.

Half-samples are the bootstrap without replacement at half the size (the delete-half jackknife of Shao and
Wu 1989, "A general theory for jackknife variance estimation"): the standard deviation of a measure over
random halves is the standard error of the whole, where the measure is nearly a mean over samples. Where it is
not, as that of a distance near 0, a half and the rest together tell how much of the spread is curvature
(:func:`paired_error`). Drawing with replacement, as in the usual bootstrap, would make exact copies, which
neighbour and kernel measures take for perfect likeness, and would add its own bias to the Fréchet distance.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.core.noise import generator
from playground.evaluate.report import Measure

HALVES = 100
Z = 1.959963984540054
"""The standard normal's 97.5 % quantile: intervals are meant to hold the true value 95 times of 100."""


def halves(strata: NDArray[np.integer[Any]], number: int = HALVES) -> NDArray[np.bool_]:
    """Random halves ``(number, n)`` of samples, half of each stratum in ``strata`` ``(n,)``; always the same.

    Samples drawn independently are of one stratum; those drawn so many of each class by design vary less.
    Of strata with an odd number every other half has one more.
    """
    count = len(strata)
    drawn = generator(0, count, "half-samples").random((number, count))
    found = np.zeros((number, count), dtype=bool)
    odd = 0
    for stratum in np.unique(strata):
        place = np.flatnonzero(strata == stratum)
        ranks = drawn[:, place].argsort(axis=1).argsort(axis=1)
        more, odd = (odd, 1 - odd) if len(place) % 2 else (0, odd)
        found[:, place] = ranks < len(place) // 2 + more
    return found


def standard_error(over_halves: NDArray[np.float64], parts: NDArray[np.bool_]) -> float:
    """The standard error of a measure from its values on random halves.

    The factor is 1 for an even number of samples and corrects the size of the halves of an odd one.
    """
    half = int(parts[0].sum())
    return float(over_halves.std(ddof=1)) * math.sqrt(half / (parts.shape[1] - half))


def paired_error(
    over_halves: NDArray[np.float64], over_rests: NDArray[np.float64], parts: NDArray[np.bool_]
) -> float:
    """The same from a measure's values on random halves and on what each leaves over.

    Half the difference of the two has the variance L + 2·Q, where L is the part of the error that is linear
    in the sample and Q the quadratic one; half their sum, in which the linear part cancels, has Q. Halves
    alone would say L + 3·Q, and L + Q is wanted, which is no less than Q.
    """
    half = int(parts[0].sum())
    return _paired(over_halves, over_rests, 4 * half * (parts.shape[1] - half) / parts.shape[1] ** 2)


def _paired(halves: NDArray[np.float64], rests: NDArray[np.float64], size: float) -> float:
    """``size`` is 1 for an even number of samples, and corrects the size of the halves of an odd one."""
    apart = float(np.square((halves - rests) / 2).mean()) * size
    together = float(((halves + rests) / 2).var(ddof=1))
    return math.sqrt(max(apart - together, together))


def difference(one: Measure, other: Measure) -> tuple[float, float]:
    """How much larger ``one`` is than ``other``, and the standard error of that; NaN where that is unknown.

    Of the same pictures, or of pictures from the same noise, what both share does not count: they are
    compared picture by picture, or half by half. Else their errors are taken for independent, which is too
    large where they are not.
    """
    found = one.value - other.value
    if len(one.each) == len(other.each) > 1:
        apart = np.subtract(one.each, other.each)
        return found, float(apart.std(ddof=1)) / math.sqrt(len(apart))
    if one.samples == other.samples and len(one.halves) == len(other.halves) > 1:
        apart = np.subtract(one.halves, other.halves), np.subtract(one.rests, other.rests)
        half = one.samples // 2
        return found, _paired(*apart, 4 * half * (one.samples - half) / one.samples**2)
    return found, math.hypot(_error(one), _error(other))


def _error(measure: Measure) -> float:
    """The standard error that an interval tells of; of the half that no bound has cut off."""
    if measure.low is None or measure.high is None:
        return math.nan
    return max(measure.high - measure.value, measure.value - measure.low) / Z


def mean_within(value: float, error: float, count: int | None) -> tuple[float, float]:
    """The 95 % interval of a mean of ``count`` numbers with the standard error ``error``: Student's.

    Where it is not said of how many it is, they are taken for many.
    """
    from scipy.special import stdtrit

    reach = error * (Z if count is None or count < 2 else float(stdtrit(count - 1, 0.975)))
    return value - reach, value + reach


def clopper_pearson(right: float, count: float) -> tuple[float, float]:
    """The exact 95 % interval of a share of independent trials (Clopper and Pearson 1934), within [0, 1].

    It holds the truth at least 95 times of 100, whatever the truth. ``right`` need not be whole: trials that
    are right in part vary less than whole ones. ``count`` need not be whole either, where it says how many
    independent trials would vary as much.
    """
    from scipy.special import betaincinv

    wrong = max(count - right, 0.0)
    low = float(betaincinv(right, wrong + 1, 0.025)) if right > 0 else 0.0
    high = float(betaincinv(right + 1, wrong, 0.975)) if wrong > 0 else 1.0
    # The share itself is never outside, whatever the rounding.
    return min(low, right / count), max(high, right / count)
