"""The standard normal distribution function and its inverse, exact in both tails and in plain arithmetic.

A quantile is given and taken as a pair of probabilities, below and above: near one end the difference from
1 would have no digits left in single precision. ONNX knows no inverse of the error function, so both
directions are made of what it knows, and each undoes the other.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor

LEAST = 1e-30
"""No probability below this is told from it: z stays within ±11.5."""

# Chebyshev's fit to log(erfc(x)·exp(x²)/t) in t = 1 / (1 + x/2); relative error below 1.2e-7 for all x ≥ 0
# (Press et al. 1992, "Numerical Recipes", section 6.2).
_ERFC = (
    -1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806,
    0.27886807, -1.13520398, 1.48851587, -0.82215223, 0.17087277,
)  # fmt: skip
# A first guess within 4.5e-4 (Abramowitz and Stegun 1964, 26.2.23).
_ABOVE = (2.515517, 0.802853, 0.010328)
_BELOW = (1.0, 1.432788, 0.189269, 0.001308)
_REFINEMENTS = 2


def tails(z: Tensor) -> tuple[Tensor, Tensor]:
    """The probabilities below and above ``z`` of a standard normal variable."""
    small = _tail(z.abs())
    large = 1 - small
    negative = z < 0
    return torch.where(negative, small, large), torch.where(negative, large, small)


def quantile(below: Tensor, above: Tensor) -> Tensor:
    """The z with these probabilities below and above it (``above = 1 − below``)."""
    tail = torch.minimum(below, above).clamp(min=LEAST)
    root = torch.sqrt(-2 * torch.log(tail))
    size = root - _polynomial(_ABOVE, root) / _polynomial(_BELOW, root)
    for _ in range(_REFINEMENTS):
        # Halley's step for tail(z) = given: the tail's derivative is −φ, whose own is z·φ.
        miss = (_tail(size) - tail) * math.sqrt(2 * math.pi) * torch.exp(0.5 * size * size)
        size = size + miss / (1 + 0.5 * size * miss)
    return torch.where(below < above, -size, size)


def _tail(size: Tensor) -> Tensor:
    """The probability above ``size`` ≥ 0."""
    x = size * math.sqrt(0.5)
    t = 1 / (1 + 0.5 * x)
    return 0.5 * t * torch.exp(_polynomial(_ERFC, t) - x * x)


def _polynomial(coefficients: tuple[float, ...], x: Tensor) -> Tensor:
    *lower, second, first = coefficients
    value = first * x + second
    for coefficient in reversed(lower):
        value = value * x + coefficient
    return value
