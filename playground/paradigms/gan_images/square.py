"""A square of noise between four corners: the spherical blend."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from playground.core.interpolation import spherical


def blend(corners: NDArray[np.float32], places: NDArray[np.floating]) -> NDArray[np.float32]:
    """Noise ``(n, latent)`` at places ``(n, 2)``, u and v in [0, 1], between corners ``(4, latent)``.

    Corners are top left, top right, bottom left and bottom right; each is met exactly, and a blend of four
    equally long ones is as long.
    """
    a, b, c, d = corners
    rows = []
    for u, v in np.asarray(places, dtype=np.float64):
        upper, lower = (spherical(one, other, np.array([u]))[0] for one, other in ((a, b), (c, d)))
        rows.append(spherical(upper, lower, np.array([v]))[0])
    result = np.asarray(rows, dtype=np.float32)
    for corner, place in zip(corners, ((0, 0), (1, 0), (0, 1), (1, 1)), strict=True):
        result[(np.asarray(places) == place).all(axis=1)] = corner
    return result


def grid(tiles: int) -> NDArray[np.float64]:
    """Places ``(tiles², 2)`` that cover the square evenly, its corners included, row by row from the top."""
    sides = np.linspace(0, 1, tiles)
    v, u = np.meshgrid(sides, sides, indexing="ij")
    return np.stack([u.ravel(), v.ravel()], axis=1)


def around(u: float, v: float, rings: int, distance: float) -> NDArray[np.float64]:
    """The places ``((2·rings + 1)², 2)`` of a point and its neighbours, none of which leaves the square."""
    offsets = distance * np.arange(-rings, rings + 1)
    down, right = np.meshgrid(v + offsets, u + offsets, indexing="ij")
    places = np.stack([right.ravel(), down.ravel()], axis=1)
    return np.asarray(places.clip(0, 1), dtype=np.float64)
