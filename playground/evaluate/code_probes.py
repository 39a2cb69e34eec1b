"""Disentanglement, completeness and informativeness of codes.

They are those of Eastwood and Williams 2018, "A framework for the quantitative evaluation of disentangled
representations". The probe is a forest of classification trees: it tells values apart that lie in any order
along a dimension, which a linear probe does not, and needs no scale. Every split may take every dimension,
unlike in the paper's random forest: there a dimension that tells nothing is credited wherever the one that
tells is not among the few that are tried.
"""

from __future__ import annotations

from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from playground.evaluate.code_information import Codes, Places

TREES, DEPTH, LEAST, BINS = 8, 8, 5, 32
"""Trees of a forest, splits from root to leaf, the fewest examples of a leaf, bins of a dimension."""

Floats: TypeAlias = NDArray[np.float64]


class Probe(NamedTuple):
    """How much each dimension counts ``(d,)``, adding up to 1 or to 0, and how many of others are right.

    ``usual`` is how many are right who always say the commonest value.
    """

    importance: Floats
    right: int
    usual: int
    several: int


def probe(codes: Codes, values: Places, seed: int = 0) -> Probe:
    """Learn a factor's values ``(n,)`` from the first half of codes ``(n, d)``, and tell the others."""
    _, places = np.unique(values, return_inverse=True)
    half = len(codes) // 2
    edges = [_edges(column) for column in codes[:half].T]
    bins = np.stack([np.searchsorted(edge, column) for edge, column in zip(edges, codes.T, strict=True)], 1)
    random = np.random.default_rng(seed)
    importance, votes = np.zeros(codes.shape[1]), np.zeros((len(codes) - half, int(places.max()) + 1))
    for _ in range(TREES):
        drawn = random.integers(half, size=half)
        grown = _grown(bins[drawn], places[drawn], bins[half:], votes.shape[1])
        importance += grown[0]
        votes += grown[1]
    told, usual = votes.argmax(axis=1), np.bincount(places[:half]).argmax()
    whole = importance.sum()
    return Probe(
        importance / whole if whole > 0 else importance,
        int((told == places[half:]).sum()),
        int((usual == places[half:]).sum()),
        len(votes),
    )


def disentanglement(importance: Floats) -> float:
    """1 where each dimension ``(d, factors)`` counts for one factor alone, by how much dimensions count."""
    of_dimension = importance.sum(axis=1)
    used = of_dimension > 0
    each = 1 - _entropies(importance[used] / of_dimension[used, None])
    return float(np.average(each, weights=of_dimension[used])) if used.any() else 0.0


def completeness(importance: Floats) -> Floats:
    """For each factor ``(factors,)`` 1 where one dimension alone counts for it."""
    of_factor = importance.sum(axis=0)
    shares = importance / np.where(of_factor > 0, of_factor, 1)
    return np.where(of_factor > 0, 1 - _entropies(shares.T), 0.0)


def _entropies(shares: Floats) -> Floats:
    """Of rows, by the logarithm to the base of their length."""
    logs = np.log(np.where(shares > 0, shares, 1))
    return np.asarray(-(shares * logs).sum(axis=1) / np.log(max(2, shares.shape[1])))


def _edges(column: Codes) -> NDArray[Any]:
    different = np.unique(column)
    if len(different) <= BINS:
        return different[:-1]
    return np.asarray(np.unique(np.quantile(column, np.arange(1, BINS) / BINS)))


def _grown(bins: Places, values: Places, others: Places, several: int) -> tuple[Floats, Floats]:
    """What each dimension lessens Gini's impurity by in one tree, and what that says of others.

    All nodes of a level are split at once.
    """
    dimensions = bins.shape[1]
    importance, votes = np.zeros(dimensions), np.zeros((len(others), several))
    node: Places = np.zeros(len(bins), np.int64)
    other: Places = np.zeros(len(others), np.int64)
    mine: Places = np.arange(len(bins))
    theirs: Places = np.arange(len(others))
    for depth in range(DEPTH + 1):
        count = int(node.max()) + 1 if len(node) else 0
        if not count:
            break
        whole = np.bincount(node * several + values[mine], minlength=count * several).reshape(count, several)
        gains = _gains(bins[mine], values[mine], node, whole) if depth < DEPTH else np.zeros((count, 1))
        best = gains.argmax(axis=1)
        gain = gains[np.arange(count), best]
        dimension, threshold = best // max(1, BINS - 1), best % max(1, BINS - 1)
        splits = gain > 1e-9
        np.add.at(importance, dimension[splits], gain[splits])
        # Who stands in a leaf is told its shares, and goes no further.
        shares = whole / whole.sum(axis=1, keepdims=True)
        ended = ~splits[other]
        votes[theirs[ended]] = shares[other[ended]]
        number = np.cumsum(splits) - 1
        node, mine = _descended(node, mine, bins, splits, number, dimension, threshold)
        other, theirs = _descended(other, theirs, others, splits, number, dimension, threshold)
    return importance, votes


def _gains(bins: Places, values: Places, node: Places, whole: Places) -> Floats:
    """What each split ``(nodes, dimensions · thresholds)`` lessens the impurity by; 0 if it may not be."""
    (count, several), dimensions = whole.shape, bins.shape[1]
    cell = ((node[:, None] * dimensions + np.arange(dimensions)) * BINS + bins) * several + values[:, None]
    size = count * dimensions * BINS * several
    tables = np.bincount(cell.ravel(), minlength=size).reshape(count, dimensions, BINS, several)
    left = tables.cumsum(axis=2)[:, :, :-1].astype(np.float64)
    right = whole[:, None, None].astype(np.float64) - left
    sizes = left.sum(axis=3), right.sum(axis=3)
    purity = sum(
        (side**2).sum(axis=3) / np.maximum(size, 1) for side, size in zip((left, right), sizes, strict=True)
    )
    before = (whole.astype(np.float64) ** 2).sum(axis=1) / whole.sum(axis=1)
    gains = np.where(np.minimum(*sizes) >= LEAST, purity - before[:, None, None], 0.0)
    return np.asarray(gains.reshape(count, -1))


def _descended(
    node: Places, rows: Places, bins: Places, splits: NDArray[np.bool_], number: Places, dimension: Places,
    threshold: Places,
) -> tuple[Places, Places]:  # fmt: skip
    """The nodes of the next level, of those rows that go on."""
    going = splits[node]
    node, rows = node[going], rows[going]
    beyond = bins[rows, dimension[node]] > threshold[node]
    return 2 * number[node] + beyond, rows
