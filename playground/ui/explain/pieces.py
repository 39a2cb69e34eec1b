"""The pieces of an equation as pictures."""

from __future__ import annotations

import math

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from playground.ui.explain.content import Equation


class PiecePictures:
    """Makes each piece once in a colour, anew at another size or resolution."""

    def __init__(self, equation: Equation) -> None:
        self._equation = equation
        self._made: dict[tuple[int, str], QPixmap] = {}
        self._made_at = (0.0, 0.0)

    def forget(self) -> None:
        """Make all anew: other colours are wanted from now on."""
        self._made.clear()

    def picture(self, number: int, ink: QColor, em: float, ratio: float, offset: float) -> QPixmap:
        """A piece where an em has so many pixels, each of ``ratio`` device pixels a side.

        ``offset`` is put above it and brings its baseline to a whole pixel.
        """
        if self._made_at != (em, ratio):
            self._made.clear()
            self._made_at = (em, ratio)
        key = (number, ink.name())
        if key not in self._made:
            self._made[key] = self._make(number, ink, em, ratio, offset)
        return self._made[key]

    def _make(self, number: int, ink: QColor, em: float, ratio: float, offset: float) -> QPixmap:
        piece = self._equation.pieces[number]
        width, height = piece.width * em, (piece.ascent + piece.descent) * em
        pixmap = QPixmap(QSize(math.ceil(width), math.ceil(offset + height)) * ratio)
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        svg = piece.svg.replace(self._equation.ink, ink.name())
        painter = QPainter(pixmap)
        QSvgRenderer(svg.encode()).render(painter, QRectF(0, offset, width, height))
        painter.end()
        return pixmap
