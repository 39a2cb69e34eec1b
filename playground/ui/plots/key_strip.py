"""What the strokes, points and colours of a plane mean."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import msgspec
from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QLinearGradient, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from playground.ui.plots.colours import STAGE
from playground.ui.widgets.restyled import Restyled

Sign = Literal["line", "dash", "dot", "points", "scale"]
_INK = QColor("#e6e9ec")
_PAD, _SIGN = 6, 22


class Key(msgspec.Struct, frozen=True):
    """One entry: a sign in its colours, and its meaning. A scale and points may have more than one colour."""

    sign: Sign
    colours: tuple[str, ...]
    text: str


class KeyStrip(Restyled, QWidget):
    """Entries in as many rows as they need, on the ground of the planes in every theme."""

    def __init__(self) -> None:
        super().__init__()
        self._keys: tuple[Key, ...] = ()
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAccessibleName("What the lines and colours mean")

    def set_keys(self, keys: Sequence[Key]) -> None:
        """Show these entries."""
        if tuple(keys) != self._keys:
            self._keys = tuple(keys)
            self.setAccessibleDescription(", ".join(key.text for key in keys))
            self.updateGeometry()
            self.update()

    def heightForWidth(self, width: int) -> int:
        """Height of all rows."""
        places = self._places(width)
        return places[-1].bottom() + 1 + _PAD // 2 if places else 0

    def sizeHint(self) -> QSize:
        """One row, as wide as the entries."""
        return QSize(400, self.heightForWidth(400))

    def minimumSizeHint(self) -> QSize:
        return QSize(120, self.heightForWidth(max(120, self.width())))

    def _make_room(self) -> None:
        self.updateGeometry()

    def _places(self, width: int) -> list[QRect]:
        metrics = QFontMetrics(self.font())
        height = metrics.height() + 2
        x, y, places = _PAD, _PAD // 2, []
        for key in self._keys:
            length = _width(key) + metrics.horizontalAdvance(key.text) + 2 * _PAD
            if x + length > width and x > _PAD:
                x, y = _PAD, y + height
            places.append(QRect(x, y, length, height))
            x += length + _PAD
        return places

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw sign and meaning of every entry."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), STAGE)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for key, place in zip(self._keys, self._places(self.width()), strict=True):
            sign = QRectF(place.left(), place.top(), _width(key), place.height())
            _draw_sign(painter, key, sign)
            painter.setPen(_INK)
            text = place.adjusted(round(sign.width()) + _PAD, 0, 0, 0)
            painter.drawText(text, Qt.AlignmentFlag.AlignVCenter, key.text)
        painter.end()


def _width(key: Key) -> int:
    return 2 * _SIGN if key.sign == "scale" else _SIGN


def _draw_sign(painter: QPainter, key: Key, place: QRectF) -> None:
    colour, middle = QColor(key.colours[0]), place.center().y()
    if key.sign == "scale":
        bar = QRectF(place.left(), middle - 5, place.width(), 10)
        gradient = QLinearGradient(bar.topLeft(), bar.topRight())
        for index, each in enumerate(key.colours):
            gradient.setColorAt(index / (len(key.colours) - 1), QColor(each))
        painter.fillRect(bar, gradient)
        painter.setPen(QPen(QColor("#59636e"), 1))
        painter.drawRect(bar)
    elif key.sign == "points":
        painter.setPen(Qt.PenStyle.NoPen)
        for index, (share, rise) in enumerate(((0.2, -2), (0.5, 3), (0.8, -1))):
            painter.setBrush(QColor(key.colours[index % len(key.colours)]))
            painter.drawRect(QRectF(place.left() + share * place.width() - 1.5, middle + rise - 1.5, 3, 3))
        painter.setBrush(Qt.BrushStyle.NoBrush)
    else:
        styles = {"line": Qt.PenStyle.SolidLine, "dash": Qt.PenStyle.DashLine, "dot": Qt.PenStyle.DotLine}
        painter.setPen(QPen(colour, 2, styles[key.sign]))
        painter.drawLine(QPointF(place.left(), middle), QPointF(place.right(), middle))
