"""What a card or a training recipe says of a denoising network, as the theory's objects: the only place that
knows both."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from fractions import Fraction
from typing import Protocol

import numpy as np

from playground.gaussian.card import Denoising, Knots, PathName
from playground.gaussian.levels import Level
from playground.gaussian.paths import Linear, Path, Tabulated, VarianceExploding, VariancePreserving
from playground.gaussian.predictions import SILENT_IN_PURE_NOISE, PredictionKind
from playground.gaussian.schedules import Schedule, schedule

# Where a network says nothing of the data in pure noise, the straight path starts this little below it.
_JUST_BELOW = 1 - 1e-3
_AHEAD = Fraction(1, 10)
# Arrays that differ by no more from those of a path that is known are its own, in single precision.
_SAME = 1e-5


class OnPath(Protocol):
    """What names a path: a card's :class:`Denoising`, or the recipe of a training."""

    @property
    def path(self) -> PathName:
        """Its family."""

    @property
    def schedule(self) -> str:
        """The β schedule of a variance-preserving path."""

    @property
    def schedule_steps(self) -> int:
        """T, the steps of that schedule."""

    @property
    def prediction(self) -> PredictionKind:
        """What the network predicts: noise, data, v, velocity or score."""


def path_of(named: OnPath) -> Path:
    """The path that a network is trained along, and so is sampled along."""
    knots = named.knots if isinstance(named, Denoising) else None
    silent = named.prediction in SILENT_IN_PURE_NOISE
    return _path(named.path, named.schedule, named.schedule_steps, silent, knots)


@functools.cache
def _path(name: PathName, betas: str, steps: int, silent: bool, knots: Knots | None) -> Path:
    if name == "variance preserving":
        return VariancePreserving(schedule(betas, steps))
    if name == "variance exploding":
        return VarianceExploding()
    if knots is not None:
        return _by_arrays(knots, silent)
    return Linear(end=_JUST_BELOW) if silent else Linear()


def _by_arrays(knots: Knots, silent: bool) -> Path:
    """The path that arrays are of: denoising diffusion's, flow matching's, or one of their own."""
    times, alphas, sigmas = (np.array(row) for row in (knots.times, knots.alphas, knots.sigmas))
    whole = np.array_equal(times, np.arange(len(times))) and len(times) > 2
    if whole and np.allclose(alphas**2 + sigmas**2, 1, rtol=0, atol=_SAME) and (alphas > 0).all():
        return VariancePreserving(Schedule("arrays", 1 - (alphas[1:] / alphas[:-1]) ** 2))
    if times[-1] == 1 and np.allclose((alphas, sigmas), (1 - times, times), rtol=0, atol=_SAME):
        return Linear(end=_JUST_BELOW) if silent else Linear()
    share = _JUST_BELOW if silent and alphas[-1] == 0 else 1.0
    return Tabulated(knots.times, knots.alphas, knots.sigmas, share=share)


def network_time(denoising: Denoising, level: Level, steps: int = 0) -> float:
    """What the network is told where the path's time is ``level.t``, in so many steps of a path of length 1.

    How many steps, only those are told that were distilled for it.
    """
    told = denoising.times
    t = ahead(level.t, steps) if denoising.steps and steps else level.t
    t = _length(denoising) - t if told.reversed else t
    return (t + told.offset) * told.scale


def ahead(t: float, steps: int) -> float:
    """The time a tenth of a step ahead of t, where the step is one of so many that fill the time 1 to 0.

    It tells of how many, too: no two of 1, 2 and 4 steps have it in common, as they do have t = 1 and ½.
    """
    return t - float(_AHEAD) / steps


def alike(counts: Iterable[int]) -> tuple[int, int] | None:
    """Two of some numbers of steps that have a time in common by :func:`ahead`, as 1 and 11 have 0.9."""
    told = dict[Fraction, int]()
    for count in counts:
        for begin in range(count):
            other = told.setdefault((begin + _AHEAD) / count, count)
            if other != count:
                return other, count
    return None


def path_time(denoising: Denoising, told: float) -> float:
    """Where a path's time is when the network is told this: the inverse of :func:`network_time`."""
    t = told / denoising.times.scale - denoising.times.offset
    return _length(denoising) - t if denoising.times.reversed else t


def _length(denoising: Denoising) -> float:
    """The path's whole length in its own time, also where it is left a little below its end."""
    if denoising.knots is not None:
        return denoising.knots.times[-1]
    return float(denoising.schedule_steps) if denoising.path == "variance preserving" else 1.0
