"""One run of the league: an entrant with a seed, what it has used of its budget, and what was measured."""

from __future__ import annotations

import math
import time
from collections.abc import Generator
from typing import TypeAlias

from playground.core.errors import RecipeError
from playground.paradigms.lab.time_slices import Clock
from playground.paradigms.league.candidate import CandidateModel, TrainedCandidate
from playground.paradigms.league.frames import JUDGED, MARKS, MEASURED, Floats
from playground.paradigms.league.recipes import CANDIDATES, League
from playground.paradigms.league.yardstick import PointYardstick


class Meter(Clock):
    """A clock that also says what this thread has used of the processor."""

    def spent(self) -> float:
        """Seconds of the processor that this thread has used."""
        return time.thread_time()


Work: TypeAlias = Generator[None, None, None]


def go_on(work: Work) -> bool:
    """Do the next slice; false if there was none any more."""
    try:
        next(work)
    except StopIteration:
        return False
    return True


class CandidateRun:
    """Trains in small turns; every now and then, outside its budget, it is measured."""

    def __init__(
        self, name: str, seed_index: int, recipe: League, yardstick: PointYardstick, meter: Meter
    ) -> None:
        """``seed_index`` is that of its seed."""
        self.name, self.seed_index, self.seed = name, seed_index, recipe.seed + seed_index
        self._recipe, self._yardstick, self._meter = recipe, yardstick, meter
        self._entrant: TrainedCandidate = CANDIDATES[name].enter(recipe.terms(name, self.seed))
        self.seconds, self.steps, self._units = 0.0, 0, 0
        self.failure = ""
        self.cut_short = ""
        """Which part of its training the budget ended before."""
        self.curve: list[tuple[float, int, float]] = []
        """Seconds, gradient steps and distance, whenever it was measured."""
        self.final: dict[str, float] | None = None
        self._work: Work | None = None
        self._mark = 0.0
        self._pointed = (-1, 0)
        self.points: Floats | None = None

    @property
    def phase(self) -> str:
        """What it is doing now."""
        if self.failure:
            return "unstable"
        return "over" if self.final is not None else self._entrant.phase

    @property
    def unbegun(self) -> str:
        """Which part of its training has not begun, so that what it draws is still another paradigm's."""
        return self._entrant.unbegun

    @property
    def used(self) -> float:
        """What it has used of the budget, in the budget's unit."""
        return self.seconds if self._recipe.budget == "seconds" else float(self.steps)

    @property
    def share(self) -> float:
        """The same as a share of the budget."""
        return self.used / self._recipe.limit

    @property
    def over(self) -> bool:
        """Whether nothing is left to do."""
        return self.final is not None and self._work is None

    def budget(self, recipe: League) -> None:
        """Let another budget hold, which is no smaller than what was used."""
        self._recipe, self._work = recipe, None
        if self.final is not None and not self.failure and self.share < 1:
            self.final, self.cut_short = None, ""

    def turn(self) -> bool:
        """Train a little, or measure a little; whether it trained."""
        if self._work is None and (self.failure or self.share >= 1):
            self._work = self._finish()
        elif self._work is None and self.used >= self._mark and not self.unbegun:
            self._work = self._look()
        if self._work is None:
            self._train()
            return True
        if not go_on(self._work):
            self._work = None
        return False

    def _train(self) -> None:
        began = self._meter.spent()
        try:
            self.steps += self._entrant.advance(self.share)
        except RecipeError as error:
            self.failure = error.sentence
        self.seconds += self._meter.spent() - began
        self._units += 1

    def show(self, count: int) -> Work:
        """Renew the points that are shown, if something was learned since."""
        if self._pointed == (self._units, count) or self.failure:
            return
        self._pointed = self._units, count
        self.points = yield from self._entrant.model().sample(count)

    def _look(self) -> Work:
        """Measure the distance on the way."""
        self._mark = self.used + self._recipe.limit / MARKS
        points = yield from self._entrant.model().sample(MEASURED)
        self._note(self._yardstick.distance(points))

    def _note(self, distance: float) -> None:
        if not self.curve or self.curve[-1][:2] != (self.seconds, self.steps):
            self.curve.append((self.seconds, self.steps, distance))

    def _finish(self) -> Work:
        entrant, self.cut_short = self._entrant, "" if self.failure else self.unbegun
        found = {
            "seconds": self.seconds,
            "steps": float(self.steps),
            "parameters": float(entrant.parameters),
            "generating": float(entrant.generating),
            "diverged": float(bool(self.failure)),
        }
        if not self.failure and not self.cut_short:
            found |= yield from self._measure(entrant.model())
        self.final = found

    def _measure(self, model: CandidateModel) -> Generator[None, None, dict[str, float]]:
        sampling, spent = model.sample(JUDGED), 0.0
        points: Floats | None = None
        while points is None:
            began = self._meter.spent()
            try:
                next(sampling)
            except StopIteration as end:
                points = end.value
            spent += self._meter.spent() - began
            yield
        self._note(self._yardstick.distance(points[:MEASURED]))
        found = yield from self._yardstick.compare(points)
        if model.log_density is not None:
            kl = yield from self._yardstick.divergence(model.log_density)
            found |= {"kl": kl.value, "kl_error": kl.error} if math.isfinite(kl.value) else {}
        return found | {
            "sampling_ms": spent * 1e6 / JUDGED,
            "nfe": float(model.nfe),
        }
