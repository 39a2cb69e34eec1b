"""Consistency distillation: learn to jump from any point of a teacher's curve to its clean end.

Song, Dhariwal, Chen and Sutskever 2023, "Consistency models", algorithm 2; number of times and distance after
Song and Dhariwal 2024, "Improved techniques for training consistency models".
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Literal, NamedTuple, TypeAlias

import torch
from torch import Tensor

from playground.gaussian.predictions import PredictionKind
from playground.objectives.matching import Levels
from playground.objectives.perceptual import pseudo_huber

# A network, asked at levels that may differ from sample to sample.
ConsistencyNetwork: TypeAlias = Callable[[Tensor, Levels], Tensor]
Clock: TypeAlias = Literal["time", "angle"]


def consistent(kind: PredictionKind, value: Tensor, x: Tensor, levels: Levels) -> Tensor:
    """f(x, t), the clean end, from a network that speaks v or velocity: ``c_skip·x + c_out·value``.

    On clean data (α = 1, σ = 0) c_skip is 1 and c_out 0, so f(x, 0) = x whatever the network says (Song et
    al. 2023, section 3). It is what this prediction means as data: for v, c_skip = α/(α² + σ²) and c_out =
    −σ/(α² + σ²); for velocity on the straight path 1 and −t. Raises ``ValueError`` for other predictions.
    """
    if kind == "v":
        square = levels.alpha**2 + levels.sigma**2
        return (levels.alpha * x - levels.sigma * value) / square
    if kind == "velocity":
        determinant = levels.alpha * levels.d_sigma - levels.sigma * levels.d_alpha
        return (levels.d_sigma * x - levels.sigma * value) / determinant
    raise ValueError(f"a network that predicts {kind} does not keep clean data as they are")


class _Pair(NamedTuple):
    data: Tensor
    noise: Tensor


def _pair(kind: PredictionKind, value: Tensor, x: Tensor, levels: Levels) -> _Pair:
    """Data and noise that a teacher's prediction means; levels without data or noise are left to the
    caller."""
    if kind == "noise":
        return _Pair((x - levels.sigma * value) / levels.alpha, value)
    if kind == "score":
        return _pair("noise", -levels.sigma * value, x, levels)
    if kind == "data":
        # On clean data the posterior mean of the noise is 0.
        noise = (x - levels.alpha * value) / levels.sigma
        return _Pair(value, torch.where(levels.sigma > 0, noise, torch.zeros_like(noise)))
    data = consistent(kind, value, x, levels)
    if kind == "v":
        square = levels.alpha**2 + levels.sigma**2
        return _Pair(data, (levels.sigma * x + levels.alpha * value) / square)
    determinant = levels.alpha * levels.d_sigma - levels.sigma * levels.d_alpha
    return _Pair(data, (levels.alpha * value - levels.d_alpha * x) / determinant)


class _ClockPoint(NamedTuple):
    """Coordinates of an ODE solver, as in :mod:`playground.gaussian.coordinates`."""

    s: Tensor
    scale: Tensor
    a: Tensor
    b: Tensor


def _clock_point(levels: Levels, clock: Clock) -> _ClockPoint:
    if clock == "time":
        return _ClockPoint(levels.t, torch.ones_like(levels.t), levels.d_alpha, levels.d_sigma)
    radius = torch.hypot(levels.alpha, levels.sigma)
    s = torch.atan2(levels.sigma, levels.alpha)
    return _ClockPoint(s, radius, -levels.sigma / radius, levels.alpha / radius)


def heun(
    teacher: ConsistencyNetwork, kind: PredictionKind, x: Tensor, late: Levels, early: Levels, clock: Clock
) -> Tensor:
    """``x`` at ``late`` moved along the teacher's probability flow to ``early``, sample by sample (Heun
    1900).

    ``clock`` is "time" on the straight path and "angle" elsewhere.
    """
    here, there = _clock_point(late, clock), _clock_point(early, clock)
    step = there.s - here.s
    first = _pair(kind, teacher(x, late), x, late)
    slope = here.a * first.data + here.b * first.noise
    guess = there.scale * (x / here.scale + step * slope)
    second = _pair(kind, teacher(guess, early), guess, early)
    mean = (slope + there.a * second.data + there.b * second.noise) / 2
    return there.scale * (x / here.scale + step * mean)


def intervals(step: int, total: int, first: int, last: int) -> int:
    """Into how many intervals time is divided at a training step: from ``first``, doubled again and again to
    ``last`` (Song and Dhariwal 2024, equation 11).

    Few are coarse, with little variance; many leave little of the error that each adds. After ``total`` steps
    it stays at ``last``.
    """
    doublings = math.floor(math.log2(last / first)) + 1
    each = max(total // doublings, 1)
    return int(min(first * 2 ** min(step // each, doublings), last))


def losses(
    student: ConsistencyNetwork,
    target: ConsistencyNetwork,
    kind: PredictionKind,
    x: Tensor,
    late: Levels,
    moved: Tensor,
    early: Levels,
) -> Tensor:
    """Distance of each sample ``(batch,)`` between f(x, late) and the target network's f(moved, early).

    ``moved`` is ``x`` carried along the teacher's flow (:func:`heun`); no gradient goes through the target.
    Both networks speak ``kind``; see :func:`consistent`.
    """
    with torch.no_grad():
        wanted = consistent(kind, target(moved, early), moved, early)
    return pseudo_huber(consistent(kind, student(x, late), x, late), wanted)
