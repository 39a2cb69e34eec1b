"""What the discriminator says of a picture, drawn on its edge, where it hides little."""

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
from playground.ui.widgets.theme import themes

_GROUND, _HALF, _INK = QColor(0, 0, 0, 185), QColor(255, 255, 255, 210), QColor("#ffffff")
_LEAST_PICTURE, _LEAST_TEXT = 18, 44
_THIN, _THICK, _SHARE, _LARGEST = 3, 5, 0.16, 20

Values = NDArray[np.floating]


def draw_gauge(painter: QPainter, picture: QRect, value: float) -> None:
    """A bar from 0 to 1 along the lower edge, which ends at ``value``: blue from ½ on, orange below.

    A line stands at ½. Where there is room the number is in the upper corner; on the smallest pictures, and
    for NaN, is nothing.
    """
    if not math.isfinite(value) or picture.width() < _LEAST_PICTURE:
        return
    told = picture.width() >= _LEAST_TEXT
    high = _THICK if told else _THIN
    bar = QRectF(picture.left(), picture.bottom() + 1 - high, picture.width(), high)
    painter.save()
    painter.fillRect(bar, _GROUND)
    painter.fillRect(QRectF(bar.left(), bar.top(), bar.width() * value, high), REAL if value >= 0.5 else FAKE)
    painter.fillRect(QRectF(bar.center().x() - 0.5, bar.top(), 1, high), _HALF)
    if told:
        _write(painter, picture, value)
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


def _write(painter: QPainter, picture: QRect, value: float) -> None:
    """Write the number into the upper right corner."""
    font = QFont(QGuiApplication.font())
    usual = min(_LARGEST, max(9, round(_SHARE * picture.height()) - 3))
    font.setPixelSize(max(usual, themes().least))
    metrics = QFontMetrics(font)
    corner = QRect(0, 0, metrics.horizontalAdvance("0.00") + 6, metrics.height())
    corner.moveTopRight(picture.topRight())
    painter.fillRect(corner, _GROUND)
    painter.setFont(font)
    painter.setPen(_INK)
    painter.drawText(corner, Qt.AlignmentFlag.AlignCenter, f"{value:.2f}")
