"""A field of numbers over a square of the plane, as a coloured ground with levels that never move."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from playground.ui.plots.colours import mix
from playground.ui.plots.item import Item, square
from playground.ui.widgets.theme import themes

DENSITY = ("#101216", "#10283d", "#174a66", "#25708a", "#4497a5", "#7dbcbd")
"""From no density to much: dark enough that yellow and white marks are legible on all of it."""

SIGNED = ("#7db8f0", "#2f6da8", "#14161a", "#a8641c", "#f5b267")
"""From too little over right to too much."""

BITS = ("#101216", "#3b1d5e", "#8c2f6b", "#d9573f", "#f6a53b", "#fcf3b0")
"""From none to many, where nothing stands on it."""

COLOUR_BLIND = {
    SIGNED: (
        "#5dbaff", "#4e8dc0", "#3e6182", "#2b3948", "#151515", "#473421", "#7d572b", "#b67b34", "#f3a23d",
    ),
    BITS: ("#101217", "#1d2b3c", "#2a4667", "#426894", "#6a8ebc", "#98b2d8", "#c5d3ea", "#eff2f8"),
}  # fmt: skip
"""What scales are in the palette for the colour-blind, in even steps for all readers; the others are so
anyway."""


def worn_scale(anchors: Sequence[str]) -> tuple[str, ...]:
    """The anchors of a scale in the palette that is worn."""
    own = tuple(anchors)
    return own if themes().theme.palette == "usual" else COLOUR_BLIND.get(own, own)


@cache
def ramp(anchors: Sequence[str]) -> tuple[int, ...]:
    """256 colours that run through the anchors at equal distances."""
    colours = [QColor(anchor) for anchor in anchors]
    places = np.linspace(0, len(colours) - 1, 256)
    lower = np.minimum(places.astype(int), len(colours) - 2)
    return tuple(
        int(mix(colours[low], colours[low + 1], float(place - low)).rgb())
        for place, low in zip(places, lower, strict=True)
    )


def to_levels(values: NDArray[np.floating], low: float, high: float) -> NDArray[np.uint8]:
    """Levels 0…255 of values between ``low`` and ``high``; beyond them the nearer end, for NaN the lowest."""
    share = (np.asarray(values, dtype=np.float64) - low) / (high - low)
    return np.rint(255 * np.clip(np.nan_to_num(share, nan=0.0), 0, 1)).astype(np.uint8)


class Heat(Item):
    """Levels ``(n, n)`` over the square ±extent; row 0 lies at the bottom."""

    def __init__(self, anchors: Sequence[str] = DENSITY) -> None:
        super().__init__()
        self._anchors = tuple(anchors)
        self._levels: NDArray[np.uint8] | None = None
        self._image: QImage | None = None

    def set_colours(self, anchors: Sequence[str]) -> None:
        """Draw the levels in other colours."""
        self._anchors = tuple(anchors)
        self.update()

    def set_levels(self, levels: NDArray[np.uint8] | None, extent: float) -> None:
        """Show levels over ±extent, or nothing."""
        self.set_bounds(square(extent))
        self._image = None
        if levels is not None:
            self._levels = np.ascontiguousarray(levels[::-1])  # pictures begin at the top
            rows, columns = self._levels.shape
            self._image = QImage(self._levels.data, columns, rows, columns, QImage.Format.Format_Indexed8)
        self.update()

    def draw(self, painter: QPainter) -> None:
        if self._image is not None:
            self._image.setColorTable(ramp(worn_scale(self._anchors)))
            draw_upright(painter, self.boundingRect(), self._image)


def draw_upright(painter: QPainter, place: QRectF, image: QImage) -> None:
    """Draw a picture on a plane, whose vertical axis points up where a picture's rows go down."""
    painter.save()
    painter.scale(1, -1)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.drawImage(place, image)
    painter.restore()
