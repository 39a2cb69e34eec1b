"""The kernel distance: the unbiased squared maximum mean discrepancy with a cubic polynomial kernel.

Bińkowski et al. 2018, "Demystifying MMD GANs", section 4: k(x, y) = (x·y/d + 1)³. Its mean does not depend
on the number of samples, and of two sets from one distribution it is as often below 0 as above.
"""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Matrix: TypeAlias = NDArray[np.float64]
Labels: TypeAlias = NDArray[np.integer[Any]]


def kernel(a: Matrix, b: Matrix) -> Matrix:
    """The cubic kernel between the rows of ``(n, d)`` and ``(m, d)``: ``(n, m)``."""
    return np.asarray((a @ b.T / a.shape[1] + 1) ** 3)


class KernelDistance:
    """The distance of a set of features from a fixed reference, and that of any part of the set.

    Where sets hold so many pictures of each class by design, pairs of one class are rarer than among pictures
    drawn independently; so pairs of one class and of two count by the classes' shares, which keeps the
    estimate unbiased.
    """

    def __init__(self, features: Matrix, strata: Labels, reference: Matrix, its_strata: Labels) -> None:
        """``features`` ``(n, d)`` of classes ``strata`` ``(n,)``, the same of the reference; one class for
        all stands for pictures drawn independently. Every class needs two pictures."""
        self._features = _Within(features, strata)
        self._across = kernel(features, reference).mean(axis=1)
        whole = np.ones((1, len(reference)), dtype=bool)
        self._reference = float(_Within(reference, its_strata).of_parts(whole)[0])

    def of_parts(self, parts: NDArray[np.bool_]) -> Matrix:
        """Distances ``(parts,)`` of the parts that the rows of ``(parts, n)`` pick."""
        across = parts @ self._across / parts.sum(axis=1)
        return np.asarray(self._features.of_parts(parts) - 2 * across + self._reference)


class _Within:
    """The mean kernel between two independent pictures of a set."""

    def __init__(self, features: Matrix, strata: Labels) -> None:
        self._kernel = kernel(features, features)
        np.fill_diagonal(self._kernel, 0)
        self._member = np.asarray(strata[:, None] == np.unique(strata), dtype=np.float64)

    def of_parts(self, parts: NDArray[np.bool_]) -> Matrix:
        chosen = parts[:, :, None] * self._member
        counts = chosen.sum(axis=1)
        sums = np.stack([each.T @ (self._kernel @ each) for each in chosen])
        pairs = counts[:, :, None] * counts[:, None] - counts[:, :, None] * np.eye(counts.shape[1])
        shares = counts / counts.sum(axis=1, keepdims=True)
        return np.asarray((sums / pairs * shares[:, :, None] * shares[:, None]).sum(axis=(1, 2)))
