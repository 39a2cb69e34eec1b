"""Coordinates in which an ODE solver walks a path: how fast it goes, and on what scale it sees x.

The curve that the probability flow draws is the same in all of them, but a solver's error is not. With
``x̄ = x/scale`` and a clock s, every path gives ``dx̄/ds = a·data + b·noise``:

- ``time``: s = t, scale 1, a = α′, b = σ′; flow matching's and rectified flow's own.
- ``angle``: s = atan2(σ, α), scale √(α² + σ²), a = −sin s, b = cos s; regular at both ends of every path.
  This dx̄/ds is the v of Salimans and Ho (2022).
- ``ratio``: s = σ/α, scale α, a = 0, b = 1; in which Karras et al. (2022) solve, and where Euler is DDIM. It
  cannot start from pure noise, where s is infinite.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from playground.core.errors import RecipeError
from playground.gaussian.levels import Level
from playground.gaussian.paths import CoordinatesName, Path


class ClockPoint(NamedTuple):
    """A point of a clock: ``dx̄/ds = a·data + b·noise`` there, and ``x = scale·x̄``."""

    s: float
    level: Level
    scale: float
    a: float
    b: float


Place = ClockPoint
"""Its name in plug-ins of 0.1."""


class Coordinates(NamedTuple):
    """Both directions between a path's levels and the points of one clock; the clock falls with the noise."""

    point: Callable[[Level], ClockPoint]
    at: Callable[[float], ClockPoint]

    @property
    def place(self) -> Callable[[Level], ClockPoint]:
        """The name of ``point`` in plug-ins of 0.1."""
        return self.point


class Choice(NamedTuple):
    """Coordinates as a person chooses them."""

    title: str
    help: str


CHOICES: Mapping[str, Choice] = {
    "own": Choice("Path’s own", "Time on straight lines and where noise is only added; else the angle."),
    "time": Choice("Time", "Along t, as flow matching has it."),
    "angle": Choice("Angle", "Along arctan(σ/α), in which the flow is smooth at both ends."),
    "ratio": Choice("σ/α", "As Karras et al. (2022) and diffusers solve; there Euler’s method is DDIM."),
}
"""``own`` are those that the path says."""


def coordinates(path: Path, name: CoordinatesName | None = None) -> Coordinates:
    """The coordinates called ``name`` for a path, or the path's own."""
    point = _POINTS[name or path.coordinates]
    clock = _CLOCKS[name or path.coordinates]
    return Coordinates(point=point, at=lambda s: point(clock(path, s)))


def refusal(path: Path, name: CoordinatesName | None, times: Sequence[float]) -> str | None:
    """Why a solver cannot walk a path along falling times in some coordinates; ``None`` where it can.

    A step that ends below the path's floor is a jump, which needs none.
    """
    there = coordinates(path, name).point
    try:
        for t in (times[0], next(t for t in reversed(times) if t >= path.floor)):
            there(path.level(t))
    except RecipeError as error:
        return error.sentence
    return None


def _time(level: Level) -> ClockPoint:
    if not math.isfinite(level.d_sigma):
        raise RecipeError(
            "In this path’s time the flow is infinitely fast at the data; choose the angle instead."
        )
    return ClockPoint(s=level.t, level=level, scale=1.0, a=level.d_alpha, b=level.d_sigma)


def _angle(level: Level) -> ClockPoint:
    s, radius = math.atan2(level.sigma, level.alpha), math.hypot(level.alpha, level.sigma)
    return ClockPoint(s=s, level=level, scale=radius, a=-level.sigma / radius, b=level.alpha / radius)


def _ratio(level: Level) -> ClockPoint:
    if level.alpha == 0:
        raise RecipeError(
            "In the coordinates σ/α a solver cannot start from pure noise, where they are infinite; "
            "choose time or the angle."
        )
    return ClockPoint(s=level.sigma / level.alpha, level=level, scale=level.alpha, a=0.0, b=1.0)


def _level_at_ratio(path: Path, ratio: float) -> Level:
    if ratio <= 0:
        return path.level(0.0)
    return path.level(path.time(-2 * math.log(ratio)))


def _level_at_angle(path: Path, angle: float) -> Level:
    # cos(π/2) is 6·10⁻¹⁷ and not 0: path.time gives the path's end for it.
    return _level_at_ratio(path, math.tan(angle))


_POINTS: dict[CoordinatesName, Callable[[Level], ClockPoint]] = {
    "time": _time,
    "angle": _angle,
    "ratio": _ratio,
}
_CLOCKS: dict[CoordinatesName, Callable[[Path, float], Level]] = {
    "time": lambda path, s: path.level(s),
    "angle": _level_at_angle,
    "ratio": _level_at_ratio,
}
