"""Colours around a circle, for angles: neighbours are alike, and so are the first and the last."""

from __future__ import annotations

import math
from functools import cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor

_CHROMA = 0.115
_LIGHTNESS, _SWING = 0.76, 0.12
"""Lightness goes up and down once around the circle, so that it tells angles where hues look alike."""
_FIRST = math.radians(100)
"""The hue of the lightest colour, yellow: its opposite, blue, is the darkest."""

# Björn Ottosson's Oklab: cubes of cone responses, and linear sRGB from these.
_CONES = np.array([
    [1.0, 0.3963377774, 0.2158037573],
    [1.0, -0.1055613458, -0.0638541728],
    [1.0, -0.0894841775, -1.2914855480],
])  # fmt: skip
_LINEAR = np.array([
    [4.0767416621, -3.3077115913, 0.2309699292],
    [-1.2684380046, 2.6097574011, -0.3413193965],
    [-0.0041960863, -0.7034186147, 1.7076147010],
])  # fmt: skip


@cache
def wheel(count: int = 48) -> tuple[QColor, ...]:
    """Colours of as many equal parts of the circle, from −π on, all light enough for a dark ground."""
    angles = (np.arange(count) + 0.5) / count * 2 * math.pi - math.pi
    lightness = _LIGHTNESS + _SWING * np.cos(angles)
    hue = _FIRST + angles
    lab = np.stack([lightness, _CHROMA * np.cos(hue), _CHROMA * np.sin(hue)], axis=1)
    linear = np.clip((lab @ _CONES.T) ** 3 @ _LINEAR.T, 0, 1)
    coded = np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)
    return tuple(QColor.fromRgbF(*map(float, row)) for row in coded)


def parts(angles: NDArray[np.floating], count: int = 48) -> NDArray[np.intp]:
    """Which of the colours each angle in (−π, π] has, ``(n,)``."""
    turn = (np.asarray(angles, dtype=np.float64) + math.pi) / (2 * math.pi)
    return np.clip((turn * count).astype(np.intp), 0, count - 1)
