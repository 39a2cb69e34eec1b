"""Precision, recall, density and coverage: what balls around samples say about two sets of features.

Each sample's ball reaches to its k-th nearest neighbour in its own set, not counting itself, and is closed.
Precision and recall are those of Kynkäänniemi et al. 2019 ("Improved precision and recall metric for
assessing generative models", eq. 1 and 2, k = 3), density and coverage those of Naeem et al. 2020
("Reliable fidelity and diversity metrics for generative models", eq. 4 and 5, k = 5). All depend on the
number of samples: sets should be equally large.
"""

from __future__ import annotations

from typing import Any, TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

Matrix: TypeAlias = NDArray[np.float64]
F = TypeVar("F", bound=np.floating[Any])
Parts: TypeAlias = NDArray[np.bool_]

K_PRECISION, K_DENSITY = 3, 5
LEAST = 2 * (K_DENSITY + 1)
"""A set must have this many samples, so that in half of it everyone still has enough neighbours."""

_ROWS = 512


class Neighbours:
    """The measures of a set of features against a fixed reference, and of any part of the set."""

    def __init__(self, features: Matrix, reference: Matrix) -> None:
        """``features`` ``(n, d)`` and ``reference`` ``(m, d)``, each of at least ``LEAST`` rows."""
        narrow, wide = radii(reference, K_PRECISION), radii(reference, K_DENSITY)
        self._within = squares(features, features)
        self._across = squares(features, reference)
        self._precise = np.asarray((self._across <= narrow).any(axis=1))
        self._covers = self._across <= wide
        self._dense = self._covers.sum(axis=1) / K_DENSITY

    def precision(self, parts: Parts) -> Matrix:
        """Share of the samples in a ball of the reference, for each row of ``parts`` ``(parts, n)``."""
        return _means(self._precise, parts)

    def density(self, parts: Parts) -> Matrix:
        """Balls of the reference around a sample, as a share of k: 1 on average for equal distributions."""
        return _means(self._dense, parts)

    def coverage(self, parts: Parts) -> Matrix:
        """Share of the reference whose ball holds a sample."""
        held = parts.astype(np.float32) @ self._covers.astype(np.float32)
        return np.asarray((held > 0).mean(axis=1), dtype=np.float64)

    def recall(self, parts: Parts) -> Matrix:
        """Share of the reference that lies in a ball of the samples."""
        return np.array([self._recall(np.flatnonzero(part)) for part in parts])

    def _recall(self, chosen: NDArray[np.intp]) -> float:
        within = self._within[np.ix_(chosen, chosen)]
        reach = np.partition(_apart(within), K_PRECISION - 1, axis=1)[:, K_PRECISION - 1]
        return float((self._across[chosen] <= reach[:, None]).any(axis=0).mean())


def squares(a: NDArray[F], b: NDArray[F]) -> NDArray[F]:
    """Squared Euclidean distances between the rows of ``(n, d)`` and ``(m, d)``: ``(n, m)``."""
    found = np.square(a).sum(axis=1)[:, None] + np.square(b).sum(axis=1) - 2 * (a @ b.T)
    return np.asarray(np.maximum(found, 0))


def radii(features: Matrix, k: int) -> Matrix:
    """Squared distance ``(n,)`` of each row to its k-th nearest other row."""
    found = np.empty(len(features))
    for first in range(0, len(features), _ROWS):
        block = squares(features[first : first + _ROWS], features)
        block[np.arange(len(block)), first + np.arange(len(block))] = np.inf
        found[first : first + _ROWS] = np.partition(block, k - 1, axis=1)[:, k - 1]
    return found


def _apart(within: Matrix) -> Matrix:
    np.fill_diagonal(within, np.inf)
    return within


def _means(values: NDArray[Any], parts: Parts) -> Matrix:
    chosen = parts.astype(np.float64)
    return np.asarray(chosen @ values.astype(np.float64) / chosen.sum(axis=1))
