"""Where results of comparisons are kept, and those that came with the program."""

from __future__ import annotations

import argparse
from pathlib import Path

from playground.commands import options
from playground.core import folders
from playground.core.errors import DataError
from playground.evaluate.sweep.jobs import Result
from playground.evaluate.sweep.store import shipped


def results_folder(args: argparse.Namespace) -> Path:
    """Where results are kept."""
    folder: Path = args.results or folders.user_data() / "compare"
    return folder


def shipped_results() -> tuple[Result, ...]:
    """The results that came with the program; a damaged file is told on stderr."""
    try:
        ship = shipped()
    except DataError as error:
        options.notice(error.sentence)
        return ()
    return ship.results if ship else ()
