"""The 2-D lab with a clock of its own, so that it does the same work on every machine."""

from __future__ import annotations

from playground.core.frames import Array, Frame, Scalar
from playground.core.paradigm import Run
from playground.paradigms.lab.time_slices import Clock
from playground.paradigms.plane.recipes import Lab
from playground.paradigms.plane.runs import train
from tests.support.bare import Bare


class TickClock(Clock):
    """A clock on which every look takes the same time."""

    def __init__(self, tick: float = 0.002) -> None:
        self._now, self._tick = 0.0, tick
        self.rests = 0

    def now(self) -> float:
        """A little later than before."""
        self._now += self._tick
        return self._now

    def rest(self, seconds: float) -> None:
        """Count instead of sleeping."""
        self.rests += 1
        self._now += seconds


def begin(recipe: Lab, clock: Clock | None = None) -> Run:
    """A lab's run that needs no resources."""
    return train(recipe, Bare(), clock or TickClock())


class Seen:
    """The newest of everything that frames brought."""

    def __init__(self) -> None:
        self.arrays: dict[str, Array] = {}
        self.scalars: dict[str, Scalar] = {}
        self.frames = 0

    def take(self, frame: Frame) -> None:
        """Remember a frame."""
        self.arrays.update(frame.arrays)
        self.scalars = frame.scalars
        self.frames += 1


def watch(run: Run, frames: int, changed: Lab | None = None) -> Seen:
    """The next frames of a run, with changed controls handed in at the first."""
    seen = Seen()
    for index in range(frames):
        seen.take(run.send(changed if index == 0 else None))
    return seen
