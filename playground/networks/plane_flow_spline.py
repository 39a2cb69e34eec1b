"""Monotone rational-quadratic splines with straight tails (Durkan et al. 2019, "Neural spline flows")."""

from __future__ import annotations

import math
from typing import NamedTuple

import torch
from torch import Tensor

REACH = 5.0
"""Beyond ±REACH the spline is the identity."""
_LEAST = 0.05
"""The smallest bin, as a share of an even one."""
_STEEPEST = math.log(10.0)
"""Bounds of the logarithm of a knot's slope, relative to the slopes of the bins beside it."""


class Knots(NamedTuple):
    """Splines of K bins: lower ends and sizes of the bins, ``(n, 2, K)`` for both axes of the graph, x first;
    slopes at the knots ``(n, K + 1)``."""

    starts: Tensor
    sizes: Tensor
    slopes: Tensor


def parameters(bins: int) -> int:
    """Numbers that describe a spline: widths, heights, and slopes at the inner knots."""
    return 3 * bins - 1


def knots(raw: Tensor, bins: int) -> Knots:
    """Knots from any numbers ``(n, 3K − 1)``; zeros give the identity.

    As in section 3.1 there, but for the slopes at the knots: these are told relative to the harmonic mean of
    the slopes of both bins beside them. A steep knot at a flat bin would make the bin's middle flatter still,
    by the square: 32-bit floats could not undo it. At the ends they are 1, so that the tails join smoothly.
    """
    shares = torch.softmax(raw[:, : 2 * bins].reshape(-1, 2, bins), dim=2)
    sizes = 2 * REACH * (_LEAST / bins + (1 - _LEAST) * shares)
    starts = torch.cumsum(sizes, dim=2) - sizes - REACH
    slopes = sizes[:, 1] / sizes[:, 0]
    before, after = slopes[:, :-1], slopes[:, 1:]
    ratios = _STEEPEST * torch.tanh(raw[:, 2 * bins :] / _STEEPEST)
    inner = 2 * before * after / (before + after) * ratios.exp()
    return Knots(starts, sizes, torch.nn.functional.pad(inner, (1, 1), value=1.0))


def forward(x: Tensor, at: Knots) -> tuple[Tensor, Tensor]:
    """The splines' values at ``x`` ``(n,)`` and the logarithms of their slopes there (equations 4 and 5)."""
    inside = x.abs() < REACH
    x0, y0, width, height, d0, d1 = _bin(x, at, 0)
    share = torch.where(inside, (x - x0) / width, 0.0)
    slope = height / width
    rest, mixed = 1 - share, share * (1 - share)
    below = slope + (d0 + d1 - 2 * slope) * mixed
    y = y0 + height * (slope * share * share + d0 * mixed) / below
    return torch.where(inside, y, x), torch.where(inside, _log_slope(share, rest, mixed, slope, d0, d1), 0.0)


def inverse(y: Tensor, at: Knots) -> tuple[Tensor, Tensor]:
    """Where the splines have the values ``y`` ``(n,)``, and the logarithms of the inverse's slopes there
    (equations 6 to 8; the root is taken in the form that does not cancel)."""
    inside = y.abs() < REACH
    x0, y0, width, height, d0, d1 = _bin(y, at, 1)
    slope, up = height / width, torch.where(inside, y - y0, 0.0)
    bend = up * (d0 + d1 - 2 * slope)
    a, b, c = height * (slope - d0) + bend, height * d0 - bend, -slope * up
    share = -2 * c / (b + (b * b - 4 * a * c).clamp_min(0).sqrt())
    rest, mixed = 1 - share, share * (1 - share)
    x = x0 + share * width
    return torch.where(inside, x, y), torch.where(inside, -_log_slope(share, rest, mixed, slope, d0, d1), 0.0)


def _log_slope(share: Tensor, rest: Tensor, mixed: Tensor, slope: Tensor, d0: Tensor, d1: Tensor) -> Tensor:
    below = slope + (d0 + d1 - 2 * slope) * mixed
    above = d1 * share * share + 2 * slope * mixed + d0 * rest * rest
    return 2 * torch.log(slope / below) + torch.log(above)


def _bin(value: Tensor, at: Knots, axis: int) -> tuple[Tensor, ...]:
    """Of the bins with the values on an axis: lower ends x0 and y0, width, height, end slopes d0 and d1."""
    index = (value[:, None] >= at.starts[:, axis, 1:]).sum(1)[:, None]
    both = index[:, :, None].expand(-1, 2, -1)
    starts, sizes = at.starts.gather(2, both)[..., 0], at.sizes.gather(2, both)[..., 0]
    slopes = at.slopes.gather(1, torch.cat([index, index + 1], dim=1))
    return (*starts.unbind(1), *sizes.unbind(1), *slopes.unbind(1))
