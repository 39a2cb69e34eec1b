"""The swiss roll seen from its side, with its parameter spread evenly."""

from __future__ import annotations

import numpy as np

from playground.gaussian.planar._planar import Matrix, curve

_SCALE, _STD = 0.16, 0.08


def _along(u: Matrix) -> Matrix:
    angle = 1.5 * np.pi * (1 + 2 * u)
    return np.asarray(_SCALE * angle[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1))


PLANAR = curve("swiss-roll", "Swiss roll", 60, _along, _STD, nodes=384)
