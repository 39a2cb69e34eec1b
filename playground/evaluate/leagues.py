"""Results of leagues in the folder where those of sweeps are kept, under names of their own."""

from __future__ import annotations

import re
from pathlib import Path

from playground.core.errors import ExportError
from playground.export.atomic import write_file
from playground.paradigms.league.results import LeagueResult, to_bytes


def keep(found: LeagueResult, folder: Path) -> Path:
    """Write a league as ``league-….json`` into a folder, which is made; gives the file.

    Its name says the data and when it was played, so that another league never takes its place. Raises
    ``ExportError`` where it cannot be written.
    """
    data = re.sub(r"[^a-z0-9]+", "-", str(found.recipe.get("data", "")).lower()).strip("-")
    moment = re.sub(r"[^0-9TZ]", "", found.date)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ExportError(f"The folder {folder} cannot be made: {error.strerror or error}.") from error
    return write_file(folder / f"league-{data}-{moment}.json", to_bytes(found), overwrite=True)
