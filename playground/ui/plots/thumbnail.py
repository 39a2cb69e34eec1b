"""Arrays as pictures of a few pixels: of pictures one, points as dots, fields as heat, vectors as bars."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QImage

from playground.core.frames import Array
from playground.ui.plots.colours import STAGE, class_colour
from playground.ui.plots.heat import DENSITY, ramp, to_levels, worn_scale
from playground.ui.widgets.qimage import to_qimage

_EXTENT = 3.5
"""Half the side of the square of the plane that is seen."""
_BARS = 24
_DEVIATIONS = 2.5
"""Normal noise that is darkest and brightest lies so many deviations from 0."""


def thumbnail(array: Array, side: int) -> QImage | None:
    """An array as a picture of about ``side`` × ``side`` pixels; ``None`` where it is empty.

    Arrays of bytes are pictures ``(…, channels, height, width)`` or one ``(height, width)``; floats are
    pictures of noise, points ``(n, 1 or 2)``, a field ``(n, n)`` with row 0 at the bottom, or one vector.
    """
    values = np.asarray(array)
    if not values.size:
        return None
    while values.ndim > 3:
        values = values[0]
    if values.dtype == np.uint8:
        return to_qimage(values)
    values = np.nan_to_num(values.astype(np.float64))
    if values.ndim == 3:
        return to_qimage(to_levels(values, -_DEVIATIONS, _DEVIATIONS))
    if values.ndim == 2 and values.shape[1] <= 2:
        return _dotted(values, side)
    if values.ndim == 2 and values.shape[0] == values.shape[1]:
        return _coloured(to_levels(values, float(values.min()), float(values.max()) + 1e-9)[::-1])
    return _bars(values if values.ndim == 1 else values[0], side)


def _dotted(points: NDArray[np.float64], side: int) -> QImage:
    """Points of the plane, or of a line through its middle."""
    flat = points if points.shape[1] == 2 else np.column_stack([points, np.zeros(len(points))])
    places = np.floor((flat / _EXTENT + 1) * side / 2).astype(np.intp)
    places = places[((places >= 0) & (places < side)).all(axis=1)]
    levels = np.zeros((side, side), np.uint8)
    levels[side - 1 - places[:, 1], places[:, 0]] = 1
    return _indexed(levels, _inks())


def _bars(values: NDArray[np.float64], side: int) -> QImage:
    """A vector: bars up and down from the middle."""
    shown = values[np.linspace(0, len(values) - 1, min(len(values), _BARS)).round().astype(int)]
    heights = np.clip(shown / max(_DEVIATIONS, float(np.abs(shown).max())), -1, 1) * (side / 2 - 1)
    which = np.arange(side) * len(shown) // side
    up = side / 2 - np.arange(side)[:, None] - 0.5
    filled = (np.sign(up) == np.sign(heights[which])) & (np.abs(up) <= np.abs(heights[which]))
    levels = filled.astype(np.uint8)
    levels[side // 2, levels[side // 2] == 0] = 2
    return _indexed(levels, _inks())


def _coloured(levels: NDArray[np.uint8]) -> QImage:
    return _indexed(levels, ramp(worn_scale(DENSITY)))


def _inks() -> tuple[int, ...]:
    return tuple(int(colour.rgb()) for colour in (STAGE, class_colour(5), QColor("#5a6672")))


def _indexed(levels: NDArray[np.uint8], table: tuple[int, ...]) -> QImage:
    data = np.ascontiguousarray(levels)
    height, width = data.shape
    image = QImage(data.data, width, height, width, QImage.Format.Format_Indexed8).copy()
    image.setColorTable(table)
    return image
