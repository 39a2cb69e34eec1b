"""Two half circles that reach into each other."""

from __future__ import annotations

import numpy as np

from playground.gaussian.planar._planar import Matrix, curve

_RADIUS, _STD = 1.2, 0.1


def _along(u: Matrix) -> Matrix:
    lower = u >= 0.5
    angle = np.pi * (2 * u - lower)
    x, y = np.cos(angle), np.sin(angle)
    points = np.stack([np.where(lower, 1 - x, x) - 0.5, np.where(lower, 0.5 - y, y) - 0.25], axis=1)
    return np.asarray(_RADIUS * points)


PLANAR = curve("two-moons", "Two moons", 40, _along, _STD, pieces=2)
