"""What came out of a league, as plain data: every run, and what they say together.

A window reads it without loading any model; it is kept as ``league-*.json`` beside the results of sweeps.
"""

from __future__ import annotations

import json
import math
import statistics
from collections.abc import Sequence
from typing import Annotated, Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from playground import __version__
from playground.core.errors import DataError
from playground.core.frames import Frame, Scalar
from playground.core.guard import guarded
from playground.core.noise import MAX_SEED
from playground.core.recipe import written
from playground.paradigms.league.frames import MEASURES
from playground.paradigms.league.recipes import TITLES, League, from_switches

FORMAT = "playground-league-2"
_OLDER = "playground-league-1"
RANKED = "js"
"""The measure of the ranking: far below it lies the chance in it, and far apart what it ranks."""
MAX_BYTES = 10_000_000
FLOORS = (
    "noise_floor", "noise_floor_low", "noise_floor_high", "way_floor", "way_floor_low", "way_floor_high",
    "js_noise", "far",
)  # fmt: skip
"""Scalars of frames that are the same for every league on the same points."""

_QUANTILES = (12.7062, 4.3027, 3.1824, 2.7764, 2.5706, 2.4469, 2.3646, 2.3060, 2.2622)
"""97.5 % of Student's distribution with 1, 2, … degrees of freedom lie below."""


class Spread(msgspec.Struct, frozen=True, kw_only=True):
    """A measure over the seeds: median and quartiles, mean and standard deviation.

    ``low`` and ``high`` are the 95 % interval of the mean by Student's distribution; they and ``deviation``
    are unknown of a single run.
    """

    count: int
    median: float
    lower: float
    upper: float
    mean: float
    deviation: float | None = None
    low: float | None = None
    high: float | None = None


Seed = Annotated[int, msgspec.Meta(ge=0, le=MAX_SEED)]
Steps = Annotated[int, msgspec.Meta(ge=0, le=2**53)]


class LeagueRun(msgspec.Struct, frozen=True, kw_only=True):
    """One seed of one paradigm: its measures by name, and its distance on the way.

    A measure that does not apply is absent. ``curve`` has rows of seconds, gradient steps and sliced
    Wasserstein distance, which is ``None`` where samples were no numbers. ``sentence`` says how it became
    unstable, if it did, and ``cut_short`` which part of the training its budget ended before, if any: such a
    run says nothing of its paradigm.
    """

    seed: Seed
    diverged: bool
    measures: dict[str, float]
    curve: tuple[tuple[float, Steps, float | None], ...] = ()
    sentence: str = ""
    cut_short: str = ""


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """A paradigm in the league: its runs, and each measure over all of them that gave a number."""

    name: str
    title: str
    runs: tuple[LeagueRun, ...]
    spreads: dict[str, Spread]

    @property
    def diverged(self) -> int:
        """How many runs diverged."""
        return sum(run.diverged for run in self.runs)

    @property
    def cut_short(self) -> int:
        """How many runs were cut short."""
        return sum(bool(run.cut_short) for run in self.runs)

    @property
    def rank(self) -> float:
        """The median divergence; that of a run that diverged or was cut short is beyond all others.

        Infinite without runs.
        """
        found = [
            math.inf if run.diverged or run.cut_short else run.measures.get(RANKED, math.inf)
            for run in self.runs
        ]
        return statistics.median(found) if found else math.inf


class LeagueResult(msgspec.Struct, frozen=True, kw_only=True):
    """A league, whole or as far as it has come: ``standings`` are in the order of their rank.

    ``recipe`` is the recipe as JSON has it. ``floors`` are what exact samples come to, as a frame's scalars
    of :data:`FLOORS` have it, as far as they are known. ``date`` is of the form 2026-11-25T14:03:12Z.
    ``version`` is that of the program by which the runs were made: another one may train in another way.
    """

    recipe: dict[str, Any]
    standings: tuple[Standing, ...]
    floors: dict[str, float] = {}
    modes: int = 0
    machine: str = ""
    date: str = ""
    command: str = ""
    over: bool = False
    version: str = ""
    format: str = FORMAT

    @property
    def js_reach(self) -> float:
        """Up to where the divergence of exact samples comes, in bits; NaN where that is not known."""
        return 2 * self.floors.get("js_noise", math.nan)

    def standing(self, name: str) -> Standing | None:
        """That of a paradigm, by its name in the recipe."""
        return next((each for each in self.standings if each.name == name), None)


class _Described(msgspec.Struct, frozen=True):
    """The fields of a league's recipe that are told of it, whatever version of the program wrote the rest."""

    data: str = ""
    budget: str = ""
    seconds: float = 0.0
    steps: Steps = 0
    seeds: Seed = 0


def spread(values: Sequence[float]) -> Spread | None:
    """A measure over runs; ``None`` where there is no value."""
    found = np.array(values, dtype=np.float64)
    if not len(found):
        return None
    lower, median, upper = (float(each) for each in np.quantile(found, (0.25, 0.5, 0.75)))
    mean, count = float(found.mean()), len(found)
    if count == 1:
        return Spread(count=count, median=median, lower=lower, upper=upper, mean=mean)
    deviation = float(found.std(ddof=1))
    reach = _QUANTILES[count - 2] * deviation / math.sqrt(count)
    return Spread(
        count=count, median=median, lower=lower, upper=upper, mean=mean, deviation=deviation,
        low=mean - reach, high=mean + reach,
    )  # fmt: skip


def standing(name: str, runs: Sequence[LeagueRun]) -> Standing:
    """The standing of a paradigm, whatever the order of its runs."""
    ordered = tuple(sorted(runs, key=lambda run: run.seed))
    spreads = {}
    for measure in MEASURES:
        found = spread([run.measures[measure] for run in ordered if measure in run.measures])
        if found is not None:
            spreads[measure] = found
    return Standing(name=name, title=TITLES[name], runs=ordered, spreads=spreads)


def result(
    recipe: League, frame: Frame, *, machine: str = "", date: str = "", command: str = ""
) -> LeagueResult:
    """What a frame of the league's run says."""
    finals, history, scalars = frame.arrays["finals"], frame.arrays["history"], frame.scalars
    failures, cut_short = _sentences(scalars["failures"]), _sentences(scalars["cut_short"])
    standings = []
    for number, name in enumerate(str(scalars["entrants"]).split(",")):
        runs = [
            _run(
                recipe.seed + seed_index,
                values,
                _curve(history, number, seed_index),
                failures.get((name, seed_index), ""),
                cut_short.get((name, seed_index), ""),
            )
            for seed_index, values in enumerate(finals[number])
            if not np.isnan(values).all()
        ]
        standings.append(standing(name, runs))
    return LeagueResult(
        recipe=written(recipe),
        standings=tuple(sorted(standings, key=lambda each: each.rank)),
        floors={name: float(scalars[name]) for name in FLOORS if name in scalars},
        modes=int(scalars.get("modes", 0)),
        machine=machine,
        date=date,
        command=command,
        over=scalars["phase"] == "over",
        version=__version__,
    )


def whole_seeds(frame: Frame) -> int:
    """How many seeds everybody has finished."""
    return int(np.isfinite(frame.arrays["finals"][..., -1]).all(axis=0).sum())


def of_whole_seeds(found: LeagueResult) -> LeagueResult | None:
    """The smaller league of the seeds that everybody has finished; ``None`` where there is none.

    Its recipe asks for no more seeds; ``command`` is left to whoever keeps it.
    """
    by_name = {each.name: {run.seed: run for run in each.runs} for each in found.standings}
    seeds = set.intersection(*(set(runs) for runs in by_name.values()))
    if not seeds:
        return None
    standings = [standing(name, [runs[seed] for seed in seeds]) for name, runs in by_name.items()]
    return msgspec.structs.replace(
        found,
        recipe={**found.recipe, "seeds": len(seeds)},
        standings=tuple(sorted(standings, key=lambda each: each.rank)),
        over=True,
    )


def _sentences(told: Scalar) -> dict[tuple[str, int], str]:
    """By entrant and seed's place, what a frame tells of runs."""
    return {(name, seed_index): sentence for name, seed_index, sentence in json.loads(str(told))}


def _run(
    seed: int,
    values: NDArray[np.float64],
    curve: tuple[tuple[float, int, float | None], ...],
    sentence: str,
    cut_short: str,
) -> LeagueRun:
    found = {name: float(value) for name, value in zip(MEASURES, values, strict=True) if np.isfinite(value)}
    diverged = bool(found.pop("diverged", 1.0))
    return LeagueRun(
        seed=seed, diverged=diverged, measures=found, curve=curve, sentence=sentence, cut_short=cut_short
    )


def _curve(
    history: NDArray[np.float64], number: int, seed_index: int
) -> tuple[tuple[float, int, float | None], ...]:
    rows = history[(history[:, 0] == number) & (history[:, 1] == seed_index)]
    return tuple(
        (float(seconds), int(steps), float(distance) if np.isfinite(distance) else None)
        for _, _, seconds, steps, distance in rows
    )


def to_bytes(found: LeagueResult) -> bytes:
    """A result as JSON."""
    return msgspec.json.format(msgspec.json.encode(found), indent=1)


def from_bytes(data: bytes) -> LeagueResult:
    """The result that JSON holds; raises ``DataError`` with a sentence where it is none."""
    if len(data) > MAX_BYTES:
        raise DataError(f"A file of more than {MAX_BYTES // 1_000_000} MB is no result of a league.")
    with guarded(DataError, "This is no result of a league"):
        found = msgspec.json.decode(data, type=LeagueResult)
        found = msgspec.structs.replace(found, recipe=from_switches(found.recipe))
        msgspec.convert(found.recipe, _Described)
    if found.format == _OLDER:
        raise DataError("This league was measured by an older version in other measures; play it again.")
    if found.format != FORMAT:
        raise DataError(f"This is no result of a league: its format is “{found.format[:40]}”.")
    return found
