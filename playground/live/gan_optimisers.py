"""Adam and stochastic gradient descent on flat arrays."""

from __future__ import annotations

from typing import Literal

import numpy as np

from playground.core.checkpoint import Checkpoint
from playground.live.gan_network import Floats

OptimiserName = Literal["adam", "sgd"]

_SECOND, _TINY = 0.99, 1e-8


class Optimiser:
    """Moves parameters down their gradients; it forgets what it remembers when it becomes another one."""

    def __init__(self, size: int) -> None:
        self._name: OptimiserName | None = None
        self._mean, self._square = np.zeros((2, size), np.float32)
        self._scratch: Floats = np.zeros(size, np.float32)
        self._steps = 0

    def checkpoint(self, at: Checkpoint) -> None:
        """Which one it is, and what it remembers."""
        self._name = at.value("name", self._name, OptimiserName | None)
        self._steps = at.count("steps", self._steps)
        at.fill("moments", [self._mean, self._square])

    def step(
        self, name: OptimiserName, values: Floats, slopes: Floats, learning_rate: float, momentum: float
    ) -> None:
        """Change ``values`` in place: Adam (Kingma and Ba 2015) with β₁ = ``momentum`` and β₂ = 0.99, or
        gradient descent with that momentum (Polyak 1964)."""
        if name != self._name:
            self._name, self._steps = name, 0
            self._mean[:] = self._square[:] = 0
        self._steps += 1
        if name == "sgd":
            self._mean *= momentum
            self._mean += slopes
            values -= learning_rate * self._mean
            return
        scratch = self._scratch
        self._mean *= momentum
        self._mean += np.multiply(slopes, 1 - momentum, out=scratch)
        self._square *= _SECOND
        np.multiply(slopes, slopes, out=scratch)
        scratch *= 1 - _SECOND
        self._square += scratch
        # m̂/(√v̂ + ε) with both corrections taken out of the arrays.
        root = (1 - _SECOND**self._steps) ** 0.5
        np.sqrt(self._square, out=scratch)
        scratch += _TINY * root
        np.divide(self._mean, scratch, out=scratch)
        scratch *= learning_rate * root / (1 - momentum**self._steps)
        values -= scratch
