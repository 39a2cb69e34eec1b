"""Fresh noise for the steps of a sampler, one random stream per sample."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from playground.core.noise import generators
from playground.gaussian.levels import Array

_BLOCK_VALUES = 1_000_000
_MAX_BLOCK = 32


class StepNoise(Protocol):
    """Standard normal noise for each step, asked for once and in order."""

    def __call__(self, like: Array) -> Array:
        """The next step's noise, in the shape, precision and library of ``like``."""


class KeyedNoise:
    """Noise for the samples ``indices`` of ``seed``: a sample's noise is the same in every batch it may be
    in."""

    def __init__(self, seed: int, indices: Sequence[int], stream: str = "steps") -> None:
        self._generators = generators(seed, indices, stream)
        self._block: NDArray[np.float64] | None = None
        self._used = 0

    def __call__(self, like: Array) -> Array:
        """The next step's noise; ``like`` has one row per sample."""
        shape = tuple(like.shape[1:])
        if like.shape[0] != len(self._generators):
            raise ValueError(f"{like.shape[0]} rows for {len(self._generators)} samples")
        # Several steps are drawn at once, which gives the same numbers and costs less per step.
        if self._block is None or self._used == self._block.shape[1]:
            values = max(1, len(self._generators) * math.prod(shape))
            count = max(1, min(_MAX_BLOCK, _BLOCK_VALUES // values))
            self._block = np.stack([each.standard_normal((count, *shape)) for each in self._generators])
            self._used = 0
        step = self._block[:, self._used]
        self._used += 1
        return as_like(step, like)


class NoNoise:
    """For samplers that need none: asking is a mistake."""

    def __call__(self, like: Array) -> Array:
        """Raises ``RuntimeError``."""
        raise RuntimeError("this sampler was given no noise")


def as_like(values: NDArray[np.floating], like: Array) -> Array:
    """A numpy array in the precision, library and device of ``like``."""
    if isinstance(like, np.ndarray):
        return values.astype(like.dtype)
    return like.new_tensor(values)
