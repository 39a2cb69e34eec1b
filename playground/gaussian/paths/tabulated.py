"""A path by arrays: α and σ are known at some times, and between them the path is a smooth curve."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from playground.gaussian.levels import Level

Vector = NDArray[np.float64]


class Tabulated:
    """``x = α·data + σ·noise`` through given levels, the first of which is the data.

    In the plane of α and σ a level is a radius √(α² + σ²) and an angle atan2(σ, α), which rises from 0 to at
    most a quarter of a circle. Both are monotone cubics between the times (Fritsch and Carlson 1980): they
    meet every level that is given, the noise never falls on the way, and a radius that stays the same does so
    between, too. Times 0, 1 … T are whole steps; a network that was trained at those is not asked below 1.
    """

    def __init__(
        self, times: Sequence[float], alphas: Sequence[float], sigmas: Sequence[float], *, share: float = 1.0
    ) -> None:
        """``share`` of the way is gone at most; raises ``ValueError`` unless noise rises with time."""
        a, s = np.asarray(alphas, dtype=np.float64), np.asarray(sigmas, dtype=np.float64)
        self._times = np.asarray(times, dtype=np.float64)
        self._angles, self._radii = np.arctan2(s, a), np.hypot(a, s)
        if not (np.diff(self._times) > 0).all() or not (np.diff(self._angles) > 0).all() or s[0] != 0:
            raise ValueError("a path begins at the data and has more noise at each later time")
        self._turns, self._grows = (_slopes(self._times, values) for values in (self._angles, self._radii))
        self.end = float(self._times[-1]) * share
        whole = list(times) == list(range(len(times)))
        self.steps = len(times) - 1 if whole and share == 1 else None
        self.floor = 1.0 if whole else 0.0

    @property
    def kind(self) -> Literal["arrays"]:
        """Its family."""
        return "arrays"

    @property
    def prior_std(self) -> float:
        """The deviation of x at the end, if that of the data is 1."""
        level = self.level(self.end)
        return math.hypot(level.alpha, level.sigma)

    @property
    def coordinates(self) -> Literal["angle"]:
        """As an angle every path is regular at both ends."""
        return "angle"

    def level(self, t: float) -> Level:
        """The level at ``t`` in [0, end]."""
        if not 0 <= t <= self.end:
            raise ValueError(f"time {t} is outside [0, {self.end}]")
        angle, turn = _at(self._times, self._angles, self._turns, t)
        radius, growth = _at(self._times, self._radii, self._grows, t)
        cos = 0.0 if angle == math.pi / 2 else math.cos(angle)
        sin = math.sin(angle)
        return Level(
            t=float(t), alpha=radius * cos, sigma=radius * sin,
            d_alpha=growth * cos - radius * sin * turn, d_sigma=growth * sin + radius * cos * turn,
        )  # fmt: skip

    def time(self, log_snr: float) -> float:
        """The time at which the signal-to-noise ratio has this logarithm; beyond the path, its nearer end."""
        wanted = math.atan(math.exp(min(-log_snr / 2, 700.0)))
        low, high = 0.0, self.end
        if wanted >= _at(self._times, self._angles, self._turns, high)[0]:
            return high
        for _ in range(200):
            middle = 0.5 * (low + high)
            if middle in (low, high):
                break
            if _at(self._times, self._angles, self._turns, middle)[0] < wanted:
                low = middle
            else:
                high = middle
        return high if wanted > 0 else 0.0


def _slopes(x: Vector, y: Vector) -> Vector:
    """Slopes at the knots of a monotone cubic (Fritsch and Carlson 1980; ends: Moler 2004, section 3.6)."""
    widths, secants = np.diff(x), np.diff(y) / np.diff(x)
    if len(secants) == 1:
        return np.repeat(secants, 2)
    found = np.zeros_like(y)
    pairs = zip(itertools.pairwise(widths.tolist()), itertools.pairwise(secants.tolist()), strict=True)
    for at, ((before, after), (left, right)) in enumerate(pairs, 1):
        if left * right > 0:
            one, two = 2 * after + before, after + 2 * before
            found[at] = (one + two) / (one / left + two / right)
    found[0] = _end(widths[0], widths[1], secants[0], secants[1])
    found[-1] = _end(widths[-1], widths[-2], secants[-1], secants[-2])
    return found


def _end(width: float, next_width: float, secant: float, next_secant: float) -> float:
    slope = ((2 * width + next_width) * secant - width * next_secant) / (width + next_width)
    if slope * secant <= 0:
        return 0.0
    return 3 * secant if secant * next_secant <= 0 and abs(slope) > 3 * abs(secant) else slope


def _at(x: Vector, y: Vector, slopes: Vector, t: float) -> tuple[float, float]:
    """The cubic of Hermite at ``t``, and its derivative."""
    left = int(np.clip(np.searchsorted(x, t, side="right") - 1, 0, len(x) - 2))
    width, u = float(x[left + 1] - x[left]), float(t - x[left]) / float(x[left + 1] - x[left])
    y0, y1 = float(y[left]), float(y[left + 1])
    m0, m1 = float(slopes[left]) * width, float(slopes[left + 1]) * width
    a, b = m0 - (y1 - y0), (y1 - y0) - m1
    value = (1 - u) * y0 + u * y1 + u * (1 - u) * ((1 - u) * a + u * b)
    slope = (y1 - y0) + (1 - 2 * u) * ((1 - u) * a + u * b) + u * (1 - u) * (b - a)
    return value, slope / width
