"""Which cells of a column are the best."""

from __future__ import annotations

from playground.evaluate.sweep.cells import Cell, Column, Table


def best(table: Table) -> frozenset[tuple[str, str]]:
    """(row's family, column's key) of each column's best cell, and of those that cannot be told from it.

    Two numbers cannot be told apart where the interval of their difference holds 0; where that is not known,
    where their own intervals overlap; and without intervals, where they are equal.
    """
    found = set()
    for column in table.columns:
        cells = {row.family: row.cells[column.key] for row in table.rows if column.key in row.cells}
        numbers = {family: cell for family, cell in cells.items() if cell.value is not None}
        # Where some are of the same pictures, others may be of easier ones.
        numbers = {family: cell for family, cell in numbers.items() if cell.above is not None} or numbers
        if column.better and len(numbers) > 1:
            top = max(numbers.values(), key=lambda cell: _rank(cell, column))
            found |= {(family, column.key) for family, cell in numbers.items() if _overlap(cell, top)}
    return frozenset(found)


def _rank(cell: Cell, column: Column) -> float:
    value = cell.value or 0.0
    return value if column.better == "higher" else -value


def _overlap(one: Cell, other: Cell) -> bool:
    if one.above is not None:
        return one.above[0] <= 0
    (low, high), (least, most) = _ends(one), _ends(other)
    return low <= most and least <= high


def _ends(cell: Cell) -> tuple[float, float]:
    value = cell.value or 0.0
    return (value if cell.low is None else cell.low, value if cell.high is None else cell.high)
