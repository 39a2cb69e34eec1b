"""The table as text: cells with their intervals, numbered reasons for empty ones, and who measured what."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterator, Sequence

import msgspec
from markupsafe import Markup

from playground.core.errors import ExportError
from playground.evaluate.report import Measure
from playground.evaluate.sweep.cells import Cell, Column, Row, Table

_MOST_PLACES = 5
_SOURCES = {
    "sweep": "Measured by a sweep",
    "card": "From the model’s card",
    "league": "Measured in the 2-D league",
    "file": "Counted in the model’s files",
    "definition": "By definition",
    "none": "Not measured",
}


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
    heads = ("paradigm", "model", *grid.heads[1:])
    rows = (
        (title, row.model or "–", *cells) for row, (title, *cells) in zip(table.rows, grid.rows, strict=True)
    )
    lines = (heads, ("---",) * len(heads), *rows)
    marked = ("| " + " | ".join(text.replace("|", "\\|") for text in line) + " |" for line in lines)
    return "\n".join([*marked, "", *(f"{line}  " for line in (*grid.reasons, *grid.notes))]) + "\n"


def as_html(table: Table) -> Markup:
    """The rows and columns for a word processor or a spreadsheet."""
    heads = Markup().join(
        Markup("<th>{}</th>").format(text) for text in ("paradigm", "model", *map(head_of, table.columns))
    )
    rows = []
    for row in table.rows:
        cells = (in_line(row.cells[column.key]) for column in table.columns)
        rows.append(
            Markup().join(
                Markup("<td>{}</td>").format(text) for text in (row.title, row.model or "–", *cells)
            )
        )
    body = Markup().join(Markup("<tr>{}</tr>").format(cells) for cells in rows)
    return Markup("<table><tr>{}</tr>{}</table>").format(heads, body)


def as_csv(table: Table) -> bytes:
    """A line for each cell: what it is of, text, number, interval, and how it came about."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    names = ("text", "value", "low", "high", "source", "how", "missing", "date", "machine", "command")
    writer.writerow(("paradigm", "model", "setting", "column", "unit", *names))
    for row in table.rows:
        for column in table.columns:
            cell = row.cells[column.key]
            values = ("" if (value := getattr(cell, name)) is None else value for name in names)
            writer.writerow((row.title, row.model, row.setting, column.title, column.unit, *values))
    return file.getvalue().encode()


def content(table: Table, suffix: str) -> bytes:
    """The table in the format that a suffix names; raises ``ExportError`` for others."""
    if suffix == ".csv":
        return as_csv(table)
    if suffix == ".json":
        return msgspec.json.format(msgspec.json.encode(table), indent=1) + b"\n"
    if suffix == ".md":
        return markdown(table).encode()
    raise ExportError(f"A table cannot be written as “{suffix}”; use .csv, .json or .md.")


def head_of(column: Column) -> str:
    """A column's title with its unit."""
    return f"{column.title}, {column.unit}" if column.unit else column.title


def head_lines(columns: Sequence[Column], place: int) -> tuple[str, str, str]:
    """A column's group where it begins, and its title over its unit, or broken after its first word."""
    column = columns[place]
    first = place == 0 or columns[place - 1].group != column.group
    group = column.group if first and column.group != column.title else ""
    if column.unit:
        return group, column.title, column.unit
    word, _, rest = column.title.partition(" ")
    return (group, word, rest) if rest else (group, "", word)


def in_line(cell: Cell) -> str:
    """A cell's text with its interval."""
    ends = between(cell)
    return f"{cell.text} ({ends})" if ends else cell.text


def with_unit(column: Column, cell: Cell) -> str:
    """A cell's text with its column's unit, and its interval."""
    told = f"{cell.text} {column.unit}" if column.unit and cell.value is not None else cell.text
    ends = between(cell, " – ")
    return f"{told} ({ends})" if ends else told


def about(row: Row, column: Column, cell: Cell) -> list[str]:
    """How a cell was measured, or why it is empty, in sentences."""
    where = f" on {day(cell.date)}" if cell.date else ""
    on = f" on {cell.machine}" if cell.machine else ""
    source = _SOURCES[cell.source]
    told = [f"{source}{where}{on}."] if cell.source != "none" else []
    if row.model and cell.source in ("sweep", "card", "file"):
        # Of which setting, if of any, is told with how it was measured.
        told.insert(0, f"{row.model}.")
    return [line for line in (cell.missing, cell.how, *told, column.help) if line]


def between(cell: Cell, dash: str = "–") -> str:
    """The two ends of a cell's interval, if any, as shares of a hundred where its number is one."""
    if cell.low is None or cell.high is None:
        return ""
    ends = cell.low, cell.high
    if "%" in cell.text or " of " in cell.text:
        return f"{dash.join(f'{100 * end:.0f}' for end in ends)} %"
    return dash.join(significant(end) for end in ends)


def interval(measure: Measure) -> str:
    """A measure's number with its interval in parentheses, where there is one."""
    if measure.low is None or measure.high is None:
        return digits(measure.value)
    return f"{significant(measure.value)} ({significant(measure.low)}–{significant(measure.high)})"


def digits(value: float) -> str:
    """Three significant digits, or a whole number as such."""
    return f"{value:,.0f}".replace("-", "−") if float(value).is_integer() else significant(value)


def significant(value: float) -> str:
    """Three significant digits, zeros at the end included, thousands apart, with a true minus."""
    if not math.isfinite(value):
        return "–"
    if value == 0:
        return "0"
    # The exponent after rounding: 0.9996 has one digit before the point.
    exponent = int(f"{value:.2e}".partition("e")[2])
    return f"{value:,.{min(max(0, 2 - exponent), _MOST_PLACES)}f}".replace("-", "−")


def day(date: str) -> str:
    """The day of a date such as 2026-11-25T14:03:12Z."""
    return date.partition("T")[0]


def _marked(cell: Cell, reasons: list[str]) -> str:
    """The cell's text, or with the number of the reason why there is nothing."""
    if not cell.missing:
        return in_line(cell)
    if cell.missing not in reasons:
        reasons.append(cell.missing)
    return f"{cell.text} [{reasons.index(cell.missing) + 1}]"


def _sources(table: Table) -> Iterator[str]:
    """Days and machines, each pair once; what measured a cell again is told with the cell."""
    cells = [cell for row in table.rows for cell in row.cells.values() if cell.date and cell.machine]
    for date, machine in sorted({(day(cell.date), cell.machine) for cell in cells}):
        yield f"Measured on {date} on {machine}."
