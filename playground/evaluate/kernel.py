"""The kernel distance: the unbiased squared maximum mean discrepancy with a cubic polynomial kernel.

Bińkowski et al. 2018, "Demystifying MMD GANs", section 4: k(x, y) = (x·y/d + 1)³. Its mean does not depend
on the number of samples, and of two sets from one distribution it is as often below 0 as above.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Matrix: TypeAlias = NDArray[np.float64]


def kernel(a: Matrix, b: Matrix) -> Matrix:
    """The cubic kernel between the rows of ``(n, d)`` and ``(m, d)``: ``(n, m)``."""
    return np.asarray((a @ b.T / a.shape[1] + 1) ** 3)


class KernelDistance:
    """The distance of a set of features from a fixed reference, and that of any part of the set."""

    def __init__(self, features: Matrix, reference: Matrix) -> None:
        """``features`` ``(n, d)`` and ``reference`` ``(m, d)``, at least two rows each."""
        self._within = _without_pairs_of_itself(features)
        self._across = kernel(features, reference).mean(axis=1)
        own = _without_pairs_of_itself(reference)
        self._reference = own.sum() / (len(own) * (len(own) - 1))

    def of_parts(self, parts: NDArray[np.bool_]) -> Matrix:
        """Distances ``(parts,)`` of the parts that the rows of ``(parts, n)`` pick, two or more each."""
        chosen = parts.astype(np.float64)
        count = chosen.sum(axis=1)
        within = ((chosen @ self._within) * chosen).sum(axis=1) / (count * (count - 1))
        return np.asarray(within - 2 * (chosen @ self._across) / count + self._reference)


def _without_pairs_of_itself(features: Matrix) -> Matrix:
    values = kernel(features, features)
    np.fill_diagonal(values, 0)
    return values
