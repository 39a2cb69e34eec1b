"""What the discriminator says of a picture: a bar, and a number where that hides little of it."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QGuiApplication, QPainter

from playground.core.words import number
from playground.ui.plots.picture_matrix import Overlay as MatrixOverlay
from playground.ui.plots.picture_matrix import Spot
from playground.ui.tabs.gan.judgements import FAKE, REAL
from playground.ui.widgets.image_strip import Overlay as StripOverlay
from playground.ui.widgets.image_view import Overlay as ViewOverlay
from playground.ui.widgets.theme import themes

_GROUND, _HALF, _INK = QColor(0, 0, 0, 185), QColor(255, 255, 255, 210), QColor("#ffffff")
_BELOW = QColor(128, 128, 128, 110)
"""The ground of a bar that lies on the window and on no picture."""
_LEAST_PICTURE, _LEAST_THICK = 18, 44
_THIN, _THICK = 3, 5
_LETTERS = 9, 12
"""Pixels of the smallest and largest letters, unless the user wants none so small."""
_SHARE = 0.16
_MOST_HIDDEN = 1 / 12
"""Share of a picture that its number may hide."""
BELOW = _THIN + 1
"""Pixels that bars need below the pictures of a matrix."""

KEY = " The bar below each is D, from 0 to 1: blue from ½ on."
"""What bars on pictures are, for the end of a sentence on the discriminator."""

Values = NDArray[np.floating]
Where = TypeVar("Where", int, Spot)


def draw_gauge(painter: QPainter, picture: QRect, value: float, *, written: bool = True) -> None:
    """A bar from 0 to 1 along the lower edge, which ends at ``value``: blue from ½ on, orange below.

    A line stands at ½. Where the number is to be ``written`` and hides little, it is in the upper corner; on
    the smallest pictures, and for NaN, is nothing.
    """
    if not _is_told(picture, value):
        return
    high = _THICK if picture.width() >= _LEAST_THICK else _THIN
    bar = QRectF(picture.left(), picture.bottom() + 1 - high, picture.width(), high)
    painter.save()
    _fill(painter, bar, value, _GROUND, _HALF)
    if written:
        _write(painter, picture, value)
    painter.restore()


def on_view(value: float | None, *, written: bool = True) -> ViewOverlay | None:
    """The bar on one picture, and its number unless it is ``written`` elsewhere; ``None`` for none."""
    return None if value is None else lambda painter, rect: draw_gauge(painter, rect, value, written=written)


def on_strip(values: Values | None) -> StripOverlay | None:
    """The bars on a strip's pictures ``(n,)``."""
    if values is None:
        return None
    return lambda painter, rect, index: draw_gauge(painter, rect, _at(values, index))


def under_matrix(values: Values | None) -> MatrixOverlay | None:
    """The bars under a matrix's pictures ``(rows, columns, count)``, which has room :data:`BELOW` them, and
    their numbers."""
    if values is None:
        return None

    def draw(painter: QPainter, rect: QRect, spot: Spot) -> None:
        value = _at(values, spot)
        if not _is_told(rect, value):
            return
        bar = QRectF(rect.left(), rect.bottom() + 2, rect.width(), _THIN)
        painter.save()
        _fill(painter, bar, value, _BELOW, QColor(themes().theme.foreground))
        _write(painter, rect, value)
        painter.restore()

    return draw


def in_words(
    values: Values | None, named: Callable[[Where], str] = lambda _where: ""
) -> Callable[[Where], str]:
    """Gives how a picture is ``named`` and what is said of it, by its index or spot."""

    def told(where: Where) -> str:
        value = math.nan if values is None else _at(values, where)
        said = f"D = {number(value)}" if math.isfinite(value) else ""
        return ", ".join(filter(None, (named(where), said)))

    return told


def _at(values: Values, where: int | Spot) -> float:
    """The value there; NaN where there is none."""
    places = where if isinstance(where, tuple) else (where,)
    inside = all(0 <= place < side for place, side in zip(places, values.shape, strict=True))
    return float(values[where]) if inside else math.nan


def _is_told(picture: QRect, value: float) -> bool:
    return math.isfinite(value) and picture.width() >= _LEAST_PICTURE


def _fill(painter: QPainter, bar: QRectF, value: float, ground: QColor, half: QColor) -> None:
    painter.fillRect(bar, ground)
    end = QRectF(bar.left(), bar.top(), bar.width() * value, bar.height())
    painter.fillRect(end, REAL if value >= 0.5 else FAKE)
    painter.fillRect(QRectF(bar.center().x() - 0.5, bar.top(), 1, bar.height()), half)


def _write(painter: QPainter, picture: QRect, value: float) -> None:
    """Write the number into the upper right corner, if it hides little of the picture."""
    font, (least, largest) = QFont(QGuiApplication.font()), _LETTERS
    usual = min(largest, max(least, round(_SHARE * picture.height()) - 3))
    font.setPixelSize(max(usual, themes().least))
    metrics = QFontMetrics(font)
    corner = QRect(0, 0, metrics.horizontalAdvance("0.00") + 4, metrics.height())
    if corner.width() * corner.height() > _MOST_HIDDEN * picture.width() * picture.height():
        return
    corner.moveTopRight(picture.topRight())
    painter.fillRect(corner, _GROUND)
    painter.setFont(font)
    painter.setPen(_INK)
    painter.drawText(corner, Qt.AlignmentFlag.AlignCenter, f"{value:.2f}")
