"""How often the right one is found among the nearest, and how sure that is.

Intervals count groups, not drawings, since the drawings of one prompt are alike. The share of a group lies
between 0 and 1 and so varies at most as a single trial does: Clopper and Pearson's interval of as many trials
as there are groups holds the truth at least 95 times of 100, however few groups there are and however rare
hits are.
"""

from __future__ import annotations

from typing import Any, TypeAlias

import msgspec
import numpy as np
from numpy.typing import NDArray

from playground.evaluate.intervals import clopper_pearson

Vectors: TypeAlias = NDArray[np.floating]
Indices: TypeAlias = NDArray[np.integer[Any]]

MOST = 5
"""Among so many nearest is found."""


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


def share(hits: NDArray[Any], groups: Indices) -> Share:
    """The mean of the means of ``hits`` ``(n,)`` in each of the ``groups`` ``(n,)`` that they belong to."""
    names, member = np.unique(groups, return_inverse=True)
    if not len(names):
        raise ValueError("a share needs at least one group")
    means = np.bincount(member, weights=hits.astype(np.float64)) / np.bincount(member)
    value = float(means.mean())
    low, high = clopper_pearson(value * len(names), len(names))
    return Share(value=value, low=low, high=high, groups=len(names))
