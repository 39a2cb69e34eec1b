"""One run inside the engine: its generator, its credits, and the one frame that waits to be sent."""

from __future__ import annotations

from playground.core.frames import Frame
from playground.core.paradigm import Run
from playground.core.recipe import Recipe
from playground.engine.protocol import Failed, Finished, Start

CREDITS = 2
"""Frames of a run that may be on their way or being drawn."""

INTERVAL = 0.016
"""Seconds between two streaming frames of a run; a display shows no more."""


class ActiveRun:
    """A started recipe and how far it has come."""

    def __init__(self, start: Start) -> None:
        self.start = start
        self.channel = start.channel
        self.generation = start.generation
        self.recipe: Recipe | None = None
        self.generator: Run | None = None
        self.changed: Recipe | None = None
        self.over: Finished | Failed | None = None
        self.waiting: Frame | None = None
        self.credits = CREDITS
        self.paused = False
        self.still = False
        self.allowed = 0  # steps it may make while paused
        self.turn = 0
        self._entered = False
        self._sent_at: float | None = None

    @property
    def runnable(self) -> bool:
        """Whether it may be stepped now, and that would change anything."""
        blocked = self.waiting is not None and self.waiting.keep
        idle = self.still and self.changed is None
        return self.over is None and not blocked and (self.allowed > 0 or not (self.paused or idle))

    def advance(self) -> Frame:
        """The next frame, with changed controls handed in; raises whatever the generator raises."""
        if self.generator is None:
            raise RuntimeError("a run is stepped before it has a generator")
        self.allowed = max(0, self.allowed - 1)
        if not self._entered:
            self._entered = True
            return next(self.generator)
        changed, self.changed = self.changed, None
        return self.generator.send(changed)

    def offer(self, frame: Frame) -> None:
        """Let a frame wait in place of the one that was not sent."""
        self.waiting, self.still = frame, frame.still

    def is_due(self, now: float) -> bool:
        """Whether its waiting frame, or its end, may be sent now.

        A streaming frame that is held back for ``INTERVAL`` needs no alarm: its run is stepped on meanwhile,
        unless it is still.
        """
        if self.waiting is None:
            return self.over is not None
        if self.waiting.final or self.over is not None:
            return True
        if self.credits == 0:
            return False
        if self.waiting.keep or self.paused or self.still or self._sent_at is None:
            return True
        return now - self._sent_at >= INTERVAL

    def publish(self, now: float) -> Frame | None:
        """The waiting frame if it is due; it takes a credit and waits no more."""
        if self.waiting is None or not self.is_due(now):
            return None
        frame, self.waiting = self.waiting, None
        self.credits = max(0, self.credits - 1)
        self._sent_at = now
        return frame
