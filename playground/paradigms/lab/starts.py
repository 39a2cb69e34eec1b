"""The noise that points start from and walk with: it depends on the seed, and not on the number of points."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from playground.core.noise import standard_normal
from playground.gaussian.levels import Array
from playground.gaussian.noise import KeyedNoise
from playground.paradigms.lab.frames import Floats


class Remembered:
    """Noise for the steps of some samples that is drawn once and gone through again and again."""

    def __init__(self, seed: int, indices: Sequence[int]) -> None:
        self._draw = KeyedNoise(seed, indices, "plane steps")
        self._drawn: list[Floats] = []
        self._place = 0

    def again(self) -> Remembered:
        """Itself, from the first step."""
        self._place = 0
        return self

    def __call__(self, like: Array) -> Array:
        """The next step's noise."""
        if self._place == len(self._drawn):
            self._drawn.append(self._draw(like).astype(np.float32))
        self._place += 1
        return self._drawn[self._place - 1]


class Starts:
    """Where the points of a seed start and the noise of their steps: the same however many there are.

    ``drawn`` are the first ones, where they are drawn already.
    """

    def __init__(self, seed: int, drawn: Floats | None = None) -> None:
        self._seed = seed
        self._starts: Floats = np.zeros((0, 2), np.float32) if drawn is None else drawn
        self._noises: dict[tuple[int, int], Remembered] = {}

    def noise(self, count: int) -> Floats:
        """Standard normal noise ``(count, 2)``."""
        known = len(self._starts)
        if count > known:
            fresh = standard_normal(self._seed, range(known, count), (2,), "plane")
            self._starts = np.concatenate([self._starts, fresh])
        return self._starts[:count]

    def steps(self, start: int, stop: int) -> Remembered:
        """Noise for the steps of the points from ``start`` to ``stop``."""
        if (start, stop) not in self._noises:
            self._noises[start, stop] = Remembered(self._seed, range(start, stop))
        return self._noises[start, stop].again()
