"""Many small pictures in one image, from which each is drawn."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QImage, QPainter

from playground.core.pictures import shown
from playground.ui.widgets.qimage import to_qimage


class PictureSheet:
    """Pictures ``(n, channels, height, width)`` below one another."""

    def __init__(self, pictures: NDArray[np.uint8]) -> None:
        pictures = shown(pictures)
        channels, self._height, self._width = pictures.shape[1:]
        tall = pictures.transpose(1, 0, 2, 3).reshape(channels, -1, self._width)
        # Enlarging is drawn ten times faster from this format than from grey levels.
        self._image = to_qimage(tall).convertToFormat(QImage.Format.Format_RGB32)

    def picture(self, index: int) -> QImage:
        """One of the pictures in its own size."""
        return self._image.copy(0, index * self._height, self._width, self._height)

    def draw(self, painter: QPainter, target: QRect, index: int) -> None:
        """Draw one of the pictures into a rectangle: enlarged with hard edges, shrunk without gaps.

        A square one is drawn over the whole of it, others as large as they fit in their own proportions.
        """
        if self._height != self._width:
            size = QSize(self._width, self._height).scaled(target.size(), Qt.AspectRatioMode.KeepAspectRatio)
            place = QRect(QPoint(0, 0), size)
            place.moveCenter(target.center())
            target = place
        # Qt's SVG generator draws a whole image wherever a part of it is asked for.
        part = self.picture(index)
        shrunk = target.width() * painter.device().devicePixelRatioF() < self._width
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, shrunk)
        painter.drawImage(target, part)
