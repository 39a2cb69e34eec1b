"""A heart."""

from __future__ import annotations

import numpy as np

from playground.gaussian.planar import Matrix, curve


def _along(u: Matrix) -> Matrix:
    t = 2 * np.pi * u
    x = 16 * np.sin(t) ** 3
    y = 13 * np.cos(t) - 5 * np.cos(2 * t) - 2 * np.cos(3 * t) - np.cos(4 * t) + 2
    return np.asarray(np.stack([x, y], axis=1) / 8)


PLANAR = curve("heart", "Heart", 45, _along, 0.1, closed=True)
