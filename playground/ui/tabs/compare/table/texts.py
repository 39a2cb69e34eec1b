"""The table as text: Markdown, HTML and CSV, every cell with its interval; nothing here knows Qt."""

from __future__ import annotations

import csv
import html
import io
import math

from playground.evaluate.sweep.cells import Cell, Column, Table
from playground.ui.tabs.compare.quality.words import day, digits


def markdown(table: Table) -> str:
    """A table, and under it why cells are empty, and when and where the others were measured."""
    heads = [_head(column) for column in table.columns]
    lines = [f"| paradigm | model | {' | '.join(heads)} |", "|---" * (len(heads) + 2) + "|"]
    reasons: list[str] = []
    for row in table.rows:
        cells = []
        for column in table.columns:
            cell = row.cells.get(column.key)
            text = "–" if cell is None else _in_line(cell)
            if cell is not None and cell.missing:
                if cell.missing not in reasons:
                    reasons.append(cell.missing)
                text = f"{text} [{reasons.index(cell.missing) + 1}]"
            cells.append(text.replace("|", "\\|"))
        lines.append(f"| {row.title} | {row.model or '–'} | {' | '.join(cells)} |")
    told = [f"[{number}] {reason}" for number, reason in enumerate(reasons, 1)]
    notes = [*told, *table.notes, *_sources(table)]
    return "\n".join([*lines, "", *(f"{note}  " for note in notes)]) + "\n"


def as_html(table: Table) -> str:
    """The same rows and columns for a word processor or a spreadsheet."""
    heads = "".join(
        f"<th>{html.escape(text)}</th>" for text in ("paradigm", "model", *map(_head, table.columns))
    )
    rows = []
    for row in table.rows:
        texts = [row.title, row.model or "–"]
        for column in table.columns:
            cell = row.cells.get(column.key)
            texts.append("–" if cell is None else _in_line(cell))
        rows.append("".join(f"<td>{html.escape(text)}</td>" for text in texts))
    body = "".join(f"<tr>{cells}</tr>" for cells in rows)
    return f"<table><tr>{heads}</tr>{body}</table>"


def as_csv(table: Table) -> bytes:
    """A line for each cell: what it is of, text, number, interval, and how it came about."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    names = ("text", "value", "low", "high", "source", "how", "missing", "date", "machine", "command")
    writer.writerow(("paradigm", "model", "setting", "column", "unit", *names))
    for row in table.rows:
        for column in table.columns:
            cell = row.cells.get(column.key)
            if cell is not None:
                values = ("" if (value := getattr(cell, name)) is None else value for name in names)
                writer.writerow((row.title, row.model, row.setting, column.title, column.unit, *values))
    return file.getvalue().encode()


def between(cell: Cell, dash: str = "–") -> str:
    """The two ends of a cell's interval, as shares of a hundred where its number is one."""
    ends = (math.nan if end is None else end for end in (cell.low, cell.high))
    if "%" in cell.text or " of " in cell.text:
        return f"{dash.join(f'{100 * end:.0f}' for end in ends)} %"
    return dash.join(digits(end) for end in ends)


def _head(column: Column) -> str:
    return f"{column.title}, {column.unit}" if column.unit else column.title


def _in_line(cell: Cell) -> str:
    if cell.low is None or cell.high is None:
        return cell.text
    return f"{cell.text} ({between(cell)})"


def _sources(table: Table) -> list[str]:
    """When and where, each day and machine once."""
    found = {
        (day(cell.date), cell.machine)
        for row in table.rows
        for cell in row.cells.values()
        if cell.date and cell.machine
    }
    return [f"Measured on {date} on {machine}." for date, machine in sorted(found)]
