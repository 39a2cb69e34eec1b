"""What the table can be written as: CSV with all that is known of each cell, JSON, and Markdown."""

from __future__ import annotations

from pathlib import Path

import msgspec

from playground.core.errors import ExportError
from playground.core.progress import Progress
from playground.evaluate.sweep.cells import Table
from playground.evaluate.sweep.texts import markdown
from playground.ui.tab import Export
from playground.ui.tabs.compare.table.texts import as_csv


def table_exports(table: Table) -> tuple[Export, ...]:
    """The table as it is now; nothing where it has no rows."""
    if not table.rows:
        return ()

    def save(path: Path, overwrite: bool, _progress: Progress) -> None:
        from playground.export.atomic import write_file

        write_file(path, content(table, path.suffix.lower()), overwrite=overwrite)

    return (Export("Table", "compare-table", (".csv", ".json", ".md"), save),)


def content(table: Table, suffix: str) -> bytes:
    """The table in the format that a suffix names; raises ``ExportError`` for others."""
    if suffix == ".csv":
        return as_csv(table)
    if suffix == ".json":
        return msgspec.json.format(msgspec.json.encode(table), indent=1) + b"\n"
    if suffix == ".md":
        return markdown(table).encode()
    raise ExportError(f"A table cannot be written as “{suffix}”; use .csv, .json or .md.")
