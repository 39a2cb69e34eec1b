"""The best answer where every pixel judges by the window around it: why networks draw what nobody has seen.

Whoever sees all of ``x = α·f + σ·noise`` knows which pictures ``f`` of a finite set it may come from, and
recalls them. Who sees a window Ω around a pixel p knows only which windows it may come from::

    w(f) ∝ exp(−|x_Ω − α·f_Ω|² / (2·σ²)),   data(p) = Σ_f w(f)·f(p)

Each pixel has weights of its own, so that a picture is put together from many (Kamb and Ganguli 2025, the
local score machine). A window that covers the picture wherever it stands is the exact answer of the set.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from playground.gaussian.levels import Level

Floats = NDArray[np.float32]

NOISE = tuple(round(0.1 * index, 1) for index in range(1, 10))
"""Shares of noise, the time of the linear path, at which sides of windows are given."""
_CHUNK = 256


class LocalAnswer(NamedTuple):
    """The answer in the shape of x; of each pixel, the picture that weighs most and its weight, ``(batch,
    height, width)``."""

    data: Floats
    source: NDArray[np.int32]
    weight: Floats


class LocalPictures:
    """Equally likely ``pictures`` ``(size, channels, height, width)``, seen through windows."""

    def __init__(self, pictures: NDArray[np.floating]) -> None:
        if pictures.ndim != 4 or not len(pictures):
            raise ValueError("local answers need pictures with channels, rows and columns")
        self._pictures = np.ascontiguousarray(pictures, dtype=np.float32)

    def __call__(self, x: Floats, level: Level, side: int) -> LocalAnswer:
        """The answer to ``x`` ``(batch, …)`` at a level with noise, by windows of ``side`` × ``side`` pixels,
        an odd number, of which counts what lies within the picture."""
        if side < 1 or side % 2 == 0:
            raise ValueError("a window has an odd number of pixels on each side")
        found = [self._answer(one, level, side) for one in np.asarray(x, dtype=np.float32)]
        return LocalAnswer(*(np.stack(part) for part in zip(*found, strict=True)))

    def _answer(self, x: Floats, level: Level, side: int) -> LocalAnswer:
        height, width = x.shape[1:]
        down, across = _band(height, side), _band(width, side)
        top, source = np.full((height, width), -np.inf, np.float32), np.zeros((height, width), np.int32)
        total, mean = np.zeros((height, width), np.float32), np.zeros(x.shape, np.float32)
        for start in range(0, len(self._pictures), _CHUNK):
            part = self._pictures[start : start + _CHUNK]
            errors = part * np.float32(-level.alpha)
            errors += x
            windows = down @ np.einsum("nchw,nchw->nhw", errors, errors) @ across
            scores = windows * np.float32(-0.5 / level.sigma**2)
            best = scores.max(axis=0)
            rises = best > top
            source[rises] = scores.argmax(axis=0)[rises] + start
            higher = np.maximum(top, best)
            keep, weights = np.exp(top - higher), np.exp(scores - higher)
            total = total * keep + weights.sum(axis=0)
            mean = mean * keep + np.einsum("nhw,nchw->chw", weights, part)
            top = higher
        return LocalAnswer(mean / total, source, np.asarray(1 / total, dtype=np.float32))


@functools.lru_cache(maxsize=64)
def _band(size: int, side: int) -> Floats:
    """The matrix ``(size, size)`` that sums over windows of a side, as far as they lie within."""
    steps = np.arange(size)
    return np.asarray(np.abs(steps[:, None] - steps) <= side // 2, dtype=np.float32)


def whole(height: int, width: int) -> int:
    """The least side of a window that covers a picture from each of its pixels."""
    return 2 * max(height, width) - 1


def ladder(height: int, width: int) -> tuple[int, ...]:
    """Sides to choose from, closer where they are small; the last covers the picture."""
    most = whole(height, width)
    sides = [1]
    while (following := max(sides[-1] + 2, round(sides[-1] * 1.35) // 2 * 2 + 1)) < most:
        sides.append(following)
    return (*sides, most) if most > 1 else (1,)


def share_of_noise(level: Level) -> float:
    """σ / (α + σ): 0 for data, 1 for noise."""
    return level.sigma / (level.alpha + level.sigma)


def side_at(sides: Sequence[int], level: Level) -> int:
    """The side at a level of those given at :data:`NOISE`: between two of them in proportion, made odd."""
    return 2 * int(np.interp(share_of_noise(level), NOISE, [(side - 1) / 2 for side in sides]) + 0.5) + 1
