"""The loss so far and the pace of a training."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterable
from typing import TypeAlias

import numpy as np

from playground.core.checkpoint import Checkpoint
from playground.paradigms.lab.frames import Floats

_MOST = 400
_LAST = 50
"""What is said of the loss is the mean over so many steps, since single ones jump."""

_Known: TypeAlias = tuple[float, int]
"""The sum of the losses that are known of some steps, and how many they are."""


class Progress:
    """The curve of a loss, in which neighbours are merged as it grows long, and steps per second.

    The loss of a step is NaN where it is not known; means are over those that are.
    """

    def __init__(self) -> None:
        self._points: list[tuple[float, _Known]] = []
        self._each = 1
        self._waiting: list[float] = []
        self._last: deque[float] = deque(maxlen=_LAST)
        self.steps = 0
        self._pace = 0.0
        self._since: tuple[float, int] | None = None

    def add(self, loss: float) -> None:
        """One more training step."""
        self.steps += 1
        self._last.append(loss)
        self._waiting.append(loss)
        if len(self._waiting) < self._each:
            return
        self._points.append((self.steps - (len(self._waiting) - 1) / 2, _known(self._waiting)))
        self._waiting.clear()
        if len(self._points) >= _MOST:
            pairs = zip(self._points[::2], self._points[1::2], strict=True)
            self._points = [((a + c) / 2, (b[0] + d[0], b[1] + d[1])) for (a, b), (c, d) in pairs]
            self._each *= 2

    def checkpoint(self, at: Checkpoint) -> None:
        """The curve and what it goes on from."""
        self.steps = at.count("steps", self.steps)
        self._last = deque(at.value("last", list(self._last), list[float]), maxlen=_LAST)
        if not at.whole:
            return
        self._each = max(1, at.count("each", self._each))
        self._waiting = at.value("waiting", list(self._waiting), list[float])
        points = at.array("points", np.array([(step, *known) for step, known in self._points]).reshape(-1, 3))
        self._points = [(step, (total, int(count))) for step, total, count in points[: _MOST - 1].tolist()]

    @property
    def loss(self) -> float:
        """The mean over the last few dozen steps; NaN while that of the last one is not known."""
        return math.nan if math.isnan(self.last) else _mean(_known(self._last))

    @property
    def last(self) -> float:
        """That of the last step; NaN where it is not known."""
        return self._last[-1] if self._last else math.nan

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
        points = [(step, _mean(known)) for step, known in self._points]
        return np.array(points, dtype=np.float32).reshape(-1, 2)


def _known(losses: Iterable[float]) -> _Known:
    known = [loss for loss in losses if not math.isnan(loss)]
    return sum(known), len(known)


def _mean(known: _Known) -> float:
    total, count = known
    return total / count if count else math.nan
