"""Points of what is drawn on the two planes: ellipses, intervals, densities over a line, and meshes."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.floating]
Matrix = NDArray[np.float64]

_TURN = np.linspace(0, 2 * np.pi, 41)
_CIRCLE = np.stack([np.cos(_TURN), np.sin(_TURN)], axis=1)
_BASE, _HEIGHT = 0.0, 1.1
"""Of a latent line: the height of its axis, and that of a density of 1, both in extents."""
_BELOW = (-0.1, -0.92)
"""Heights of the first and the last colour under the axis, in extents."""
_EVERY = 4
"""Of the nodes of a mesh every so many has a line through it."""


def ellipses(mean: Points, deviation: Points) -> Matrix:
    """Ellipses at one σ, ``(n, k, 2)``."""
    return np.asarray(mean[:, None] + deviation[:, None] * _CIRCLE, dtype=np.float64)


def levels_of(origins: Points, extent: float) -> Matrix:
    """Heights under the axis of a latent line, by where points come from, ``(n,)``."""
    first, last = _BELOW
    return np.asarray(extent * (first + (last - first) * origins), dtype=np.float64)


def on_line(codes: Points, origins: Points, extent: float) -> Matrix:
    """Codes of a latent line as points: z across, where they come from downwards, ``(n, 2)``."""
    return np.stack([codes[:, 0], levels_of(origins, extent)], axis=1).astype(np.float64)


def intervals(codes: Points, deviations: Points, origins: Points, extent: float) -> Matrix:
    """Pairs of ends of the intervals of one σ, ``(2n, 2)``."""
    y = levels_of(origins, extent)
    ends = [np.stack([codes[:, 0] + sign * deviations[:, 0], y], axis=1) for sign in (-1, 1)]
    return np.stack(ends, axis=1).reshape(-1, 2)


def over_line(density: Points, reach: float, extent: float) -> Matrix:
    """A density over the cells of a latent line from −``reach`` to ``reach`` as a way above its axis,
    ``(n, 2)``."""
    ticks = ((np.arange(len(density)) + 0.5) / len(density) * 2 - 1) * reach
    heights = np.minimum(_BASE + _HEIGHT * np.asarray(density, np.float64), 0.97)
    return np.stack([ticks, extent * heights], axis=1)


def prior_over_line(extent: float, count: int = 256) -> Matrix:
    """The same of the standard normal prior."""
    ticks = ((np.arange(count) + 0.5) / count * 2 - 1) * extent
    return over_line(np.exp(-0.5 * ticks**2) / np.sqrt(2 * np.pi), extent, extent)


def mesh_ways(mesh: Points) -> Matrix:
    """Lines through some of the rows and columns of a mesh ``(n, n, 2)``: ``(lines, n, 2)``."""
    return np.concatenate([mesh[::_EVERY], mesh.swapaxes(0, 1)[::_EVERY]]).astype(np.float64)


def labels_of(origins: Points, colours: int) -> NDArray[np.intp]:
    """Which of the colours around the circle each origin has."""
    return np.asarray((np.asarray(origins, np.float64) * colours).astype(np.intp) % colours)
