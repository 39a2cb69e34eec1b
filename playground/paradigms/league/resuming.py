"""Going on with a league that was stopped: which seeds are measured already, and frames with them in.

What is kept of a league that was stopped is a league of the seeds that everybody has finished. The same
league, begun again, plays the seeds that are missing. A run depends on neither the seeds nor the entrants
beside it, so what comes out is what one league would have given.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import msgspec
import numpy as np

from playground import __version__
from playground.core.fields import hot
from playground.core.frames import Array, Frame, Scalar
from playground.core.recipe import change, written
from playground.paradigms.league.frames import EXTENT, MEASURES
from playground.paradigms.league.recipes import LAST_SEED, League
from playground.paradigms.league.results import LeagueResult, LeagueRun


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """The runs of the first seeds of a league that are measured already, in the order of its entrants.

    ``runs`` has for each seed one of every entrant. ``date`` is when the last of them was kept; floors and
    the number of modes are those of a :class:`LeagueResult`.
    """

    runs: tuple[tuple[LeagueRun, ...], ...] = ()
    date: str = ""
    floors: dict[str, float] = {}
    modes: int = 0

    @property
    def seeds(self) -> int:
        """How many seeds are known."""
        return len(self.runs)


NOTHING = Known()


def known_of(recipe: League, leagues: Iterable[LeagueResult], machine: str) -> Known:
    """What leagues, the newest first, know of the first seeds of this one.

    They must be of the same recipe but for the seeds, and of this version of the program; processor time is
    that of one machine, so where that is the budget, of the same machine as well.
    """
    by_seed: dict[int, tuple[tuple[LeagueRun, ...], LeagueResult]] = {}
    for league in leagues:
        if terms_of(written(recipe)) != terms_of(league.recipe):
            continue
        if league.version != __version__:
            continue
        if recipe.budget == "seconds" and league.machine != machine:
            continue
        for seed, runs in _whole_seeds(recipe, league).items():
            by_seed.setdefault(seed, (runs, league))
    wanted = range(recipe.seed, recipe.seed + recipe.seeds)
    missing = next((seed for seed in wanted if seed not in by_seed), wanted.stop)
    if wanted.start < missing < wanted.stop:
        # The seeds that are left are a league of their own, whose first seed has its bounds, too.
        missing = min(missing, LAST_SEED)
    found = [by_seed[seed] for seed in range(wanted.start, missing)]
    if not found:
        return NOTHING
    last = max((league for _runs, league in found), key=lambda league: league.date)
    return Known(
        runs=tuple(runs for runs, _league in found), date=last.date, floors=last.floors, modes=last.modes,
    )  # fmt: skip


def rest_of(recipe: League, known: Known) -> League | None:
    """The league of the seeds that are missing; ``None`` where none is."""
    left = recipe.seeds - known.seeds
    return change(recipe, seed=recipe.seed + known.seeds, seeds=left) if left else None


def joined(frame: Frame, known: Known) -> Frame:
    """A frame of the rest as one of the whole league: the known seeds come before its own."""
    if not known.seeds:
        return frame
    names, before = str(frame.scalars["entrants"]).split(","), known.seeds
    history = frame.arrays["history"].copy()
    history[:, 1] += before
    arrays: dict[str, Array] = {
        **frame.arrays,
        "history": np.concatenate([_history(known), history]),
        "finals": np.concatenate([_finals(known, len(names)), frame.arrays["finals"]], axis=1),
    }
    scalars: dict[str, Scalar] = {
        **frame.scalars,
        "seed_index": int(frame.scalars["seed_index"]) + before,
        "seeds": int(frame.scalars["seeds"]) + before,
        "step": int(frame.scalars["step"]) + _steps(known),
        "failures": _told(names, known, "sentence", str(frame.scalars["failures"])),
        "cut_short": _told(names, known, "cut_short", str(frame.scalars["cut_short"])),
    }
    return msgspec.structs.replace(frame, arrays=arrays, scalars=scalars)


def complete(recipe: League, known: Known) -> Frame:
    """The frame of a league of which all seeds are known: over, without points, and not a run's final one."""
    names = recipe.entrants
    last = [(1.0, run.measures.get("seconds", 0.0), run.measures.get("steps", 0.0)) for run in known.runs[-1]]
    scalars: dict[str, Scalar] = {
        "entrants": ",".join(names),
        "phases": ",".join("over" for _ in names),
        "phase": "over",
        "seed": recipe.seed + recipe.seeds - 1,
        "seed_index": recipe.seeds - 1,
        "seeds": recipe.seeds,
        "step": _steps(known),
        "steps_per_second": 0.0,
        "trained": False,
        "extent": EXTENT,
        "failures": _told(names, known, "sentence", "[]"),
        "cut_short": _told(names, known, "cut_short", "[]"),
        "modes": known.modes,
        **known.floors,
    }
    arrays: dict[str, Array] = {
        "history": _history(known),
        "finals": _finals(known, len(names)),
        "used": np.array(last, dtype=np.float64),
    }
    return Frame(arrays=arrays, scalars=scalars)


def terms_of(recipe: dict[str, Any]) -> dict[str, Any]:
    """What two leagues have to share so that their seeds belong together."""
    other = "steps" if recipe.get("budget") == "seconds" else "seconds"
    apart = (hot(League) - {"seconds", "steps"}) | {"seed", "seeds", other}
    return {name: value for name, value in recipe.items() if name not in apart}


def _whole_seeds(recipe: League, league: LeagueResult) -> dict[int, tuple[LeagueRun, ...]]:
    """By seed the runs of all entrants, where each has used up its budget or become unstable."""
    by_name = {
        each.name: {run.seed: run for run in each.runs if _is_whole(recipe, run)} for each in league.standings
    }
    if not recipe.entrants or not all(name in by_name for name in recipe.entrants):
        return {}
    seeds = set.intersection(*(set(by_name[name]) for name in recipe.entrants))
    return {seed: tuple(by_name[name][seed] for name in recipe.entrants) for seed in seeds}


def _is_whole(recipe: League, run: LeagueRun) -> bool:
    return bool(run.sentence) or run.measures.get(recipe.budget, 0.0) >= recipe.limit


def _history(known: Known) -> Array:
    rows = [
        (number, seed_index, seconds, steps, np.nan if distance is None else distance)
        for seed_index, runs in enumerate(known.runs)
        for number, run in enumerate(runs)
        for seconds, steps, distance in run.curve
    ]
    return np.array(rows, dtype=np.float64).reshape(-1, 5)


def _finals(known: Known, entrants: int) -> Array:
    finals = np.full((entrants, known.seeds, len(MEASURES)), np.nan)
    for seed_index, runs in enumerate(known.runs):
        for number, run in enumerate(runs):
            measured = {**run.measures, "diverged": float(run.diverged)}
            finals[number, seed_index] = [measured.get(name, np.nan) for name in MEASURES]
    return finals


def _steps(known: Known) -> int:
    return sum(int(run.measures.get("steps", 0)) for runs in known.runs for run in runs)


def _told(names: Iterable[str], known: Known, what: str, own: str) -> str:
    """What is told of runs, the known ones first, as JSON."""
    before = [
        (name, seed_index, getattr(run, what))
        for seed_index, runs in enumerate(known.runs)
        for name, run in zip(names, runs, strict=True)
        if getattr(run, what)
    ]
    after = [(name, seed_index + known.seeds, sentence) for name, seed_index, sentence in json.loads(own)]
    return json.dumps([*before, *after], ensure_ascii=False)
