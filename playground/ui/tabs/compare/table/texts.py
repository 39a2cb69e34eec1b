"""The table as HTML and CSV, every cell with its interval; nothing here knows Qt."""

from __future__ import annotations

import csv
import io

from markupsafe import Markup

from playground.evaluate.sweep.cells import Table
from playground.evaluate.sweep.texts import head_of, in_line


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
