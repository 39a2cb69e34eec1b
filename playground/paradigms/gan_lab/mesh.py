"""The generator as a warped mesh of its noise, and how much room it gives each cell.

All cells are equally likely, so that the density of the points is one over the room that they have.
"""

from __future__ import annotations

from statistics import NormalDist

import numpy as np

from playground.live.gan import NoiseName
from playground.paradigms.gan_lab.frames import CURVE, MESH, TAIL, Floats


def ticks(kind: NoiseName, count: int) -> Floats:
    """Nodes along one coordinate of the noise, rising: even, or the quantiles of the normal distribution."""
    if kind.startswith("uniform"):
        return np.linspace(-1, 1, count, dtype=np.float32)
    normal = NormalDist()
    return np.array([normal.inv_cdf(p) for p in np.linspace(TAIL, 1 - TAIL, count)], dtype=np.float32)


def nodes(kind: NoiseName) -> Floats:
    """All nodes of the noise: ``(MESH, MESH, 2)``, or ``(CURVE,)`` on a line."""
    if kind.endswith("1-D"):
        return ticks(kind, CURVE)
    along = ticks(kind, MESH)
    return np.stack(np.meshgrid(along, along), axis=-1)


def areas(mesh: Floats) -> Floats:
    """Areas of the cells of a mesh ``(rows, columns, 2)``, negative where they are turned over.

    1 is that of a cell where as many are spread evenly over the square from −1 to 1, as uniform noise is.
    """
    across = mesh[1:, 1:] - mesh[:-1, :-1]
    back = mesh[1:, :-1] - mesh[:-1, 1:]
    twice = across[..., 0] * back[..., 1] - across[..., 1] * back[..., 0]
    return np.asarray(twice * (twice.size / 8), dtype=np.float32)


def lengths(curve: Floats) -> Floats:
    """Lengths of the pieces of a curve ``(n, 2)``: 1 is that where as many are spread evenly from −1 to 1."""
    return np.asarray(
        np.linalg.norm(np.diff(curve, axis=0), axis=1) * ((len(curve) - 1) / 2), dtype=np.float32
    )
