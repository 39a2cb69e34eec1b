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

    ``data`` and ``noise`` have shape ``(n, …)``; exact, for batches of at most a few hundred.
    """
    _check(data, noise)
    a, b = (np.asarray(each, dtype=np.float64).reshape(len(each), -1) for each in (noise, data))
    # |a − b|² = |a|² + |b|² − 2ab, and the squares are the same for every pairing.
    return assignment(-2 * (a @ b.T))


COUPLINGS: dict[Coupling, Callable[[NDArray[Any], NDArray[Any]], Indices]] = {
    "independent": independent,
    "optimal transport": optimal_transport,
}


def assignment(cost: NDArray[np.float64]) -> Indices:
    """For every row of a square ``cost`` its column, so that the total is least.

    Shortest augmenting paths with dual prices, after a greedy start (Jonker and Volgenant 1987).
    """
    n = len(cost)
    if cost.shape != (n, n) or not np.all(np.isfinite(cost)):
        raise ValueError("the costs must be a square of finite numbers")
    prices = cost.min(0)
    of_row, of_column = np.full(n, -1, dtype=np.intp), np.full(n, -1, dtype=np.intp)
    rents = (cost - prices).min(1)
    cheapest: list[int] = (cost - prices).argmin(1).tolist()
    for row, column in enumerate(cheapest):
        if of_column[column] < 0:
            of_row[row], of_column[column] = column, row
    for free in np.flatnonzero(of_row < 0).tolist():
        _augment(cost, rents, prices, of_row, of_column, free)
    return of_row


def _augment(
    cost: NDArray[np.float64],
    rents: NDArray[np.float64],
    prices: NDArray[np.float64],
    of_row: Indices,
    of_column: Indices,
    start: int,
) -> None:
    """Assign one more row along the shortest path of reduced costs to a free column (Dijkstra), and
    reprice."""
    n = len(cost)
    shortest, via = np.full(n, np.inf), np.full(n, start, dtype=np.intp)
    open_, final = np.zeros(n), np.full(n, np.inf)  # open_ is ∞ at the columns already reached
    reached: list[int] = []
    row, length = start, 0.0
    while True:
        through = cost[row] - prices + (length - rents[row]) + open_
        closer = through < shortest
        np.copyto(shortest, through, where=closer)
        via[closer] = row
        column = int((shortest + open_).argmin())
        length = float(shortest[column])
        if of_column[column] < 0:
            break
        open_[column], final[column] = np.inf, length
        reached.append(column)
        row = int(of_column[column])
    rents[start] += length
    columns = np.array(reached, dtype=np.intp)
    rents[of_column[columns]] += length - final[columns]
    prices[columns] -= length - final[columns]
    while True:
        row = int(via[column])
        of_column[column] = row
        of_row[row], column = column, int(of_row[row])
        if row == start:
            return


def _check(data: NDArray[Any], noise: NDArray[Any]) -> None:
    if data.shape != noise.shape:
        raise ValueError(f"data of shape {data.shape} and noise of shape {noise.shape} cannot be paired")
