"""The table of paradigms as data: every cell says what was measured and how, or why there is nothing."""

from __future__ import annotations

from typing import Literal, TypeAlias

import msgspec

from playground.evaluate.sweep.jobs import VariantName

Source: TypeAlias = Literal["sweep", "card", "league", "file", "definition", "none"]
"""Where a cell is from: a sweep's result, a model's card, a result of the league in the plane, the model's
files, or what the paradigm is; ``none`` where ``missing`` says why there is nothing.
"""


class Cell(msgspec.Struct, frozen=True, kw_only=True):
    """One cell: its text, the number in it with a 95 % interval where there is one, and how it came about.

    ``how`` tells in full sentences how the number was measured; ``command`` is the command line that did.
    A cell without anything has the reason in ``missing``, and its text is “–”. ``key`` names the result of a
    sweep that it is of. ``above`` is the 95 % interval of how far the number lies above the column's least,
    where both are of the same pictures: it tells them apart where their own intervals do not.
    """

    text: str
    value: float | None = None
    low: float | None = None
    high: float | None = None
    above: tuple[float, float] | None = None
    source: Source = "sweep"
    how: str = ""
    missing: str = ""
    date: str = ""
    machine: str = ""
    command: str = ""
    key: str = ""


class Column(msgspec.Struct, frozen=True, kw_only=True):
    """A column: its key in a row's cells, title and unit, what it belongs to, and one sentence on it.

    ``better`` says whether more or less of it is better, if either.
    """

    key: str
    title: str
    group: str
    help: str
    unit: str = ""
    better: Literal["higher", "lower", ""] = ""


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """A paradigm: its cells by their columns, the model and setting they are of, if any.

    ``setting`` is the cheapest one measured that is hardly worse than the best one, as
    :func:`playground.evaluate.sweep.choosing.representative` has it; ``key`` names its result.
    """

    family: VariantName
    title: str
    model: str
    setting: str
    key: str
    cells: dict[str, Cell]


class Table(msgspec.Struct, frozen=True, kw_only=True):
    """Rows and columns, the data set they are of, and what must be known to read them, a sentence each."""

    data: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()


def nothing(why: str) -> Cell:
    """A cell that says why it holds no number."""
    return Cell(text="–", source="none", missing=why)


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
