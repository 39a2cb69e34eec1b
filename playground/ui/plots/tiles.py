"""Decoded tiles as one picture under a plane."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QImage, QPainter

from playground.core.pictures import squared
from playground.ui.plots.colours import STAGE, mix
from playground.ui.plots.heat import draw_upright
from playground.ui.plots.item import Item, square

_BRIGHTEST = 0.62
"""White tiles are drawn this bright, so that dots and rings stay legible on them."""


class TileBackdrop(Item):
    """A mosaic over the square ±radius, row 0 at the top (the largest vertical value)."""

    def __init__(self) -> None:
        super().__init__(kept=True)
        self._mosaic: NDArray[np.uint8] | None = None
        self._image: QImage | None = None
        self._radius = 1.0
        self.set_bounds(square(self._radius))
        self._tiles = 1

    def set_mosaic(self, mosaic: NDArray[np.uint8], radius: float, tiles: int) -> None:
        """Show ``mosaic`` ([3,] rows, columns) of ``tiles`` × ``tiles`` pictures over ±radius."""
        self.set_bounds(square(radius))
        self._radius, self._tiles = radius, tiles
        mosaic = squared(mosaic, tiles)
        height, width = mosaic.shape[-2:]
        if mosaic.ndim == 2:
            self._mosaic = np.ascontiguousarray(mosaic)
            self._image = QImage(self._mosaic.data, width, height, width, QImage.Format.Format_Indexed8)
            self._image.setColorTable(_greys())
        else:
            self._mosaic = np.ascontiguousarray(_dimmed(mosaic))
            self._image = QImage(self._mosaic.data, width, height, 3 * width, QImage.Format.Format_RGB888)
        self.redraw()

    def tile_centre(self, row: int, column: int) -> QPointF:
        """Where the tile of a row (from the top) and column (from the left) was decoded."""
        side = 2 * self._radius / self._tiles
        return QPointF(-self._radius + (column + 0.5) * side, self._radius - (row + 0.5) * side)

    def draw(self, painter: QPainter) -> None:
        if self._image is None:
            painter.fillRect(self.boundingRect(), STAGE)
        else:
            draw_upright(painter, self.boundingRect(), self._image)


def _dimmed(mosaic: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Colours as they are drawn (rows, columns, 3): each channel as its level of grey is."""
    greys = np.array([QColor(level).toTuple()[:3] for level in _greys()], dtype=np.uint8)  # type: ignore[index]
    return np.stack([greys[mosaic[channel], channel] for channel in range(3)], axis=-1)


@cache
def _greys() -> tuple[int, ...]:
    """What is drawn for each of the 256 levels, made once: a plane of 20 rows sets its mosaic 20 times."""
    white = QColor("white")
    return tuple(int(mix(STAGE, white, _BRIGHTEST * level / 255).rgb()) for level in range(256))
