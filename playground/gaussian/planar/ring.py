"""A ring."""

from __future__ import annotations

import numpy as np

from playground.gaussian.planar._planar import Matrix, curve

_RADIUS, _STD = 1.5, 0.1


def _along(u: Matrix) -> Matrix:
    return _RADIUS * np.stack([np.cos(2 * np.pi * u), np.sin(2 * np.pi * u)], axis=1)


PLANAR = curve("ring", "Ring", 30, _along, _STD, closed=True)
