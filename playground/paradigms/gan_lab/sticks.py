"""How much longer than they are sticks are drawn, so that they can be seen and do not jump."""

from __future__ import annotations

import numpy as np

from playground.core.checkpoint import Checkpoint
from playground.objectives.adversarial_terms import ObjectiveName
from playground.paradigms.gan_lab.frames import Floats

_LENGTH, _SHORT, _LONG = 0.4, 0.15, 0.9
"""How long a scale draws nine in ten sticks at most when it is chosen; and how short and how long those may
become before there is another one."""
_MOST_SCALE = 2.0
_STEPS = (1.0, 2.0, 5.0)
_RATE = 0.1
"""How far the usual length follows that of a frame."""
_LEAST = 1e-12


class StickScale:
    """A scale that stays while the sticks' usual length, a mean over some frames, suits it."""

    def __init__(self) -> None:
        self._rounds, self._objective, self._long = -1, "", 0.0
        self.value = _MOST_SCALE

    def checkpoint(self, at: Checkpoint) -> None:
        """The scale, and the length that it follows."""
        self._rounds, self._objective = (
            at.value("rounds", self._rounds),
            at.value("objective", self._objective),
        )
        self._long, self.value = at.value("long", self._long), at.value("value", self.value)

    def follow(self, sizes: Floats, rounds: int, objective: ObjectiveName) -> float:
        """The scale for sticks of these lengths ``(n,)`` after so many rounds."""
        long = max(float(np.quantile(sizes, 0.9)), _LEAST)
        if objective != self._objective:
            self._objective, self._long, self.value = objective, long, scale_for(long)
        elif rounds != self._rounds:
            self._long *= (long / self._long) ** _RATE
        self._rounds = rounds
        wanted = scale_for(self._long)
        drawn = self.value * self._long
        if drawn > _LONG or (drawn < _SHORT and wanted > self.value):
            self.value = wanted
        return self.value


def scale_for(long: float) -> float:
    """By how much sticks that are usually so long are drawn longer: 1, 2 or 5 by a power of ten, and not too
    much."""
    wanted = min(_LENGTH / max(long, _LEAST), _MOST_SCALE)
    power = 10.0 ** np.floor(np.log10(wanted))
    return float(max(step for step in _STEPS if step * power <= wanted * (1 + 1e-9)) * power)
