"""The Pareto front: what no other beats in both cost and quality."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal


def front(
    costs: Sequence[float], values: Sequence[float], better: Literal["higher", "lower"]
) -> tuple[int, ...]:
    """Indices, by rising cost, of the points that no other dominates.

    A point dominates another if it is nowhere worse and somewhere better; of equal points all are there.
    """
    sign = 1.0 if better == "lower" else -1.0
    order = sorted(range(len(costs)), key=lambda index: (costs[index], sign * values[index]))
    found: list[int] = []
    for index in order:
        last = found[-1] if found else None
        if last is None or sign * values[index] < sign * values[last] or _equal(index, last, costs, values):
            found.append(index)
    return tuple(found)


def _equal(one: int, other: int, costs: Sequence[float], values: Sequence[float]) -> bool:
    return (costs[one], values[one]) == (costs[other], values[other])
