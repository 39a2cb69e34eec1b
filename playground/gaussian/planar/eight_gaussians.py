"""Eight Gaussians on a circle."""

from __future__ import annotations

import numpy as np

from playground.gaussian.planar._planar import gaussians

_ANGLES = 2 * np.pi * np.arange(8) / 8
_RADIUS, _STD = 1.5, 0.12

PLANAR = gaussians(
    "eight-gaussians",
    "Eight Gaussians",
    10,
    _RADIUS * np.stack([np.cos(_ANGLES), np.sin(_ANGLES)], axis=1),
    _STD,
)
