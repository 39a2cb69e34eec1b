"""Sums of tables over factors, minimised factor by factor (min-sum variable elimination, Dechter 1999)."""

from __future__ import annotations

import math
from collections.abc import Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Places = NDArray[np.int64]


class Table(msgspec.Struct, frozen=True):
    """Numbers over cases and the values of some factors: one axis for cases, one for each factor."""

    factors: tuple[str, ...]
    values: Floats

    @property
    def least(self) -> Floats:
        """Of each case the least number, ``(cases,)``."""
        return np.asarray(self.values.reshape(len(self.values), -1).min(axis=1))

    def least_with(self, factor: str) -> Floats:
        """Of each case the least number with each value of a factor, ``(cases, values)``."""
        axis = self.factors.index(factor)
        others = tuple(1 + other for other in range(len(self.factors)) if other != axis)
        return np.asarray(self.values.min(axis=others))


def minimised(tables: list[Table]) -> tuple[Floats, dict[str, Places]]:
    """Of each case the least sum of tables over all values of their factors, and where it is."""
    decided: list[tuple[str, Table]] = []
    while any(table.factors for table in tables):
        factor = _cheapest(tables)
        joined = _sum([table for table in tables if factor in table.factors], factor)
        decided.append((factor, Table(joined.factors[:-1], joined.values.argmin(axis=-1))))
        tables = [table for table in tables if factor not in table.factors]
        tables.append(Table(joined.factors[:-1], joined.values.min(axis=-1)))
    total = np.asarray(sum(table.values for table in tables))
    chosen: dict[str, Places] = {}
    for factor, table in reversed(decided):
        chosen[factor] = table.values[np.arange(len(total)), *(chosen[each] for each in table.factors)]
    return total, chosen


def _cheapest(tables: list[Table]) -> str:
    """The factor whose tables join to the smallest."""
    sizes = _sizes(tables)

    def cost(factor: str) -> int:
        joined = {each for table in tables if factor in table.factors for each in table.factors}
        return math.prod(sizes[each] for each in joined)

    return min(sizes, key=cost)


def _sum(tables: list[Table], last: str) -> Table:
    """The sum of tables over all their factors, of which ``last`` is the last axis."""
    sizes = _sizes(tables)
    factors = (*(factor for factor in sizes if factor != last), last)
    total = np.zeros((len(tables[0].values), *(sizes[factor] for factor in factors)))
    for table in tables:
        order = sorted(range(len(table.factors)), key=lambda axis: factors.index(table.factors[axis]))
        values = table.values.transpose(0, *(1 + axis for axis in order))
        total += beside(values, [factors.index(table.factors[axis]) for axis in order], total.ndim)
    return Table(factors, total)


def _sizes(tables: list[Table]) -> dict[str, int]:
    return {
        factor: size
        for table in tables
        for factor, size in zip(table.factors, table.values.shape[1:], strict=True)
    }


def beside(values: Floats, axes: Sequence[int], dimensions: int) -> Floats:
    """Numbers of cases along the axes of some factors, shaped for an array with the axes of all."""
    shape = [len(values)] + [1] * (dimensions - 1)
    for axis, size in zip(axes, values.shape[1:], strict=True):
        shape[1 + axis] = size
    return values.reshape(shape)
