"""Twenty-five Gaussians on a grid."""

from __future__ import annotations

import numpy as np

from playground.gaussian.planar._planar import gaussians

_TICKS = np.linspace(-1.6, 1.6, 5)
_STD = 0.08

PLANAR = gaussians(
    "25-gaussians", "25 Gaussians", 20, np.stack(np.meshgrid(_TICKS, _TICKS), axis=-1).reshape(-1, 2), _STD
)
