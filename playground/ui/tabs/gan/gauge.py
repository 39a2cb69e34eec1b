"""What the discriminator says of a picture, drawn on its lower edge."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QGuiApplication, QPainter

from playground.ui.plots.picture_matrix import Overlay as MatrixOverlay
from playground.ui.plots.picture_matrix import Spot
from playground.ui.tabs.gan.judgements import FAKE, REAL
from playground.ui.widgets.image_strip import Overlay as StripOverlay
from playground.ui.widgets.image_view import Overlay as ViewOverlay

_GROUND, _HALF, _INK = QColor(0, 0, 0, 185), QColor(255, 255, 255, 210), QColor("#ffffff")
_LEAST_PICTURE, _LEAST_TEXT = 18, 44
_THIN, _SHARE, _LARGEST = 3, 0.16, 22

Values = NDArray[np.floating]


def draw_gauge(painter: QPainter, picture: QRect, value: float) -> None:
    """A bar from 0 to 1 that ends at ``value``, blue from ½ on and orange below, with a line at ½.

    Where there is room the number stands beside it; on the smallest pictures, and for NaN, is nothing.
    """
    if not math.isfinite(value) or picture.width() < _LEAST_PICTURE:
        return
    told = picture.width() >= _LEAST_TEXT
    high = min(_LARGEST, max(11, round(_SHARE * picture.height()))) if told else _THIN
    band = QRect(picture.left(), picture.bottom() + 1 - high, picture.width(), high)
    painter.save()
    painter.fillRect(band, _GROUND)
    bar = QRectF(band)
    if told:
        bar = QRectF(band).adjusted(3, high * 0.3, -3 - _write(painter, band, value), -high * 0.3)
    painter.fillRect(
        QRectF(bar.left(), bar.top(), bar.width() * value, bar.height()), REAL if value >= 0.5 else FAKE
    )
    painter.fillRect(QRectF(bar.center().x() - 0.5, band.top(), 1, band.height()), _HALF)
    painter.restore()


def on_view(value: float | None) -> ViewOverlay | None:
    """The bar on one picture; ``None`` for none."""
    return None if value is None else lambda painter, rect: draw_gauge(painter, rect, value)


def on_strip(values: Values | None) -> StripOverlay | None:
    """The bars of a strip's pictures ``(n,)``."""
    over = on_matrix(None if values is None else values[:, None, None])
    return None if over is None else lambda painter, rect, index: over(painter, rect, Spot(index, 0, 0))


def on_matrix(values: Values | None) -> MatrixOverlay | None:
    """The bars of a matrix's pictures ``(rows, columns, count)``."""
    if values is None:
        return None

    def draw(painter: QPainter, rect: QRect, spot: Spot) -> None:
        if all(place < side for place, side in zip(spot, values.shape, strict=True)):
            draw_gauge(painter, rect, float(values[spot]))

    return draw


def _write(painter: QPainter, band: QRect, value: float) -> int:
    """Write the number at the right, and give the room that it takes."""
    font = QFont(QGuiApplication.font())
    font.setPixelSize(max(9, band.height() - 3))
    width = QFontMetrics(font).horizontalAdvance("0.00") + 4
    painter.setFont(font)
    painter.setPen(_INK)
    painter.drawText(
        QRect(band.right() + 1 - width, band.top(), width - 2, band.height()),
        Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, f"{value:.2f}",
    )  # fmt: skip
    return width
