"""The table as text: cells with their intervals, numbered reasons for empty ones, and who measured what."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from playground.evaluate.sweep.cells import Cell, Column, Table


class Grid(msgspec.Struct, frozen=True, kw_only=True):
    """The table's texts: ``rows`` begin with the paradigm's title, as ``heads`` do with nothing.

    ``reasons`` are numbered as the cells without anything refer to them; ``notes`` are what must be known.
    """

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    reasons: tuple[str, ...]
    notes: tuple[str, ...]


def grid_of(table: Table) -> Grid:
    """All texts of a table."""
    reasons: list[str] = []
    rows = tuple(
        (row.title, *(_marked(row.cells[column.key], reasons) for column in table.columns))
        for row in table.rows
    )
    return Grid(
        heads=("", *map(head_of, table.columns)),
        rows=rows,
        reasons=tuple(f"[{number}] {reason}" for number, reason in enumerate(reasons, 1)),
        notes=(*table.notes, *_sources(table)),
    )


def markdown(table: Table) -> str:
    """The table as Markdown, with reasons and notes under it."""
    grid = grid_of(table)
    lines = [grid.heads, ("---",) * len(grid.heads), *grid.rows]
    marked = ("| " + " | ".join(text.replace("|", "\\|") for text in line) + " |" for line in lines)
    return "\n".join([*marked, "", *(f"{line}  " for line in (*grid.reasons, *grid.notes))]) + "\n"


def head_of(column: Column) -> str:
    """A column's title with its unit."""
    return f"{column.title}, {column.unit}" if column.unit else column.title


def in_line(cell: Cell) -> str:
    """A cell's text with its interval."""
    if cell.low is None or cell.high is None:
        return cell.text
    return f"{cell.text} ({_short(cell.low)}–{_short(cell.high)})"


def _short(value: float) -> str:
    """Three significant digits, without exponents."""
    digits = f"{value:.3g}"
    return f"{value:.0f}" if "e" in digits and abs(value) >= 1 else digits


def _marked(cell: Cell, reasons: list[str]) -> str:
    """The cell's text, or with the number of the reason why there is nothing."""
    if not cell.missing:
        return in_line(cell)
    if cell.missing not in reasons:
        reasons.append(cell.missing)
    return f"{cell.text} [{reasons.index(cell.missing) + 1}]"


def _sources(table: Table) -> Iterator[str]:
    """Days, machines and commands, each combination once."""
    cells = [cell for row in table.rows for cell in row.cells.values() if cell.date and cell.machine]
    for date, machine, command in sorted({(cell.date[:10], cell.machine, cell.command) for cell in cells}):
        yield f"Measured on {date} on {machine}" + (f", by: {command}" if command else ".")
