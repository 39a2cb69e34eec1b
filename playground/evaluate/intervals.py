"""How far a measure would move with other samples: half-samples for any measure, Wilson's for shares.

Half-samples are the bootstrap without replacement at half the size (the delete-half jackknife of Shao and
Wu 1989, "A general theory for jackknife variance estimation"): the standard deviation of a measure over
random halves is the standard error of the whole. Drawing with replacement, as in the usual bootstrap, would
make exact copies, which neighbour and kernel measures take for perfect likeness, and would add its own bias
to the Fréchet distance.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from playground.core.noise import generator

HALVES = 100
Z = 1.959963984540054
"""The standard normal's 97.5 % quantile: intervals are meant to hold the true value 95 times of 100."""


def halves(count: int, seed: int = 0, number: int = HALVES) -> NDArray[np.bool_]:
    """Random halves ``(number, count)`` of ``count`` samples, the same for the same seed."""
    ranks = generator(seed, count, "half-samples").random((number, count)).argsort(axis=1)
    return np.asarray(ranks < count // 2)


def standard_error(over_halves: NDArray[np.float64], count: int) -> float:
    """The standard error of a measure of ``count`` samples from its values on random halves.

    The factor is 1 for an even number and corrects the size of the halves of an odd one.
    """
    half = count // 2
    return float(over_halves.std(ddof=1)) * math.sqrt(half / (count - half))


def wilson(right: int, count: int) -> tuple[float, float]:
    """The 95 % interval of a share of independent trials (Wilson 1927), which stays within [0, 1]."""
    share, weight = right / count, Z**2 / count
    centre = (share + weight / 2) / (1 + weight)
    reach = Z * math.sqrt(share * (1 - share) / count + weight / (4 * count)) / (1 + weight)
    return max(centre - reach, 0.0), min(centre + reach, 1.0)
