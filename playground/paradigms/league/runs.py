"""The run of a league: all entrants of a seed learn in turns, then those of the next one."""

from __future__ import annotations

import json
from collections.abc import Callable

import numpy as np

from playground.core.errors import RecipeError
from playground.core.frames import Array, Frame, Scalar
from playground.core.noise import generator
from playground.core.paradigm import Run
from playground.core.resources import Resources
from playground.paradigms.lab.progress import Progress
from playground.paradigms.lab.single_steps import SingleSteps, frame_of
from playground.paradigms.lab.source import source_of
from playground.paradigms.lab.steering import restarts
from playground.paradigms.lab.time_slices import FRAME
from playground.paradigms.league.candidate_run import CandidateRun, Meter, Work, go_on
from playground.paradigms.league.frames import EXTENT, MEASURES
from playground.paradigms.league.recipes import CANDIDATES, League
from playground.paradigms.league.yardstick import yardstick_of

_SHARE = 0.75
"""Of a frame's time for training and measuring; the rest is for the points that are shown."""
_REST = 0.01
_DATA_POINTS = 1000
_WARM_UP = 3


def compete(recipe: League, _resources: Resources, meter: Meter | None = None) -> Run:
    """Frames as :mod:`playground.paradigms.league.frames` describes them, until the run is closed.

    The first frame in which all is over is final. Changed controls come through ``send``. Raises
    ``RecipeError`` where nobody takes part, and where nothing is drawn.
    """
    meter = meter or Meter()
    contest, singles = Contest(recipe, meter), SingleSteps(recipe)
    while True:
        changed = yield frame_of(contest, singles)
        if changed is None:
            continue
        if not isinstance(changed, League):
            raise RecipeError("A running league takes no other recipe than its own.")
        if restarts(contest.recipe, changed) or changed.limit < contest.most_used:
            contest, singles = Contest(changed, meter), SingleSteps(changed)
        else:
            contest.take(changed)


class Contest:
    """One league from its beginning."""

    def __init__(self, recipe: League, meter: Meter) -> None:
        if not recipe.entrants:
            raise RecipeError("Nobody takes part in the league; choose at least one paradigm.")
        self.recipe, self._meter = recipe, meter
        self._source = source_of(recipe)
        self._yardstick = yardstick_of(recipe.data, recipe.drawing)
        self._entries: list[list[CandidateRun]] = []
        """Those of each seed that has begun."""
        self._preparing: Work | None = self._prepare()
        self._looking: Work | None = None
        self._progress = Progress()
        self._index, self._next, self._told = 0, 0, False

    # What is there

    @property
    def most_used(self) -> float:
        """The most that a run has used of the budget, less than a step of which is allowed beyond it."""
        used = (min(entry.used, self.recipe.limit) for entries in self._entries for entry in entries)
        return max(used, default=0.0)

    @property
    def present(self) -> list[CandidateRun]:
        """The entries of the seed that is learned now, or was last."""
        unfinished = (entries for entries in self._entries if any(not entry.over for entry in entries))
        return next(unfinished, self._entries[-1] if self._entries else [])

    @property
    def over(self) -> bool:
        """Whether all seeds are done."""
        done = all(entry.over for entries in self._entries for entry in entries)
        return self._preparing is None and len(self._entries) == self.recipe.seeds and done

    def take(self, recipe: League) -> None:
        """Let changed controls hold."""
        if recipe.limit != self.recipe.limit:
            self._told = False
            for entries in self._entries:
                for entry in entries:
                    entry.budget(recipe)
        self.recipe = recipe

    # Work

    def frame(self) -> Frame:
        """Train a little, look a little, and show what there is."""
        began = self._meter.now()
        before, worked = self._progress.steps, self.recipe.training and self._work(began)
        looked = self._look(began)
        if not worked and not looked:
            self._meter.rest(_REST)
        return self._shown(self._progress.steps > before)

    def _work(self, began: float) -> bool:
        """Whether something was done."""
        made, units = False, self.recipe.speed * len(self.recipe.entrants)
        until = began + FRAME * (_SHARE if self.recipe.points else 1.0)
        while not self.over and (units > 0 if self.recipe.speed else not made or self._meter.now() < until):
            units -= self._turn()
            made = True
        return made

    def _turn(self) -> bool:
        """One turn of whoever has used the least; whether that was training."""
        if self._preparing is not None:
            if not go_on(self._preparing):
                self._preparing = None
            return False
        if all(entry.over for entry in self.present):
            seed_index = len(self._entries)
            self._entries.append([self._entry(name, seed_index) for name in self.recipe.entrants])
        entry = min((each for each in self.present if not each.over), key=lambda each: each.share)
        trained = entry.turn()
        if trained:
            self._progress.add(0.0)
        return trained

    def _entry(self, name: str, seed_index: int) -> CandidateRun:
        return CandidateRun(name, seed_index, self.recipe, self._yardstick, self._meter)

    def _prepare(self) -> Work:
        """Work out the exact answers, and let everything be loaded that is loaded once, at nobody's cost."""
        yield from self._yardstick.prepare()
        for name in self.recipe.entrants:
            entrant = CANDIDATES[name].enter(self.recipe.terms(name, 0))
            for _ in range(_WARM_UP):
                entrant.advance(0.0)
                yield

    def _look(self, began: float) -> bool:
        """Renew the points of one entry after the other, at least a slice; whether something was done."""
        entries, looked = self.present, False
        if not entries or not self.recipe.points:
            return False
        tried = 0
        while tried < len(entries) and (not looked or self._meter.now() < began + FRAME):
            if self._looking is None:
                self._next = (self._next + 1) % len(entries)
                self._looking = entries[self._next].show(self.recipe.points)
                tried += 1
            if go_on(self._looking):
                looked = True
            else:
                self._looking = None
        return looked

    # Frames

    def _shown(self, trained: bool) -> Frame:
        entries, yardstick = self.present, self._yardstick
        over = self.over
        seed_index = entries[0].seed_index if entries else 0
        phases = [entry.phase for entry in entries] or ["waiting"] * len(self.recipe.entrants)
        scalars: dict[str, Scalar] = {
            "entrants": ",".join(self.recipe.entrants),
            "phases": ",".join(phases),
            "unbegun": ",".join(entry.name for entry in entries if entry.unbegun),
            "phase": "over" if over else "preparing" if self._preparing is not None else "training",
            "seed": self.recipe.seed + seed_index,
            "seed_index": seed_index,
            "seeds": self.recipe.seeds,
            "step": sum(entry.steps for each in self._entries for entry in each),
            "steps_per_second": self._progress.pace(self._meter.now()),
            "trained": trained,
            "extent": EXTENT,
            "failures": self._sentences(lambda entry: entry.failure),
            "cut_short": self._sentences(lambda entry: entry.cut_short),
        }
        if yardstick.ready:
            scalars |= yardstick.floor.scalars("noise_floor") | yardstick.way_floor.scalars("way_floor")
            scalars |= {name: getattr(yardstick, name) for name in ("js_noise", "far", "modes")}
        first = self._index == 0
        self._index += 1
        final = over and not self._told
        self._told = over
        return Frame(
            arrays=self._arrays(first),
            scalars=scalars,
            index=self._index,
            total=0,
            keep=first,
            final=final,
        )

    def _sentences(self, of: Callable[[CandidateRun], str]) -> str:
        """What is told of entries, as JSON."""
        told = [
            (entry.name, entry.seed_index, sentence)
            for entries in self._entries
            for entry in entries
            if (sentence := of(entry))
        ]
        return json.dumps(told, ensure_ascii=False)

    def _arrays(self, first: bool) -> dict[str, Array]:
        names, rows = self.recipe.entrants, list[tuple[float, ...]]()
        finals = np.full((len(names), self.recipe.seeds, len(MEASURES)), np.nan)
        for entries in self._entries:
            for number, entry in enumerate(entries):
                rows.extend((number, entry.seed_index, *measured) for measured in entry.curve)
                if entry.final is not None:
                    finals[number, entry.seed_index] = [entry.final.get(name, np.nan) for name in MEASURES]
        used = [(entry.share, entry.seconds, entry.steps) for entry in self.present]
        arrays: dict[str, Array] = {
            "history": np.array(rows, dtype=np.float64).reshape(-1, 5),
            "finals": finals,
            "used": np.array(used or np.zeros((len(names), 3)), dtype=np.float64),
        }
        if self.recipe.points:
            arrays["points"] = self._points()
        if first:
            random = generator(self.recipe.seed, 0, "league data points")
            arrays["data_points"] = self._source.draw(random, _DATA_POINTS)
        return arrays

    def _points(self) -> Array:
        shown = np.full((len(self.recipe.entrants), self.recipe.points, 2), np.nan, dtype=np.float32)
        for number, entry in enumerate(self.present):
            if entry.points is not None:
                count = min(len(entry.points), self.recipe.points)
                shown[number, :count] = entry.points[:count]
        return shown
