"""Small leagues on a clock of their own, so that they do the same work on every machine."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

import pytest

from playground.core.errors import RecipeError
from playground.core.frames import Frame
from playground.core.paradigm import Run
from playground.paradigms.denoising import league as denoising
from playground.paradigms.gan import league as gan
from playground.paradigms.gan.league import GanCandidate
from playground.paradigms.league import candidate_run, yardstick
from playground.paradigms.league.candidate_run import Meter
from playground.paradigms.league.frames import MARKS, MEASURES
from playground.paradigms.league.recipes import ENTRANTS, League
from playground.paradigms.league.runs import compete
from playground.paradigms.nflow import league as nflow
from playground.paradigms.vae import league as vae

_MEASURING = (candidate_run, yardstick, denoising, gan, nflow, vae)
_FEW = {"JUDGED": 1000, "FINAL": 1000, "MEASURED": 250, "REFERENCE": 4000}


class TickMeter(Meter):
    """A clock on which every look takes the same time, of the day and of the processor."""

    def __init__(self, tick: float = 0.002) -> None:
        self._now, self._tick = 0.0, tick
        self.rests = 0

    def now(self) -> float:
        """A little later than before."""
        self._now += self._tick
        return self._now

    def spent(self) -> float:
        """The same clock."""
        return self.now()

    def rest(self, seconds: float) -> None:
        """Count instead of sleeping."""
        self.rests += 1
        self._now += seconds


@contextlib.contextmanager
def measured_roughly(marks: int = MARKS) -> Iterator[None]:
    """Measuring takes most of the time of a short league: with fewer samples and points it does not.

    ``marks`` is how often a run is measured on its way.
    """
    with pytest.MonkeyPatch.context() as patch:
        for module in _MEASURING:
            for name in _FEW.keys() & vars(module).keys():
                patch.setattr(module, name, _FEW[name])
        patch.setattr(candidate_run, "MARKS", marks)
        patch.setattr(yardstick, "_JS_SETS", 4)
        patch.setattr(yardstick, "_NODES", 16)
        patch.setattr(yardstick, "_FLOOR_SETS", 8)
        patch.setattr(yardstick, "_WAY_SETS", 8)
        yardstick.yardstick_of.cache_clear()
        yield
    yardstick.yardstick_of.cache_clear()


def of(*names: str, **changed: Any) -> League:
    """A short league of these entrants alone."""
    who = tuple(name for name in ENTRANTS if name in names)
    plain = {"entrants": who, "budget": "steps", "steps": 20, "seeds": 1, "points": 0}
    return League(**{**plain, **changed})


def begin(recipe: League, meter: Meter | None = None) -> Run:
    """A league's run, which needs no resources."""
    return compete(recipe, None, meter or TickMeter())  # type: ignore[arg-type]


def frames(run: Run, most: int = 20_000) -> Iterator[Frame]:
    """All frames until all is over, the final one too."""
    for _ in range(most):
        frame = next(run)
        yield frame
        if frame.final:
            return
    raise AssertionError("the league has no end")


def last(run: Run) -> Frame:
    """The final frame."""
    *_, frame = frames(run)
    return frame


def play(recipe: League) -> Frame:
    """The final frame of a league."""
    return last(begin(recipe))


def value(frame: Frame, entrant: str, measure: str, place: int = 0) -> float:
    """A measure of a finished run."""
    number = str(frame.scalars["entrants"]).split(",").index(entrant)
    return float(frame.arrays["finals"][number, place, MEASURES.index(measure)])


def explode(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every GAN become unstable when half of its budget is used."""

    def advance(self: GanCandidate, share: float) -> bool:
        if share >= 0.5:
            raise RecipeError("The training became unstable.")
        return True

    monkeypatch.setattr(GanCandidate, "advance", advance)
