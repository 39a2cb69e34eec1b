"""``playground compare --table``: the table of paradigms, from results that ship and the user's own."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

from rich.console import Console
from rich.table import Table as RichTable

from playground.commands import options
from playground.commands.results import results_folder, shipped_results
from playground.core import folders
from playground.core.errors import ExportError
from playground.evaluate.sweep.cells import Table
from playground.evaluate.sweep.choosing import latest
from playground.evaluate.sweep.parameters import counter
from playground.evaluate.sweep.stability import largest, leagues_at_hand
from playground.evaluate.sweep.store import Store
from playground.evaluate.sweep.table import table
from playground.evaluate.sweep.texts import Grid, grid_of, markdown
from playground.export.atomic import write_file
from playground.paradigms.cards import rules
from playground.runtimes.catalogue import catalogue

WIDE = 170
"""Columns of a terminal that holds the whole table."""


def print_table(args: argparse.Namespace) -> int:
    """Print it as text or JSON; own results go before shipped ones."""
    if args.out is not None and args.out.exists() and not args.overwrite:
        raise ExportError(f"{args.out} exists already; choose another name or add --overwrite.")
    found = build(results_folder(args), tuple(args.models))
    if args.out is not None:
        write_file(args.out, markdown(found).encode(), overwrite=args.overwrite)
    if args.json:
        options.say_json(found)
    else:
        _print(found)
    return 0


def build(folder: Path, models: tuple[Path, ...]) -> Table:
    """The table of what is at hand; problems go to stderr."""
    store = Store(folder)
    own = list(store)
    played, shipped, problems = leagues_at_hand(folder)
    for problem in (*store.problems, *problems):
        options.notice(problem)
    places = folders.model_folders(models)
    cards = [entry.card for entry in catalogue(places, rules()).entries]
    results = latest(own, shipped_results())
    return table(results, cards, largest([*played, *shipped]), count=counter(places))


def _print(found: Table) -> None:
    console, grid = Console(), grid_of(found)
    options.say(f"Paradigms on {found.data}")
    if console.width >= WIDE:
        console.print(_rich(found, grid), markup=False)
    else:
        for line in _blocks(found, grid):
            options.say(line)
    for line in (*grid.reasons, *grid.notes):
        options.say(line)


def _rich(found: Table, grid: Grid) -> RichTable:
    shown = RichTable(show_lines=True)
    for head in grid.heads:
        shown.add_column(head, overflow="fold")
    for row, cells in zip(found.rows, grid.rows, strict=True):
        shown.add_row("\n".join(filter(None, (cells[0], row.model, row.setting))), *cells[1:])
    return shown


def _blocks(found: Table, grid: Grid) -> Iterator[str]:
    """A paradigm after another, a line for each cell."""
    width = max(map(len, grid.heads))
    for row, cells in zip(found.rows, grid.rows, strict=True):
        yield ""
        yield ", ".join(filter(None, (row.title, row.model, row.setting)))
        for head, cell in zip(grid.heads[1:], cells[1:], strict=True):
            yield f"  {head:<{width}}  {cell}"
    yield ""
