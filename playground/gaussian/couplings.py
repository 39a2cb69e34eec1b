"""Couplings: which noise is paired with which data point of a batch when a flow is trained."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

Coupling = Literal["independent", "optimal transport"]
Indices = NDArray[np.intp]


def independent(data: NDArray[Any], noise: NDArray[Any]) -> Indices:
    """For each noise the data point of the same place: a pairing that knows nothing of either."""
    _check(data, noise)
    return np.arange(len(data))


def optimal_transport(data: NDArray[Any], noise: NDArray[Any]) -> Indices:
    """For each noise its data point in the pairing of least total squared distance (Tong et al. 2024;
    Pooladian et al. 2023).

    ``data`` and ``noise`` have shape ``(n, …)``; exact, for batches of at most some thousands. Raises
    ``ValueError`` for values that are not finite.
    """
    # It takes a third of a second to import, and the window knows couplings by their names alone.
    from scipy.optimize import linear_sum_assignment

    _check(data, noise)
    a, b = (np.asarray(each, dtype=np.float64).reshape(len(each), -1) for each in (noise, data))
    # |a − b|² = |a|² + |b|² − 2ab, and the squares are the same for every pairing.
    _, chosen = linear_sum_assignment(-2 * (a @ b.T))
    return np.asarray(chosen, dtype=np.intp)


COUPLINGS: dict[Coupling, Callable[[NDArray[Any], NDArray[Any]], Indices]] = {
    "independent": independent,
    "optimal transport": optimal_transport,
}


def _check(data: NDArray[Any], noise: NDArray[Any]) -> None:
    if data.shape != noise.shape:
        raise ValueError(f"data of shape {data.shape} and noise of shape {noise.shape} cannot be paired")
