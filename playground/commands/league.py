"""``playground compare --league``: all paradigms learn the same points on the same budget."""

from __future__ import annotations

import argparse
import contextlib
import math
import queue
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import numpy as np

from playground.commands import flags, options
from playground.commands.results import results_folder
from playground.commands.stopping import INTERRUPTED, stoppable
from playground.core.errors import EngineError, ExportError
from playground.core.frames import Frame
from playground.core.machine import this_machine
from playground.core.recipe import change
from playground.core.regular_files import named
from playground.core.words import counted
from playground.engine.client import EngineClient
from playground.engine.protocol import Died, Event, Failed, FrameMessage
from playground.evaluate.leagues import columns, command_of, keep, now, outcome
from playground.evaluate.sweep.stability import read_leagues
from playground.paradigms.league.recipes import CANDIDATES, ENTRANTS, MOST_WALK, League, with_walk
from playground.paradigms.league.results import (
    RANKED,
    LeagueResult,
    Spread,
    Standing,
    of_whole_seeds,
    result,
    to_bytes,
    whole_seeds,
)
from playground.paradigms.league.resuming import NOTHING, Known, complete, joined, known_of, rest_of

if TYPE_CHECKING:
    from rich.console import Console

_FIRST = League(points=0)
_LOOK_EVERY = 1.0
WIDE = 150
"""Columns of a terminal from which on the table is one."""
HEADS = (
    "JS, bits", "Sliced Wasserstein", "KL", "On data", "Modes", "Diverged", "Steps", "Parameters", "NFE",
    "ms / 1,000",
)  # fmt: skip


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options, and a flag for each field of the recipe."""
    parser.add_argument("--league", action="store_true", help="play the 2-D league")
    group = parser.add_argument_group("what is written")
    group.add_argument(
        "--results", type=named, metavar="DIR", help="where it is kept for the table (the user’s folder)"
    )
    group.add_argument("--csv", type=named, metavar="FILE", help="write every run as a row of values")
    group.add_argument("--out", type=named, metavar="FILE", help="write what came out as JSON")
    group.add_argument("--overwrite", action="store_true", help="replace these files if they exist")
    group.add_argument("--json", action="store_true", help="print what came out as JSON")
    group.add_argument("--fresh", action="store_true", help="measure anew what is there, with the same seeds")
    _add_entrants(parser)
    flags.add_flags(parser, League, without=("entrants", "walks"))
    parser.epilog = (
        "Seconds are those of the processor for each training, so that other work changes nothing. A seed "
        "is kept as soon as all have finished it: when a league is stopped or killed, the same command goes "
        "on from there."
    )


def _add_entrants(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("who takes part")
    for name, candidate in CANDIDATES.items():
        group.add_argument(
            f"--{name}", dest=f"with_{name}", action=argparse.BooleanOptionalAction, default=True,
            help=candidate.help,
        )  # fmt: skip
        if (walk := candidate.walk) is not None:
            group.add_argument(
                f"--{name}-steps", dest=f"walk_{name}", type=int, default=walk.steps, metavar="N",
                help=f"{walk.help} (1 to {MOST_WALK}; default {walk.steps})",
            )  # fmt: skip


def _gather_entrants(args: argparse.Namespace) -> None:
    """The fields of the recipe that these flags stand for."""
    args.entrants, args.walks = tuple(name for name in ENTRANTS if getattr(args, f"with_{name}")), ()
    for name in ENTRANTS:
        if hasattr(args, f"walk_{name}"):
            args.walks = with_walk(args.walks, name, getattr(args, f"walk_{name}"))


def run(args: argparse.Namespace) -> int:
    """Play a league to its end, keep what came out, and print it."""
    from playground.export.atomic import write_file
    from playground.export.figure import csv_bytes

    for path in (args.csv, args.out):
        if path is not None and path.exists() and not args.overwrite:
            raise ExportError(f"{path} exists already; choose another name or add --overwrite.")
    _gather_entrants(args)
    recipe = flags.build(League, _FIRST, args)
    if not isinstance(recipe, League):
        raise TypeError("flags of a league make a league")
    folder = results_folder(args)
    known = NOTHING if args.fresh else _known(recipe, folder)
    with stoppable(listen=False):
        frame = _play(recipe, known, folder)
    found = None if frame is None else _told(recipe, frame, known)
    if found is None:
        more = "another" if known.seeds else "a"
        options.notice(f"stopped before everybody had finished {more} seed, so nothing is kept of it")
        return INTERRUPTED
    if int(found.recipe["seeds"]) > known.seeds:
        keep(found, folder)
    if args.out is not None:
        write_file(args.out, to_bytes(found), overwrite=args.overwrite)
    if args.csv is not None:
        write_file(args.csv, csv_bytes(columns(found)), overwrite=args.overwrite)
    if args.json:
        options.say_json(found)
    else:
        _print(found)
    return 0 if frame is not None and frame.scalars["phase"] == "over" else INTERRUPTED


def _known(recipe: League, folder: Path) -> Known:
    """What was measured already, which is said."""
    leagues, _problems = read_leagues(folder)
    known = known_of(recipe, leagues, this_machine().sentence)
    if known.seeds:
        be = "is" if known.seeds == 1 else "are"
        options.notice(f"{known.seeds} of {recipe.seeds} seeds {be} measured already; --fresh begins anew")
    return known


def _told(recipe: League, frame: Frame, known: Known) -> LeagueResult | None:
    """What came out; of a league that was stopped, that of the seeds that everybody has finished."""
    found = _finished(recipe, frame, known)
    if found is not None and int(found.recipe["seeds"]) < recipe.seeds:
        options.notice(
            f"stopped; {found.recipe['seeds']} of {recipe.seeds} seeds are finished, and kept as a league "
            "of their own"
        )
    return found


def _finished(recipe: League, frame: Frame, known: Known) -> LeagueResult | None:
    """The league, or before its end the smaller one of the seeds that everybody has finished, if any."""
    date = known.date if known.seeds == recipe.seeds else now()
    found = result(recipe, frame, machine=this_machine().sentence, date=date, command=command_of(recipe))
    smaller = found if found.over else of_whole_seeds(found)
    if smaller is None or found.over:
        return smaller
    seeds = int(smaller.recipe["seeds"])
    return msgspec.structs.replace(smaller, command=command_of(change(recipe, seeds=seeds)))


def _play(recipe: League, known: Known, folder: Path) -> Frame | None:
    """The final frame, or where it is stopped the newest one, if any; a bar shows how far it is.

    What is known is not played again, and what everybody has finished is kept in the folder at once.
    """
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    rest = rest_of(recipe, known)
    if rest is None:
        return complete(recipe, known)
    console = Console(stderr=True)
    bar = Progress(
        TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn(),
        console=console, refresh_per_second=4, transient=True, disable=not console.is_terminal,
        redirect_stdout=sys.stdout.isatty(),
    )  # fmt: skip
    frame: Frame | None = None
    # What was measured so far is not lost with the rest.
    with contextlib.suppress(KeyboardInterrupt), bar:
        task, kept = bar.add_task("Preparing", total=1.0), known.seeds
        for played in _frames(rest):
            frame = joined(played, known)
            whole = whole_seeds(frame)
            if kept < whole < recipe.seeds and (found := _finished(recipe, frame, known)) is not None:
                keep(found, folder)
                kept = whole
            position, seeds = int(frame.scalars["seed_index"]), int(frame.scalars["seeds"])
            share = float(np.clip(frame.arrays["used"][:, 0], 0, 1).mean())
            bar.update(
                task, description=f"Seed {position + 1} of {seeds}", completed=(position + share) / seeds
            )
            if frame.final:
                break
    return frame


def _frames(recipe: League) -> Iterator[Frame]:
    """Frames of a run in the engine's process, in which every library has one thread."""
    events: queue.Queue[Event] = queue.Queue()
    with EngineClient(events.put) as engine:
        engine.start("league", recipe)
        while True:
            try:
                event = events.get(timeout=_LOOK_EVERY)  # without end it would not hear Ctrl+C everywhere
            except queue.Empty:
                continue
            match event:
                case FrameMessage():
                    engine.acknowledge(event.channel, event.generation)
                    yield event.frame
                case Failed() | Died():
                    raise EngineError(event.sentence)


def _print(found: LeagueResult) -> None:
    from rich.console import Console

    recipe, console = found.recipe, Console()
    unit, seeds = str(recipe["budget"]), int(recipe["seeds"])
    each = f"{recipe[unit]:,g} {unit}".removesuffix("s" if recipe[unit] == 1 else "")
    options.say(f"{recipe['data']}, {each} and {counted(seeds, 'seed')} each")
    options.say(f"{found.machine}, {found.date}")
    if console.width >= WIDE:
        _print_table(found, console)
    else:
        _print_lines(found)
    options.say(
        "Medians over the seeds; of the divergence also the quartiles, and the 95 % interval of its mean."
    )
    for sentence in _cut_short(found):
        options.say(sentence)
    low, mean, high = (found.floors.get(f"noise_floor{end}", math.nan) for end in ("_low", "", "_high"))
    options.say(
        f"Exact samples: JS up to {found.js_reach:.4f} bits; sliced Wasserstein {mean:.4f}, 95 % of them in "
        f"{low:.4f}–{high:.4f}."
    )


def _print_table(found: LeagueResult, console: Console) -> None:
    from rich.table import Table

    table = Table()
    for index, head in enumerate(("Paradigm", *HEADS)):
        table.add_column(head, justify="left" if index < 2 else "right", overflow="fold")
    for standing in found.standings:
        table.add_row(standing.title, *_cells(standing, found.modes))
    console.print(table, markup=False)


def _print_lines(found: LeagueResult) -> None:
    """A paradigm after another, a line for each cell."""
    width = max(map(len, HEADS))
    for position, standing in enumerate(found.standings, 1):
        options.say("")
        options.say(f"{position}. {standing.title}")
        for head, cell in zip(HEADS, _cells(standing, found.modes), strict=True):
            options.say(f"   {head:<{width}}  {cell}")
    options.say("")


def _cells(standing: Standing, modes: int) -> tuple[str, ...]:
    spreads = standing.spreads
    covered = _median(spreads.get("modes_covered"), 0)
    return (
        _whole(spreads.get(RANKED)),
        _median(spreads.get("sliced_wasserstein"), 4),
        _median(spreads.get("kl"), 3),
        _median(spreads.get("near_data"), 3),
        f"{covered} of {modes}" if modes else covered,
        outcome(standing),
        _median(spreads.get("steps"), 0),
        _median(spreads.get("parameters"), 0),
        _median(spreads.get("nfe"), 0),
        _median(spreads.get("sampling_ms"), 2),
    )


def _cut_short(found: LeagueResult) -> Iterator[str]:
    """Which runs were cut short and by what, a sentence for each paradigm."""
    for standing in found.standings:
        for sentence in dict.fromkeys(run.cut_short for run in standing.runs if run.cut_short):
            yield f"{standing.title}, {standing.cut_short} of {len(standing.runs)} runs cut short: {sentence}"


def _median(spread: Spread | None, digits: int) -> str:
    return "–" if spread is None else f"{spread.median:,.{digits}f}"


def _whole(spread: Spread | None) -> str:
    if spread is None:
        return "–"
    quartiles = f"{spread.median:.4f} [{spread.lower:.4f}, {spread.upper:.4f}]"
    if spread.low is None or spread.high is None:
        return quartiles
    # Student's interval of a few runs may begin below zero, where no divergence is.
    return f"{quartiles}, mean {spread.mean:.4f} ({max(spread.low, 0.0):.4f}–{spread.high:.4f})"
