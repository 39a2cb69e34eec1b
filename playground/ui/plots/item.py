"""What is drawn on a plot, in its coordinates."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QGraphicsItem, QGraphicsObject, QStyleOptionGraphicsItem, QWidget


class Item(QGraphicsObject):
    """Base of all of ours. What is slow to draw and seldom changes is kept as a picture."""

    def __init__(self, *, kept: bool = False) -> None:
        super().__init__()
        self._bounds = QRectF()
        self.kept = kept
        self.keep(kept)

    def boundingRect(self) -> QRectF:
        """All that it may draw on."""
        return self._bounds

    def set_bounds(self, bounds: QRectF) -> None:
        """Draw on this part of the plot."""
        if bounds != self._bounds:
            self.prepareGeometryChange()
            self._bounds = QRectF(bounds)

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        self.draw(painter)

    def draw(self, painter: QPainter) -> None:
        """Draw it."""
        raise NotImplementedError

    def keep(self, kept: bool) -> None:
        """Keep the picture, or draw the item every time."""
        modes = QGraphicsItem.CacheMode
        self.setCacheMode(modes.DeviceCoordinateCache if kept else modes.NoCache)

    def redraw(self) -> None:
        """Draw anew what is kept.

        It does not suffice to call ``update``: when the item's place or size on the screen changes with its
        content, Qt moves the kept picture and draws nothing but what came into sight at its edges. Nor does
        it suffice to forget the picture: nothing asks for another one then.
        """
        self.keep(False)
        self.keep(True)
        self.update()


def square(extent: float) -> QRectF:
    """The square ±extent."""
    return QRectF(-extent, -extent, 2 * extent, 2 * extent)


def around(*clouds: NDArray[np.floating], room: float = 0.0) -> QRectF:
    """The rectangle around all points ``(…, 2)``, with room beside them as a share of its longer side."""
    points = np.concatenate([cloud.reshape(-1, 2) for cloud in clouds])
    if not len(points):
        return QRectF()
    low, high = points.min(axis=0), points.max(axis=0)
    more = room * max(float((high - low).max()), 1e-6)
    return QRectF(*map(float, (*low, *(high - low)))).adjusted(-more, -more, more, more)
