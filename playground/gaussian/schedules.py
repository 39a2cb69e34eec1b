"""Schedules of β for T steps, and the smooth curve through their ᾱ that gives levels between the steps."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from playground.core.errors import RecipeError

MAX_BETA = 0.999
_COSINE_OFFSET = 0.008
_SIGMOID_REACH = 6.0

Vector = NDArray[np.float64]


class Schedule:
    """β₁ … β_T, ᾱ₀ = 1 … ᾱ_T, and log ᾱ(t) for every real t in [0, T].

    At whole t it is the table; between them it is a cubic spline of log ᾱ, kept monotone, and its derivative
    is the spline's own (Ho, Jain, Abbeel 2020 number the steps as here: β₁ is the first step away from the
    data).
    """

    def __init__(self, name: str, betas: Vector) -> None:
        if betas.ndim != 1 or len(betas) < 2 or not (np.all(betas > 0) and np.all(betas < 1)):
            raise RecipeError("A schedule needs at least two steps, each with a β between 0 and 1.")
        self.name = name
        self.betas = np.array(betas, dtype=np.float64)
        self.log_alpha_bars = np.concatenate([[0.0], np.cumsum(np.log1p(-self.betas))])
        self._slopes = _monotone_slopes(self.log_alpha_bars)

    @property
    def steps(self) -> int:
        """T, the number of steps."""
        return len(self.betas)

    @property
    def alpha_bars(self) -> Vector:
        """ᾱ₀ = 1, ᾱ₁ … ᾱ_T, shape ``(T + 1,)``."""
        return np.asarray(np.exp(self.log_alpha_bars), dtype=np.float64)

    @property
    def snr(self) -> Vector:
        """ᾱ/(1 − ᾱ) at steps 1 … T, shape ``(T,)``."""
        logs = self.log_alpha_bars[1:]
        return np.asarray(np.exp(logs) / -np.expm1(logs), dtype=np.float64)

    def log_alpha_bar(self, t: float) -> tuple[float, float]:
        """log ᾱ and its derivative at a real ``t`` in [0, T]."""
        left = min(max(math.floor(t), 0), self.steps - 1)
        u = t - left
        y0, y1 = float(self.log_alpha_bars[left]), float(self.log_alpha_bars[left + 1])
        m0, m1 = float(self._slopes[left]), float(self._slopes[left + 1])
        rise = y1 - y0
        a, b = m0 - rise, rise - m1
        value = (1 - u) * y0 + u * y1 + u * (1 - u) * ((1 - u) * a + u * b)
        slope = rise + (1 - 2 * u) * ((1 - u) * a + u * b) + u * (1 - u) * (b - a)
        return value, slope

    def time(self, log_alpha_bar: float) -> float:
        """The t in [0, T] with this log ᾱ; values outside the table give the nearer end."""
        if log_alpha_bar >= 0:
            return 0.0
        if log_alpha_bar <= self.log_alpha_bars[-1]:
            return float(self.steps)
        right = int(np.searchsorted(-self.log_alpha_bars, -log_alpha_bar, side="left"))
        low, high = float(right - 1), float(right)
        t = 0.5 * (low + high)
        # Newton's method, held inside a bracket that shrinks: the curve falls strictly on each interval.
        for _ in range(60):
            value, slope = self.log_alpha_bar(t)
            if value > log_alpha_bar:
                low = t
            else:
                high = t
            step = t - (value - log_alpha_bar) / slope if slope < 0 else math.inf
            # At an end of the bracket Newton's method has arrived; halving would lead away again.
            following = step if low <= step <= high else 0.5 * (low + high)
            if abs(following - t) <= 4e-16 * max(t, 1e-3):
                return following
            t = following
        return t


def linear(steps: int, first: float | None = None, last: float | None = None) -> Schedule:
    """β from 10⁻⁴ to 0.02 in equal steps for T = 1000, and times 1000/T for another T (Ho et al. 2020)."""
    first, last = _ends(steps, first, last)
    return Schedule("linear", np.linspace(first, last, steps))


def cosine(steps: int) -> Schedule:
    """ᾱ as a squared cosine, β at most 0.999 (Nichol and Dhariwal 2021, equation 17)."""
    t = np.arange(steps + 1) / steps
    bars = np.cos((t + _COSINE_OFFSET) / (1 + _COSINE_OFFSET) * np.pi / 2) ** 2
    return Schedule("cosine", np.minimum(1 - bars[1:] / bars[:-1], MAX_BETA))


def sigmoid(steps: int, first: float | None = None, last: float | None = None) -> Schedule:
    """β rising along a sigmoid over [−6, 6] between the ends of the linear schedule (Xu et al. 2022,
    GeoDiff)."""
    first, last = _ends(steps, first, last)
    rise = 1 / (1 + np.exp(-np.linspace(-_SIGMOID_REACH, _SIGMOID_REACH, steps)))
    return Schedule("sigmoid", first + (last - first) * rise)


SCHEDULES: Mapping[str, Callable[[int], Schedule]] = {"linear": linear, "cosine": cosine, "sigmoid": sigmoid}


@functools.cache
def schedule(name: str, steps: int) -> Schedule:
    """The schedule called ``name`` with ``steps`` steps; raises ``RecipeError`` for a name there is none
    of."""
    if name not in SCHEDULES:
        raise RecipeError(f"There is no β schedule “{name}”; there are {', '.join(SCHEDULES)}.")
    return SCHEDULES[name](steps)


class _Ends(NamedTuple):
    first: float
    last: float


def _ends(steps: int, first: float | None, last: float | None) -> _Ends:
    scale = 1000 / steps
    return _Ends(
        min(1e-4 * scale, MAX_BETA) if first is None else first,
        min(0.02 * scale, MAX_BETA) if last is None else last,
    )


def _monotone_slopes(values: Vector) -> Vector:
    """Slopes at the knots of the not-a-knot cubic spline with unit spacing, limited so that it falls
    everywhere.

    Where Fritsch and Carlson's (1980) sufficient condition holds already, which is all but the clipped end of
    the cosine schedule, nothing is changed and the second derivative is continuous.
    """
    secants = np.diff(values)
    n = len(values)
    if n < 4:
        slopes = np.gradient(values)
    else:
        lower, middle, upper = np.ones(n), np.full(n, 4.0), np.ones(n)
        right = np.zeros(n)
        right[1:-1] = 3 * (secants[:-1] + secants[1:])
        middle[0], upper[0], right[0] = 1.0, 2.0, (5 * secants[0] + secants[1]) / 2
        middle[-1], lower[-1], right[-1] = 1.0, 2.0, (5 * secants[-1] + secants[-2]) / 2
        slopes = _tridiagonal(lower, middle, upper, right)
    steepest = np.full(n, np.inf)
    steepest[1:] = np.minimum(steepest[1:], 3 * np.abs(secants))
    steepest[:-1] = np.minimum(steepest[:-1], 3 * np.abs(secants))
    return -np.clip(-slopes, 0, steepest)


def _tridiagonal(lower: Vector, middle: Vector, upper: Vector, right: Vector) -> Vector:
    """Solve a tridiagonal system by elimination and substitution."""
    middle, right = middle.copy(), right.copy()
    for i in range(1, len(right)):
        factor = lower[i] / middle[i - 1]
        middle[i] -= factor * upper[i - 1]
        right[i] -= factor * right[i - 1]
    for i in range(len(right) - 2, -1, -1):
        right[i] -= upper[i] / middle[i + 1] * right[i + 1]
    return right / middle
