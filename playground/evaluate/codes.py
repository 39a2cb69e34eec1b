"""What codes tell of factors that are known: mutual information, and how well a probe tells factors apart.

The mutual information is that of discretised codes: twenty bins of equal mass, or a code's own values where
it has no more. All entropies are corrected for few samples (Miller 1955, "Note on the bias of information
estimates": one half of a nat for each occupied cell but one, over the number of samples), so that what tells
nothing has 0 on average as long as a cell has several samples. Factors that are independent only within a
stratum, such as a style, are measured within each.

Disentanglement, completeness and informativeness are those of Eastwood and Williams 2018, "A framework for
the quantitative evaluation of disentangled representations". The probe is a forest of classification trees:
it tells values apart that lie in any order along a dimension, which a linear probe does not, and needs no
scale. Every split may take every dimension, unlike in the paper's random forest: there a dimension that tells
nothing is credited wherever the one that tells is not among the few that are tried.
"""

from __future__ import annotations

from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

BINS = 20
ACTIVE = 0.01

Codes: TypeAlias = NDArray[np.floating[Any]]
Integers: TypeAlias = NDArray[np.integer[Any]]
Floats: TypeAlias = NDArray[np.float64]


class Information(NamedTuple):
    """What each dimension tells of a factor ``(d,)``, and the entropy of that, in nats."""

    information: Floats
    entropy: float

    @property
    def gap(self) -> float:
        """How much more the best dimension tells than the second, as a share of the entropy.

        Its mean over factors is the mutual information gap (Chen et al. 2018, "Isolating sources of
        disentanglement in variational autoencoders", equation 6).
        """
        second, first = np.sort(np.maximum(np.append(self.information, 0.0), 0.0))[-2:]
        return float((first - second) / self.entropy) if self.entropy > 0 else 0.0


def information_of(codes: Codes, values: Integers, strata: Integers | None = None) -> Information:
    """Mutual information of codes ``(n, d)`` with a factor's values ``(n,)``, within strata ``(n,)``."""
    of_stratum = np.zeros(len(codes), np.int64) if strata is None else strata
    information, entropy = np.zeros(codes.shape[1]), 0.0
    for stratum in np.unique(of_stratum):
        rows = of_stratum == stratum
        found = _within(codes[rows], values[rows])
        information += rows.mean() * found.information
        entropy += float(rows.mean()) * found.entropy
    return Information(information, entropy)


def binned(column: Codes, bins: int = BINS) -> Integers:
    """The bin of each value ``(n,)``: bins of equal mass, or one per value if there are few."""
    different = np.unique(column)
    if len(different) <= bins:
        return np.asarray(np.searchsorted(different, column))
    edges = np.unique(np.quantile(column, np.arange(1, bins) / bins))
    return np.asarray(np.searchsorted(edges, column, side="right"))


def active_units(means: Codes) -> int:
    """Dimensions of posterior means ``(n, d)`` that vary by more than 0.01.

    (Burda, Grosse and Salakhutdinov 2016, "Importance Weighted Autoencoders", section 5.)
    """
    return int((means.var(axis=0, dtype=np.float64) > ACTIVE).sum())


def _within(codes: Codes, values: Integers) -> Information:
    _, indices = np.unique(values, return_inverse=True)
    several = int(indices.max()) + 1
    of_values = _entropy(np.bincount(indices))
    found = np.zeros(codes.shape[1])
    for dimension, column in enumerate(codes.T):
        cells = np.bincount(binned(column) * several + indices, minlength=BINS * several)
        table = cells.reshape(-1, several)
        found[dimension] = _entropy(table.sum(axis=1)) + of_values - _entropy(cells)
    return Information(found, of_values)


def _entropy(counts: Integers) -> float:
    """In nats, by Miller's correction."""
    occupied = counts[counts > 0]
    shares = occupied / occupied.sum()
    return float(-(shares * np.log(shares)).sum() + (len(occupied) - 1) / (2 * occupied.sum()))


TREES, DEPTH, LEAST, SPLITS = 8, 8, 5, 32
"""Trees of a forest, splits from root to leaf, the fewest examples of a leaf, bins of a dimension."""


class Probe(NamedTuple):
    """How much each dimension counts ``(d,)``, adding up to 1 or to 0, and how many of others are right.

    ``usual`` is how many are right who always say the commonest value.
    """

    importance: Floats
    right: int
    usual: int
    several: int


def probe(codes: Codes, values: Integers, seed: int = 0) -> Probe:
    """Learn a factor's values ``(n,)`` from the first half of codes ``(n, d)``, and tell the others."""
    _, indices = np.unique(values, return_inverse=True)
    half = len(codes) // 2
    edges = [_edges(column) for column in codes[:half].T]
    bins = np.stack([np.searchsorted(edge, column) for edge, column in zip(edges, codes.T, strict=True)], 1)
    random = np.random.default_rng(seed)
    importance, votes = np.zeros(codes.shape[1]), np.zeros((len(codes) - half, int(indices.max()) + 1))
    for _ in range(TREES):
        drawn = random.integers(half, size=half)
        grown = _grown(bins[drawn], indices[drawn], bins[half:], votes.shape[1])
        importance += grown[0]
        votes += grown[1]
    guessed, usual = votes.argmax(axis=1), np.bincount(indices[:half]).argmax()
    whole = importance.sum()
    return Probe(
        importance / whole if whole > 0 else importance,
        int((guessed == indices[half:]).sum()),
        int((usual == indices[half:]).sum()),
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
    if len(different) <= SPLITS:
        return different[:-1]
    return np.asarray(np.unique(np.quantile(column, np.arange(1, SPLITS) / SPLITS)))


def _grown(bins: Integers, values: Integers, others: Integers, several: int) -> tuple[Floats, Floats]:
    """What each dimension lessens Gini's impurity by in one tree, and what that says of others.

    All nodes of a level are split at once.
    """
    dimensions = bins.shape[1]
    importance, votes = np.zeros(dimensions), np.zeros((len(others), several))
    node: Integers = np.zeros(len(bins), np.int64)
    other: Integers = np.zeros(len(others), np.int64)
    mine: Integers = np.arange(len(bins))
    theirs: Integers = np.arange(len(others))
    for depth in range(DEPTH + 1):
        count = int(node.max()) + 1 if len(node) else 0
        if not count:
            break
        whole = np.bincount(node * several + values[mine], minlength=count * several).reshape(count, several)
        gains = _gains(bins[mine], values[mine], node, whole) if depth < DEPTH else np.zeros((count, 1))
        best = gains.argmax(axis=1)
        gain = gains[np.arange(count), best]
        dimension, threshold = best // max(1, SPLITS - 1), best % max(1, SPLITS - 1)
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


def _gains(bins: Integers, values: Integers, node: Integers, whole: Integers) -> Floats:
    """What each split ``(nodes, dimensions · thresholds)`` lessens the impurity by; 0 if it may not be."""
    (count, several), dimensions = whole.shape, bins.shape[1]
    cell = ((node[:, None] * dimensions + np.arange(dimensions)) * SPLITS + bins) * several + values[:, None]
    size = count * dimensions * SPLITS * several
    tables = np.bincount(cell.ravel(), minlength=size).reshape(count, dimensions, SPLITS, several)
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
    node: Integers, rows: Integers, bins: Integers, splits: NDArray[np.bool_], number: Integers,
    dimension: Integers, threshold: Integers,
) -> tuple[Integers, Integers]:  # fmt: skip
    """The nodes of the next level, of those rows that go on."""
    going = splits[node]
    node, rows = node[going], rows[going]
    beyond = bins[rows, dimension[node]] > threshold[node]
    return 2 * number[node] + beyond, rows
