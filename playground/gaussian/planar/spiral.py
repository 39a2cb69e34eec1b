"""Two arms that wind around each other, of even density along the arm."""

from __future__ import annotations

import numpy as np

from playground.gaussian.planar._planar import Matrix, curve

_TURNS, _RADIUS, _STD = 1.25, 2.2, 0.07


def _along(u: Matrix) -> Matrix:
    arm = u >= 0.5
    # The square root makes the points even along an Archimedean spiral; from a little off its centre it is
    # smooth.
    share = np.sqrt(0.02 + 0.98 * (2 * u - arm))
    angle = 2 * np.pi * (_TURNS * share + arm / 2)
    return np.asarray(_RADIUS * share[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1))


PLANAR = curve("spiral", "Spiral", 50, _along, _STD, pieces=2, nodes=512)
