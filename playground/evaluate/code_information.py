"""How much each dimension of a code tells of a factor that is known, and how many dimensions are in use.

The mutual information is that of discretised codes: twenty bins of equal mass, or a code's own values where
it has no more. All entropies are corrected for few samples (Miller 1955, "Note on the bias of information
estimates": one half of a nat for each occupied cell but one, over the number of samples), so that what tells
nothing has 0 on average as long as a cell has several samples. Factors that are independent only within a
stratum, such as a style, are measured within each.
"""

from __future__ import annotations

from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

BINS = 20
ACTIVE = 0.01

Codes: TypeAlias = NDArray[np.floating[Any]]
Places: TypeAlias = NDArray[np.integer[Any]]
Floats: TypeAlias = NDArray[np.float64]


class Told(NamedTuple):
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


def told(codes: Codes, values: Places, strata: Places | None = None) -> Told:
    """Mutual information of codes ``(n, d)`` with a factor's values ``(n,)``, within strata ``(n,)``."""
    of_stratum = np.zeros(len(codes), np.int64) if strata is None else strata
    information, entropy = np.zeros(codes.shape[1]), 0.0
    for stratum in np.unique(of_stratum):
        rows = of_stratum == stratum
        found = _within(codes[rows], values[rows])
        information += rows.mean() * found.information
        entropy += float(rows.mean()) * found.entropy
    return Told(information, entropy)


def binned(column: Codes, bins: int = BINS) -> Places:
    """The bin of each value ``(n,)``: of equal mass, or one for each value where these are not more."""
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


def _within(codes: Codes, values: Places) -> Told:
    _, places = np.unique(values, return_inverse=True)
    several = int(places.max()) + 1
    of_values = _entropy(np.bincount(places))
    found = np.zeros(codes.shape[1])
    for dimension, column in enumerate(codes.T):
        cells = np.bincount(binned(column) * several + places, minlength=BINS * several)
        table = cells.reshape(-1, several)
        found[dimension] = _entropy(table.sum(axis=1)) + of_values - _entropy(cells)
    return Told(found, of_values)


def _entropy(counts: Places) -> float:
    """In nats, by Miller's correction."""
    occupied = counts[counts > 0]
    shares = occupied / occupied.sum()
    return float(-(shares * np.log(shares)).sum() + (len(occupied) - 1) / (2 * occupied.sum()))
