"""How often the right one is found among the nearest, and how sure that is.

Intervals are of the bootstrap over groups (Efron 1979): what is drawn again is not a drawing but a pair with
all of its drawings, since those of one pair are alike. Of groups that all have the same share there is none
to be drawn that has another, however few they are; then they are Wilson's over the groups.
"""

from __future__ import annotations

from typing import Any, TypeAlias

import msgspec
import numpy as np
from numpy.typing import NDArray

from playground.core.noise import generator
from playground.evaluate.intervals import wilson

Vectors: TypeAlias = NDArray[np.floating]
Indices: TypeAlias = NDArray[np.integer[Any]]

MOST = 5
"""Among so many nearest is found."""
ENDS = (2.5, 97.5)
"""Percent of the bootstrap below and above which an interval of 95 % does not reach."""
_RESAMPLES = 2000


class Share(msgspec.Struct, frozen=True):
    """A share with its 95 % interval, and the groups it is of."""

    value: float
    low: float
    high: float
    groups: int


def ranks(queries: Vectors, candidates: Vectors, right: Indices) -> NDArray[np.int64]:
    """How many others lie at least as near to each query as its right one does, ``(n,)``.

    Rows are unit vectors, whose largest inner product is nearest; ``right`` are rows of ``candidates``. What
    is no number is nearest to nothing.
    """
    likeness = queries.astype(np.float64) @ candidates.astype(np.float64).T
    of_right = likeness[np.arange(len(queries)), right]
    farther = likeness < of_right[:, None]
    return np.asarray((~farther).sum(axis=1) - 1, dtype=np.int64)


def ranks_within(queries: Vectors, candidates: Vectors, right: Indices, groups: Indices) -> NDArray[np.int64]:
    """The same where only candidates of the group of the right one count; ``groups`` are of candidates."""
    found = np.empty(len(right), np.int64)
    for group in np.unique(groups[right]):
        those, mine = np.flatnonzero(groups == group), np.flatnonzero(groups[right] == group)
        found[mine] = ranks(queries[mine], candidates[those], np.searchsorted(those, right[mine]))
    return found


def nearest_alike(queries: Vectors, candidates: Vectors, right: Indices, kinds: Indices) -> NDArray[np.bool_]:
    """Whether of all candidates of one kind the right one is the nearest to each query."""
    found = np.empty(len(right), np.bool_)
    for index, place in enumerate(right.tolist()):
        same = np.flatnonzero(kinds == kinds[place])
        found[index] = same[(candidates[same] @ queries[index]).argmax()] == place
    return found


def resampled(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Means over groups ``(groups, …)`` drawn again and again with replacement, ``(resamples, …)``."""
    groups = len(values)
    drawn = generator(0, groups, "bootstrap").integers(groups, size=(_RESAMPLES, groups))
    means: NDArray[np.float64] = values[drawn].mean(axis=1)
    return means


def share(hits: NDArray[Any], groups: Indices) -> Share:
    """The mean of the means of ``hits`` ``(n,)`` in each of the ``groups`` ``(n,)`` that they belong to."""
    names, member = np.unique(groups, return_inverse=True)
    if not len(names):
        raise ValueError("a share needs at least one group")
    means = np.bincount(member, weights=hits.astype(np.float64)) / np.bincount(member)
    low, high = np.percentile(resampled(means), ENDS).tolist()
    value = float(means.mean())
    if np.ptp(means) == 0:
        low, high = wilson(value * len(names), len(names))
    return Share(value=value, low=low, high=high, groups=len(names))
