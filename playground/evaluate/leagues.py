"""Results of leagues in the folder where those of sweeps are kept, under names of their own."""

from __future__ import annotations

import contextlib
import itertools
import re
import shlex
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import numpy as np

from playground.core.errors import DataError, ExportError
from playground.core.fields import fields
from playground.core.frames import Array
from playground.core.regular_files import read_regular
from playground.export.atomic import make_folder, write_file
from playground.paradigms.lab.fields import DRAWN
from playground.paradigms.league.frames import MEASURES
from playground.paradigms.league.recipes import ENTRANTS, League
from playground.paradigms.league.results import MAX_BYTES, LeagueResult, Standing, from_bytes, to_bytes
from playground.paradigms.league.resuming import terms_of

_UNHEARD = frozenset({"drawing", "units", "training", "single_steps", "speed", "points"})
"""Fields that change no number, and what no command can draw."""


def now() -> str:
    """This moment as leagues are dated, such as 2026-11-25T14:03:12Z."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def keep(found: LeagueResult, folder: Path) -> Path:
    """Write a league as ``league-….json`` into a folder, which is made; gives the file.

    Its name says the data and when it was played, with a number where there is another of that name. It takes
    the place of one whose runs are all among its own: what was kept of it on the way. Raises ``ExportError``
    where it cannot be written.
    """
    data = re.sub(r"[^a-z0-9]+", "-", str(found.recipe.get("data", "")).lower()).strip("-")
    moment = re.sub(r"[^0-9TZ]", "", found.date)
    path = _write(found, make_folder(folder), f"league-{data}-{moment}")
    _forget_parts(found, path)
    return path


def _write(found: LeagueResult, folder: Path, name: str) -> Path:
    for number in itertools.count(1):
        path = folder / f"{name}{'' if number == 1 else f'-{number}'}.json"
        taken = path.exists()
        if not taken or _is_part(found, path):
            try:
                return write_file(path, to_bytes(found), overwrite=taken)
            except ExportError:
                # Another process may have taken the name meanwhile.
                if taken or not path.exists():
                    raise
    raise AssertionError("names do not end")


def _forget_parts(found: LeagueResult, path: Path) -> None:
    """Take away the other files beside it that hold nothing but some of the same runs."""
    for other in path.parent.glob("league-*.json"):
        if other != path and _is_part(found, other):
            with contextlib.suppress(OSError):
                other.unlink()


def _is_part(found: LeagueResult, path: Path) -> bool:
    """Whether a file holds nothing but some of the same runs."""
    try:
        return _holds(found, from_bytes(read_regular(path, MAX_BYTES)))
    except (OSError, DataError):
        return False


def _holds(found: LeagueResult, part: LeagueResult) -> bool:
    every = {each.name: each.runs for each in found.standings}
    same = (terms_of(found.recipe), found.version) == (terms_of(part.recipe), part.version)
    return same and all(run in every.get(each.name, ()) for each in part.standings for run in each.runs)


def command_of(recipe: League) -> str:
    """The command that plays the same league; none where the points were drawn."""
    if recipe.data == DRAWN:
        return ""
    words = ["playground", "compare", "--league"]
    for field in fields(League):
        value = getattr(recipe, field.name)
        if field.name == "entrants":
            words += [f"--no-{name}" for name in ENTRANTS if name not in value]
            continue
        if field.name in _UNHEARD or value == field.default:
            continue
        if field.name == "walks":
            words += [word for name, steps in value for word in (f"--{name}-steps", f"{steps}")]
            continue
        flag = field.name.replace("_", "-")
        words += (
            [f"--{'' if value else 'no-'}{flag}"] if field.kind == "switch" else [f"--{flag}", f"{value}"]
        )
    return shlex.join(words)


def command_again(found: LeagueResult) -> str:
    """The command that plays a league of a file again, made from its recipe: what the file says its command
    was may be any command. None where the recipe is no league's.
    """
    try:
        recipe = msgspec.convert(found.recipe, League)
    except msgspec.ValidationError:
        return ""
    return command_of(recipe)


def outcome(standing: Standing) -> str:
    """How many of the runs diverged and how many were cut short, in words; “–” without runs."""
    if not standing.runs:
        return "–"
    told = f"{standing.diverged} of {len(standing.runs)}"
    return f"{told}, {standing.cut_short} cut short" if standing.cut_short else told


def columns(found: LeagueResult) -> dict[str, Array]:
    """A row for every finished run, with all of its measures; NaN where one does not apply."""
    every = [(standing, run) for standing in found.standings for run in standing.runs]
    named: dict[str, Array] = {
        "paradigm": np.array([standing.name for standing, _ in every], dtype=object),
        "seed": np.array([run.seed for _, run in every], dtype=np.int64),
        "diverged": np.array([int(run.diverged) for _, run in every], dtype=np.int64),
        "cut_short": np.array([int(bool(run.cut_short)) for _, run in every], dtype=np.int64),
    }
    for name in MEASURES[:-1]:
        named[name] = np.array([run.measures.get(name, np.nan) for _, run in every])
    return named
