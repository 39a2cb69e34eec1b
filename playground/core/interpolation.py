"""Straight and spherical paths between two latent points."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_PARALLEL = 1e-6


def linear(a: NDArray[np.floating], b: NDArray[np.floating], t: NDArray[np.floating]) -> NDArray[np.float64]:
    """Points ``(1 − t)·a + t·b``, shape ``(len(t), d)``."""
    weights = np.asarray(t, dtype=np.float64)[:, None]
    return (1 - weights) * a + weights * b


def spherical(
    a: NDArray[np.floating], b: NDArray[np.floating], t: NDArray[np.floating]
) -> NDArray[np.float64]:
    """Points whose direction turns at constant speed from ``a`` to ``b`` while the length changes linearly.

    In many dimensions a Gaussian's samples lie near a sphere, and this path stays there where the straight
    one cuts through the unlikely middle (Shoemake 1985; White 2016, "Sampling generative networks").
    Parallel or zero vectors have no turning plane: there the path is straight. Opposite vectors have many:
    the turn is made in the plane with the axis on which ``a`` is smallest.
    """
    a64, b64 = np.asarray(a, dtype=np.float64), np.asarray(b, dtype=np.float64)
    length_a, length_b = np.linalg.norm(a64), np.linalg.norm(b64)
    if min(length_a, length_b) < _PARALLEL or len(a64) < 2:
        return linear(a64, b64, t)
    unit_a, unit_b = a64 / length_a, b64 / length_b
    cosine = float(np.clip(unit_a @ unit_b, -1, 1))
    side = unit_b - cosine * unit_a
    if np.linalg.norm(side) < _PARALLEL:
        if cosine > 0:
            return linear(a64, b64, t)
        axis = np.zeros_like(a64)
        axis[np.argmin(np.abs(a64))] = 1
        side = axis - (axis @ unit_a) * unit_a
    side /= np.linalg.norm(side)
    weights = np.asarray(t, dtype=np.float64)[:, None]
    angle = np.arctan2(unit_b @ side, cosine) * weights if cosine > -1 else np.pi * weights
    lengths = (1 - weights) * length_a + weights * length_b
    return lengths * (np.cos(angle) * unit_a + np.sin(angle) * side)
