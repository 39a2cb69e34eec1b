"""The colours of the game: blue for what is real, orange for what is generated."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor

REAL = QColor("#9fd3ff")
FAKE = QColor("#ffb459")
CARRIED = QColor("#ffffff")
"""Generated points on the generator's own mesh, which is orange."""
STICKS = QColor(255, 221, 170, 170)
"""A light shade of the points that they pull, as the border is white."""
BORDER = QColor("#ffffff")
CHANGE = QColor("#ff8ad4")

FIELD = ("#9a560f", "#5c3711", "#14161a", "#153b5d", "#2273b3")
"""From generated over “cannot tell” to real; the middle is that of the scale, so D = ½ is the darkest."""

STRETCH = ("#ffb3ee", "#a3479a", "#40254a", "#fff3d6", "#ffb459", "#85531c", "#2f261b")
"""The first three for cells that are turned over, the others for those the right way up, each from crowded to
thin; see :func:`tints`."""

TURNED, CROWDING = STRETCH[:3], STRETCH[3:]

CROWDED, THIN = -1.2, 1.2
"""Base-10 logarithms of the room of a cell that are shown as most crowded and as thinnest."""

_TURNED, _UPRIGHT = 85, 128
"""The last tint of cells that are turned over, and the first of the others."""


def tints(room: NDArray[np.floating]) -> NDArray[np.uint8]:
    """Tints 0…255 of the areas or lengths of equally likely cells, negative where turned over: they tell the
    density of points."""
    sizes = np.log10(np.maximum(np.abs(np.asarray(room, np.float64)), 1e-12))
    share = np.clip(np.nan_to_num((sizes - CROWDED) / (THIN - CROWDED), nan=1.0), 0, 1)
    shown = np.where(np.signbit(room), share * _TURNED, _UPRIGHT + share * (255 - _UPRIGHT))
    return np.rint(shown).astype(np.uint8)
