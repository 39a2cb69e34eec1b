"""The normalizing flow's lab with a clock of its own, so that it does the same work on every machine."""

from __future__ import annotations

from playground.core.paradigm import Run
from playground.paradigms.lab.time_slices import Clock
from playground.paradigms.nflow_lab.recipes import NflowLab
from playground.paradigms.nflow_lab.runs import train
from tests.support.bare import Bare
from tests.support.plane_lab import Seen, TickClock


def begin(recipe: NflowLab, clock: Clock | None = None) -> Run:
    """A lab's run that needs no resources."""
    return train(recipe, Bare(), clock or TickClock())


def watch(run: Run, frames: int, changed: NflowLab | None = None) -> Seen:
    """The next frames of a run, with changed controls handed in at the first."""
    seen = Seen()
    for index in range(frames):
        seen.take(run.send(changed if index == 0 else None))
    return seen
