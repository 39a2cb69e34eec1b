"""What was measured: results of sweeps and of leagues, one in a file and many."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

import msgspec

from playground.core.errors import DataError
from playground.core.resources import Placement
from playground.evaluate import leagues
from playground.evaluate.report import flat
from playground.evaluate.sweep.costs import Costs
from playground.evaluate.sweep.jobs import Result
from playground.evaluate.sweep.spreadsheet import csv_of
from playground.evaluate.sweep.stability import diverged_cell, largest, note, read_leagues, spread_cell
from playground.evaluate.sweep.store import Collection, Store, collect, decode, encode, read_collection
from playground.evaluate.sweep.table import table
from playground.paradigms.league.recipes import League
from playground.paradigms.league.results import LeagueResult, LeagueRun, standing, to_bytes
from playground.paradigms.league.resuming import complete, known_of
from tests.fuzz.mutate.tree import json_mutation
from tests.fuzz.reader import Reader
from tests.support.compare_results import some
from tests.support.sweeps import MACHINE, make_result

_KEY = "k0"
_RECIPE = msgspec.to_builtins(League(seeds=4))


def _stored(folder: Path) -> Sequence[bytes]:
    path = Store(folder).put(make_result(_KEY))
    return [path.read_bytes()]


def _from_store(path: Path) -> tuple[Result, ...]:
    """All that is there; a problem is told as a sentence."""
    store = Store(path.parent)
    found = tuple(store)
    if store.problems:
        raise DataError(store.problems[0])
    return found


def _collected(_: Path) -> Sequence[bytes]:
    return [encode(collect(some()))]


def _collection_again(collection: Collection) -> None:
    written = encode(collection)
    assert encode(decode(written)) == written


def _leagues(_: Path) -> Sequence[bytes]:
    runs = [
        LeagueRun(
            seed=seed, diverged=False, measures={"sliced_wasserstein": 0.1 + seed / 100, "seconds": 1.5},
            curve=((0.5, 10, 0.2), (1.0, 20, None)),
        )
        for seed in range(4)
    ]  # fmt: skip
    small = LeagueResult(
        recipe=_RECIPE, standings=(standing("flow", runs),), over=True, date="2026-11-25T14:03:12Z"
    )
    return [to_bytes(small)]


def _league_files(path: Path) -> list[LeagueResult]:
    """All that are there; a problem is told as a sentence."""
    found, problems = read_leagues(path.parent)
    if problems:
        raise DataError(problems[0])
    return found


def _league_shown(path: Path) -> None:
    """What the table of paradigms and the command line say of it, and what going on with it takes from it."""
    found = _league_files(path)
    best = largest(found)
    for league in found:
        leagues.columns(league)
        leagues.command_again(league)
        known = known_of(League(seeds=4), [league], league.machine)
        if known.seeds == len(known.runs) > 0:
            complete(League(seeds=known.seeds), known)
        for each in league.standings:
            leagues.outcome(each)
            assert not math.isnan(each.rank)
    for cell in (spread_cell, diverged_cell):
        cell(best, "flow")
    if best is not None:
        note(best)


def _results_shown(path: Path) -> None:
    """The table, its export, and what a sweep estimates from what there is."""
    results = read_collection(path).results
    csv_of(results)
    table(results, ())
    Costs(results, MACHINE, Placement())
    for result in results:
        assert isinstance(result.steps, int | None)
        assert result.placement
        flat(result.report)


def _is_part(path: Path) -> bool:
    """Whether it may go, since another league without runs holds all of it."""
    return leagues._is_part(LeagueResult(recipe=_RECIPE, standings=()), path)


READERS = (
    Reader(
        name="result", seeds=_stored, read=_from_store, mutate=json_mutation, file=f"{_KEY}.json", moves=True,
        opens=("playground.evaluate.sweep.store.Store._read",),
    ),
    Reader(
        name="results", seeds=_collected, read=read_collection, mutate=json_mutation, again=_collection_again,
        opens=("playground.evaluate.sweep.store.read_collection",
        "playground.evaluate.sweep.store.decode"),
        inputs=30,
    ),
    Reader(
        name="league", seeds=_leagues, read=_league_files, mutate=json_mutation, file="league-a.json",
        opens=("playground.evaluate.sweep.stability.read_leagues",
        "playground.paradigms.league.results.from_bytes"),
    ),
    Reader(
        name="league-shown", seeds=_leagues, read=_league_shown, mutate=json_mutation, file="league-a.json",
        opens=("playground.evaluate.sweep.stability.read_leagues",), inputs=40,
    ),
    Reader(
        name="results-shown", seeds=_collected, read=_results_shown, mutate=json_mutation,
        opens=("playground.evaluate.sweep.store.read_collection",), inputs=40,
    ),
    Reader(
        name="league-part", seeds=_leagues, read=_is_part, mutate=json_mutation, file="league-a.json",
        opens=("playground.evaluate.leagues._is_part", "playground.paradigms.league.results.from_bytes"),
        inputs=30,
    ),
)  # fmt: skip
