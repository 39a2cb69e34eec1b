"""A cell of the ranking that draws the divergences of all seeds on one logarithmic scale."""

from __future__ import annotations

import math

import msgspec
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from playground.paradigms.league.results import Spread
from playground.ui.plots.colours import mix

LOW, HIGH = 0.0003, 1.0
"""Bits at the left and right end of every cell."""
ROLE = Qt.ItemDataRole.UserRole + 1
_TEXT, _PAD, _DOT = "0.0000 ", 6, 2.2
_PALE = 60


class Marks(msgspec.Struct, frozen=True):
    """What a cell draws: each seed's divergence, their spread, and up to where exact samples come."""

    ink: str
    divergences: tuple[float, ...]
    spread: Spread | None
    floor: float


class IntervalDelegate(QStyledItemDelegate):
    """Paints :class:`Marks`."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Room for the number and a scale."""
        metrics = QFontMetrics(option.font)
        return QSize(metrics.horizontalAdvance(_TEXT) + 150, metrics.height() + 6)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """The median as a number, and all divergences beside it."""
        super().paint(painter, option, index)
        marks = index.data(ROLE)
        if not isinstance(marks, Marks):
            return
        area = QRectF(option.rect)
        text = QFontMetrics(option.font).horizontalAdvance(_TEXT) + 2 * _PAD
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        draw(painter, area.adjusted(text, 3, -_PAD, -3), marks, option.palette.text().color())
        painter.restore()


def place(bits: float, area: QRectF) -> float:
    """Where on the scale of an area a divergence is; beyond its ends, at them."""
    share = math.log(min(max(bits, LOW), HIGH) / LOW) / math.log(HIGH / LOW)
    return area.left() + share * area.width()


def draw(painter: QPainter, area: QRectF, marks: Marks, text: QColor) -> None:
    """All marks, in an area."""
    middle, ink = area.center().y(), QColor(marks.ink)
    if math.isfinite(marks.floor):
        pale = mix(text, ink, 0.3)
        pale.setAlpha(_PALE)
        painter.fillRect(QRectF(area.topLeft(), QPointF(place(marks.floor, area), area.bottom())), pale)
    if marks.spread is not None:
        _draw_spread(painter, area, marks.spread, ink)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(text)
    for bits in marks.divergences:
        painter.drawEllipse(QPointF(place(bits, area), middle), _DOT, _DOT)


def _draw_spread(painter: QPainter, area: QRectF, spread: Spread, ink: QColor) -> None:
    middle, half = area.center().y(), 0.32 * area.height()
    if spread.low is not None and spread.high is not None:
        painter.setPen(QPen(ink, 1.5))
        left, right = place(spread.low, area), place(spread.high, area)
        painter.drawLine(QPointF(left, middle), QPointF(right, middle))
    box = QRectF(place(spread.lower, area), middle - half, 0, 2 * half)
    box.setRight(place(spread.upper, area))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink)
    painter.setOpacity(0.55)
    painter.drawRect(box)
    painter.setOpacity(1)
    at = place(spread.median, area)
    painter.setPen(QPen(ink, 2.5))
    painter.drawLine(QPointF(at, middle - half), QPointF(at, middle + half))
