"""Paths from data to noise: every path maps its time to a :class:`Level`."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from typing import Literal, Protocol

import msgspec
import numpy as np
from numpy.typing import NDArray

from playground.gaussian.levels import Level
from playground.gaussian.schedules import Schedule, schedule

PathKind = Literal["variance preserving", "linear", "variance exploding", "arrays"]
CoordinatesName = Literal["time", "angle", "ratio"]

__all__ = [
    "CoordinatesName",
    "Linear",
    "Path",
    "PathKind",
    "Tabulated",
    "VarianceExploding",
    "VariancePreserving",
]


class Path(Protocol):
    """A way from clean data (time 0) to noise (time ``end``)."""

    @property
    def kind(self) -> PathKind:
        """Which family it belongs to."""

    @property
    def end(self) -> float:
        """The noisiest time."""

    @property
    def floor(self) -> float:
        """The least time at which a model is asked; a step that ends below it takes the data it is given."""

    @property
    def steps(self) -> int | None:
        """The number of whole times T that a network was trained at; ``None`` where time is continuous."""

    @property
    def prior_std(self) -> float:
        """Standard deviation of the Gaussian that a sampler starts from at ``end``."""

    @property
    def coordinates(self) -> CoordinatesName:
        """The coordinates in which its probability flow is regular at both ends."""

    def level(self, t: float) -> Level:
        """The level at time ``t``; raises ``ValueError`` outside [0, end]."""

    def time(self, log_snr: float) -> float:
        """The time at which the signal-to-noise ratio has this logarithm; beyond the path, its nearer end."""


class Linear(msgspec.Struct, frozen=True, kw_only=True):
    """``x = (1 − t)·data + t·noise`` (Liu et al. 2023; Lipman et al. 2023 with their time reversed).

    ``end`` below 1 is for networks that predict noise or the score, which says nothing of the data at t = 1.
    """

    end: float = 1.0
    floor: float = 0.0

    @property
    def kind(self) -> Literal["linear"]:
        """Its family."""
        return "linear"

    @property
    def steps(self) -> None:
        """Time is continuous."""
        return

    @property
    def prior_std(self) -> float:
        """Standard deviation of the start, σ at ``end``."""
        return self.end

    @property
    def coordinates(self) -> Literal["time"]:
        """In its own time the flow is regular."""
        return "time"

    def level(self, t: float) -> Level:
        """The level at ``t`` in [0, end]."""
        if not 0 <= t <= self.end:
            raise ValueError(f"time {t} is outside [0, {self.end}]")
        return Level(t=float(t), alpha=1.0 - float(t), sigma=float(t), d_alpha=-1.0, d_sigma=1.0)

    def time(self, log_snr: float) -> float:
        """``1/(1 + exp(log_snr/2))``, at most ``end``."""
        if log_snr > 0:
            small = math.exp(-log_snr / 2)
            return min(small / (1 + small), self.end)
        return min(1 / (1 + math.exp(log_snr / 2)), self.end)


class VariancePreserving:
    """``x = √ᾱ·data + √(1 − ᾱ)·noise`` with a schedule of T steps (Ho, Jain, Abbeel 2020).

    Time is the paper's: 0 is the data, 1 … T are the steps a network was trained at (code that counts from
    zero calls them 0 … T − 1), and between them ᾱ is smooth. A network is never asked below ``floor``, 1 by
    default; the exact denoiser may be asked down to 0.
    """

    def __init__(self, betas: Schedule | None = None, *, floor: float = 1.0) -> None:
        self.schedule = schedule("linear", 1000) if betas is None else betas
        self.floor = floor

    def __repr__(self) -> str:
        return (
            f"VariancePreserving({self.schedule.name} of {self.schedule.steps} steps, floor={self.floor:g})"
        )

    @property
    def kind(self) -> Literal["variance preserving"]:
        """Its family."""
        return "variance preserving"

    @property
    def end(self) -> float:
        """T."""
        return float(self.schedule.steps)

    @property
    def steps(self) -> int:
        """T."""
        return self.schedule.steps

    @property
    def prior_std(self) -> float:
        """1, as in the paper; the true start differs from it by less than ᾱ_T."""
        return 1.0

    @property
    def coordinates(self) -> Literal["angle"]:
        """In time dσ/dt is infinite at the data; as an angle the path is a quarter of a circle, regular
        throughout."""
        return "angle"

    def level(self, t: float) -> Level:
        """The level at ``t`` in [0, T]; at 0, dσ/dt is infinite."""
        if not 0 <= t <= self.end:
            raise ValueError(f"time {t} is outside [0, {self.end}]")
        log_bar, slope = self.schedule.log_alpha_bar(t)
        alpha, sigma = math.exp(log_bar / 2), math.sqrt(0.0 - math.expm1(log_bar))
        d_alpha = alpha * slope / 2
        d_sigma = -alpha * d_alpha / sigma if sigma > 0 else math.inf
        return Level(t=float(t), alpha=alpha, sigma=sigma, d_alpha=d_alpha, d_sigma=d_sigma)

    def time(self, log_snr: float) -> float:
        """The time with this log SNR, which is log ᾱ/(1 − ᾱ) here; beyond the schedule, its nearer end."""
        log_bar = -math.log1p(math.exp(-log_snr)) if log_snr > -700 else log_snr
        return self.schedule.time(log_bar)


class VarianceExploding(msgspec.Struct, frozen=True, kw_only=True):
    """``x = data + σ·noise``, and time is σ itself, from 0 to ``end`` (Karras et al. 2022).

    Their least and largest σ are the defaults.
    """

    floor: float = 0.002
    end: float = 80.0

    @property
    def kind(self) -> Literal["variance exploding"]:
        """Its family."""
        return "variance exploding"

    @property
    def steps(self) -> None:
        """Time is continuous."""
        return

    @property
    def prior_std(self) -> float:
        """Standard deviation of the start, σ at ``end``."""
        return self.end

    @property
    def coordinates(self) -> Literal["time"]:
        """In its own time, σ, the flow is regular."""
        return "time"

    def level(self, t: float) -> Level:
        """The level at σ = ``t`` in [0, end]."""
        if not 0 <= t <= self.end:
            raise ValueError(f"time {t} is outside [0, {self.end}]")
        return Level(t=float(t), alpha=1.0, sigma=float(t), d_alpha=0.0, d_sigma=1.0)

    def time(self, log_snr: float) -> float:
        """``exp(−log_snr/2)``, at most ``end``."""
        return self.end if log_snr < -2 * math.log(self.end) else math.exp(-log_snr / 2)


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
