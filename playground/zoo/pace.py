"""How long a training will still take, from how fast its newest steps went."""

from __future__ import annotations

import math

FADES = 120.0
"""Seconds after which what a step took counts for a third; before that, one busy moment changes little."""


class Pace:
    """Seconds of a step, the newest counting most; ``done`` steps took ``seconds`` before."""

    def __init__(self, done: int, seconds: float) -> None:
        self._seconds = min(seconds, FADES) if done else 0.0
        self._steps = done * self._seconds / seconds if self._seconds else 0.0

    def take(self, seconds: float) -> None:
        """One more step took so long, with all that was done beside it."""
        fading = math.exp(-seconds / FADES)
        self._seconds = fading * self._seconds + seconds
        self._steps = fading * self._steps + 1

    def left(self, steps: int) -> float:
        """Seconds that so many steps will take; once a step was taken."""
        return steps * self._seconds / self._steps
