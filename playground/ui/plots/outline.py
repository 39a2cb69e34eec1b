"""The outline of some pixels of a picture, drawn on it: what lies under it and within stays to be seen."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLine, QRect
from PySide6.QtGui import QPainter, QPen

from playground.ui.plots.colours import POSTERIOR, worn

Edges = NDArray[np.int64]


class Outline:
    """One line around each region of a mask ``(height, width)``, and around each hole in it."""

    def __init__(self, mask: NDArray[np.generic]) -> None:
        self._edges, self._sides = edges_of(mask), mask.shape

    def draw(self, painter: QPainter, rect: QRect) -> None:
        """Draw it on the picture that is drawn in a rectangle."""
        high, wide = self._sides
        xs = _pixels(rect.left(), rect.width(), self._edges[:, ::2], wide)
        ys = _pixels(rect.top(), rect.height(), self._edges[:, 1::2], high)
        ends = np.stack([xs[:, 0], ys[:, 0], xs[:, 1], ys[:, 1]], axis=1).tolist()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(QPen(worn(POSTERIOR), 1))
        painter.drawLines([QLine(*each) for each in ends])
        painter.restore()


def edges_of(mask: NDArray[np.generic]) -> Edges:
    """Sides of pixels ``(n, 4)``, from x, y to x, y, that have the mask on one side and not on the other.

    Beyond the picture nothing is of the mask.
    """
    inside = np.pad(np.asarray(mask, dtype=bool), 1)
    y, x = np.nonzero(inside[1:, 1:-1] != inside[:-1, 1:-1])
    flat = np.stack([x, y, x + 1, y], axis=1)
    y, x = np.nonzero(inside[1:-1, 1:] != inside[1:-1, :-1])
    return np.concatenate([flat, np.stack([x, y, x, y + 1], axis=1)])


def _pixels(begin: int, length: int, places: Edges, most: int) -> Edges:
    """Where sides of pixels are drawn; the last one on the last of the rectangle, not beside it."""
    found: Edges = begin + np.minimum(np.rint(places * (length / most)).astype(np.int64), length - 1)
    return found
