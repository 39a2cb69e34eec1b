"""Where the pictures of a matrix stand, as plain arithmetic on whole pixels."""

from __future__ import annotations

import math
from typing import NamedTuple

from PySide6.QtCore import QPoint, QRect, QSize

GAP, PAD = 2, 10
APART, TIGHT = QSize(PAD, PAD), QSize(0, PAD)
"""How far cells stand apart: with room around each, or side by side."""


class Heading(NamedTuple):
    """What a row or column is called, and a line of less weight under it."""

    title: str
    caption: str = ""


class Spot(NamedTuple):
    """One picture of a matrix: the one at a ``place`` of a cell."""

    row: int
    column: int
    place: int


class Layout(NamedTuple):
    """Where cells begin, pictures side by side in a cell, a picture's size, and the cells' distance."""

    left: int
    top: int
    across: int
    size: QSize
    stride: QSize

    def rect(self, spot: Spot) -> QRect:
        """Where a picture is drawn."""
        row, column = divmod(spot.place, self.across)
        return QRect(
            self.left + spot.column * self.stride.width() + reach(column, self.size.width()),
            self.top + spot.row * self.stride.height() + reach(row, self.size.height()),
            self.size.width(),
            self.size.height(),
        )

    def spot(self, pixel: QPoint, shape: tuple[int, int, int]) -> Spot | None:
        """The picture of ``shape`` (rows, columns, count) under a pixel."""
        rows, columns, count = shape
        column = (pixel.x() - self.left) // self.stride.width()
        row = (pixel.y() - self.top) // self.stride.height()
        if not (0 <= row < rows and 0 <= column < columns):
            return None
        spots = (Spot(row, column, index) for index in range(count))
        return next((spot for spot in spots if self.rect(spot).contains(pixel)), None)


def arrange(
    area: QRect, shape: tuple[int, int, int], ratio: float, least: QSize, between: QSize = APART
) -> Layout:
    """The largest pictures, ``ratio`` high for each unit of width, with which everything fits the area.

    Cells are at least as large as ``least`` (their headings) where there is room for it; they are ``between``
    apart.
    """
    rows, columns, count = (max(1, number) for number in shape)
    wide = (area.width() - (columns - 1) * between.width()) // columns
    high = (area.height() - (rows - 1) * between.height()) // rows
    across, side = _largest(count, wide, high, ratio)
    size = QSize(side, max(1, round(side * ratio)))
    used = QSize(reach(across, side), reach(math.ceil(count / across), size.height()))
    stride = used.expandedTo(least.boundedTo(QSize(wide, high))) + between
    return Layout(area.left(), area.top(), across, size, stride)


def reach(many: int, side: int) -> int:
    """How far ``many`` pictures of a side reach, with the gaps between them."""
    return many * (side + GAP)


def _largest(count: int, wide: int, high: int, ratio: float) -> tuple[int, int]:
    """Pictures side by side in a cell, and their width, so that they become as large as possible."""
    best = (count, 4)
    for across in range(1, count + 1):
        side = min(wide // across - GAP, int((high // math.ceil(count / across) - GAP) / ratio))
        if side > best[1]:
            best = (across, side)
    return best
