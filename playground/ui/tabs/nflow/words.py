"""What the panels say in numbers."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from playground.core.words import counted, magnitude, number

BEYOND_2 = math.erfc(math.sqrt(2))
"""Share of a standard normal variable's values beyond ±2."""


def scale_names(scales: NDArray[np.integer]) -> list[str]:
    """Sizes of the pictures that each scale completes, the coarsest first, from the map of scales."""
    height, width = scales.shape
    last = int(scales.max())
    return [f"{height >> (last - scale)} × {width >> (last - scale)}" for scale in range(last + 1)]


def scales_line(scales: NDArray[np.integer], bits: NDArray[np.floating]) -> str:
    """The bits of a value of each scale, which has fewer and fewer as the picture grows finer."""
    counts = np.bincount(scales.ravel())
    parts = [
        f"{name}: {number(float(total) / int(count))}"
        for name, total, count in zip(scale_names(scales), bits, counts, strict=True)
    ]
    return "bits of a value of " + ", ".join(parts)


def draws_line(draws: NDArray[np.floating], bound: float) -> str:
    """What the draws of the noise say of the grey levels themselves."""
    mean = float(draws.astype(np.float64).mean())
    return (
        f"{counted(len(draws), 'draw')} of u: mean {number(mean, 4)} bits/dim, of their mean density "
        f"{number(bound, 4)}. The grey levels themselves need at most that, in expectation."
    )


def z_line(mean: float, deviation: float, beyond: float) -> str:
    """How z is spread, beside what standard normal values would be."""
    return (
        f"mean {number(mean)} (0), standard deviation {number(deviation)} (1), beyond ±2: "
        f"{100 * beyond:.1f} % ({100 * BEYOND_2:.1f} %)"
    )


def error_line(largest: float) -> str:
    """How far what came back is from what went in."""
    return f"largest error {magnitude(largest)} grey levels of 256"
