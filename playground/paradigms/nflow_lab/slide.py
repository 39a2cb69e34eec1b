"""Between layers: where points are after a number of layers, whole or not, and how areas have grown."""

from __future__ import annotations

import math

import numpy as np

from playground.paradigms.nflow_lab.frames import Floats


def places(way: Floats, position: float) -> Floats:
    """Points ``(n, 2)`` at a position, of their places ``(L + 1, n, 2)`` at the whole ones."""
    before = min(math.floor(position), len(way) - 1)
    share = np.float32(position - before)
    if share == 0:
        return np.asarray(way[before])
    return np.asarray(way[before] + share * (way[before + 1] - way[before]), dtype=np.float32)


def log_areas(log_slopes: Floats, position: float) -> Floats:
    """log|det J| ``(n,)`` of the map to a position, of the logarithms of each layer's slopes ``(L, n, 2)``.

    A layer's Jacobian J is triangular, so that of its blend with the identity, 1 + s(J − 1), is triangular,
    too, with 1 + s(slope − 1) on its diagonal.
    """
    before = min(math.floor(position), len(log_slopes))
    share = position - before
    total = log_slopes[:before].sum((0, 2), dtype=np.float64)
    if share:
        total = total + np.log1p(share * np.expm1(log_slopes[before].astype(np.float64))).sum(1)
    return np.asarray(total, dtype=np.float32)
