"""One picture, enlarged without blur."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QContextMenuEvent, QImage, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from playground.ui.widgets.menus import is_heard, picture_menu
from playground.ui.widgets.qimage import to_qimage

_STALE_VEIL = QColor(0, 0, 0, 120)


Overlay = Callable[[QPainter, QRect], None]
"""Draws something on a picture: the painter, and where the picture is."""


class ImageView(QWidget):
    """Grey levels 0…255 drawn as they are, in the largest whole square that fits; stale ones are dimmed."""

    painted = Signal()
    """A new picture has been painted."""

    clicked = Signal()

    menu_asked = Signal(QPoint)
    """The right button was pressed at this place on the screen."""

    def __init__(self, name: str, least: int = 56, *, snug: bool = False) -> None:
        """Where ``snug``, it takes no more height than its width needs."""
        super().__init__()
        self._snug = snug
        self.setAccessibleName(name)
        self._image: QImage | None = None
        self.picture: NDArray[np.uint8] | None = None
        """What is shown, ``(channels, height, width)``."""
        self.stale = False
        """Whether the picture is an older one than was asked for."""
        self._fresh = False
        self._over: Overlay | None = None
        self.setMinimumSize(least, least)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent, False)

    def set_picture(self, picture: NDArray[np.uint8] | None) -> None:
        """Show a picture, or nothing."""
        self.picture = picture
        self._image = None if picture is None else to_qimage(picture)
        self._fresh = picture is not None
        self._limit_height()
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Limit the height by the width."""
        super().resizeEvent(event)
        self._limit_height()

    def _limit_height(self) -> None:
        if self._snug:
            size = QSize(1, 1) if self._image is None else self._image.size()
            high = math.ceil(self.width() * size.height() / size.width())
            self.setMaximumHeight(max(high, self.minimumHeight()))

    def set_overlay(self, overlay: Overlay | None) -> None:
        """Draw something of another's on the picture, or nothing; given anew whenever it changes."""
        self._over = overlay
        self.update()

    def set_stale(self, stale: bool) -> None:
        """Dim the picture: what was asked for could not be computed."""
        if stale != self.stale:
            self.stale = stale
            self.update()

    def sizeHint(self) -> QSize:
        """Room for seven-fold enlargement of 28 × 28."""
        return QSize(196, 196)

    def target(self) -> QRect:
        """Where the picture is drawn: centred, in its own proportions."""
        if self._image is None:
            side = min(self.width(), self.height())
            return QRect((self.width() - side) // 2, (self.height() - side) // 2, side, side)
        size = self._image.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        return QRect(
            (self.width() - size.width()) // 2,
            (self.height() - size.height()) // 2,
            size.width(),
            size.height(),
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the picture with hard pixel edges."""
        painter = QPainter(self)
        if self._image is None:
            painter.fillRect(self.target(), QColor(0, 0, 0, 40))
        else:
            painter.drawImage(self.target(), self._image)
            if self._over is not None:
                self._over(painter, self.target())
        if self.stale:
            painter.fillRect(self.target(), _STALE_VEIL)
            painter.setPen(QColor("white"))
            painter.drawText(self.target(), Qt.AlignmentFlag.AlignCenter, "not current")
        painter.end()
        if self._fresh:
            self._fresh = False
            self.painted.emit()

    def mouseReleaseEvent(self, event: object) -> None:
        """A click anywhere."""
        self.clicked.emit()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for the picture's menu, or show the usual one where nobody has another."""
        if is_heard(self, self.menu_asked):
            self.menu_asked.emit(event.globalPos())
        elif self.picture is not None and not self.stale:
            picture_menu(self.picture, self).popup(event.globalPos())
