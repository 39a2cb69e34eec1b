"""A level: one point of a path's time, with everything that a sampler or a loss needs to know there."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, NamedTuple, TypeAlias

import msgspec

# A numpy array or a torch tensor: the arithmetic here serves both, and gives back what it was given.
Array: TypeAlias = Any


class Level(msgspec.Struct, frozen=True):
    """``x = alpha·data + sigma·noise`` at time ``t``, with the derivatives of both by ``t``.

    Python floats, so that arithmetic with them keeps an array's own precision.
    """

    t: float
    alpha: float
    sigma: float
    d_alpha: float
    d_sigma: float

    @property
    def snr(self) -> float:
        """Signal-to-noise ratio (α/σ)²; infinite where there is no noise."""
        return math.inf if self.sigma == 0 else (self.alpha / self.sigma) ** 2

    @property
    def log_snr(self) -> float:
        """Natural logarithm of the signal-to-noise ratio: −∞ for pure noise, +∞ for clean data."""
        if self.sigma == 0:
            return math.inf
        return -math.inf if self.alpha == 0 else 2 * (math.log(self.alpha) - math.log(self.sigma))


class Pair(NamedTuple):
    """What a model says at (x, level): the data and the noise that x is made of, ``x = α·data + σ·noise``."""

    data: Array
    noise: Array


Denoiser: TypeAlias = Callable[[Array, Level], Pair]


def mix(data: Array, noise: Array, level: Level) -> Array:
    """The noisy ``x = α·data + σ·noise``."""
    return level.alpha * data + level.sigma * noise


def velocity(pair: Pair, level: Level) -> Array:
    """``dx/dt = α′·data + σ′·noise``, the direction of the probability flow."""
    return level.d_alpha * pair.data + level.d_sigma * pair.noise
