"""The loss so far and the pace of a training."""

from __future__ import annotations

import math

import numpy as np

from playground.paradigms.plane.frames import Floats

_MOST = 400


class Progress:
    """The curve of a loss, in which neighbours are merged as it grows long, and steps per second."""

    def __init__(self) -> None:
        self._points: list[tuple[float, float]] = []
        self._each = 1
        self._waiting: list[float] = []
        self.steps, self.loss = 0, math.nan
        self._pace = 0.0
        self._since: tuple[float, int] | None = None

    def add(self, loss: float) -> None:
        """One more training step."""
        self.steps += 1
        self._waiting.append(loss)
        if len(self._waiting) < self._each:
            return
        mean = sum(self._waiting) / len(self._waiting)
        self._points.append((self.steps - (len(self._waiting) - 1) / 2, mean))
        self._waiting.clear()
        # What is said of the loss is the mean over the last few dozen steps, since single ones jump.
        last = self._points[-max(1, 50 // self._each) :]
        self.loss = sum(value for _, value in last) / len(last)
        if len(self._points) >= _MOST:
            pairs = zip(self._points[::2], self._points[1::2], strict=True)
            self._points = [((a + c) / 2, (b + d) / 2) for (a, b), (c, d) in pairs]
            self._each *= 2

    def pace(self, now: float) -> float:
        """Training steps per second over about the last second."""
        if self._since is None:
            self._since = now, self.steps
        before, steps = self._since
        if now - before >= 0.5:
            self._pace = (self.steps - steps) / (now - before)
            self._since = now, self.steps
        return self._pace

    def curve(self) -> Floats:
        """Steps and losses ``(m, 2)``."""
        return np.array(self._points, dtype=np.float32).reshape(-1, 2)
