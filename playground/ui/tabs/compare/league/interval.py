"""A cell of the ranking that draws the distances of all seeds on one logarithmic scale."""

from __future__ import annotations

import math

import msgspec
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from playground.paradigms.league.results import Spread
from playground.ui.plots.colours import mix

LOW, HIGH = 0.03, 3.0
"""Distances at the left and right end of every cell."""
ROLE = Qt.ItemDataRole.UserRole + 1
_TEXT, _PAD, _DOT = "0.000 ", 6, 2.2


class Marks(msgspec.Struct, frozen=True):
    """What a cell draws: each seed's distance, their spread, and that of the run that goes on."""

    ink: str
    distances: tuple[float, ...]
    spread: Spread | None
    running: float | None
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
        """The median as a number, and all distances beside it."""
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


def place(distance: float, area: QRectF) -> float:
    """Where on the scale of an area a distance is; beyond its ends, at them."""
    share = math.log(min(max(distance, LOW), HIGH) / LOW) / math.log(HIGH / LOW)
    return area.left() + share * area.width()


def draw(painter: QPainter, area: QRectF, marks: Marks, text: QColor) -> None:
    """All marks, in an area."""
    middle, ink = area.center().y(), QColor(marks.ink)
    if math.isfinite(marks.floor):
        painter.setPen(QPen(mix(text, ink, 0.3), 1, Qt.PenStyle.DashLine))
        at = place(marks.floor, area)
        painter.drawLine(QPointF(at, area.top()), QPointF(at, area.bottom()))
    if marks.spread is not None:
        _draw_spread(painter, area, marks.spread, ink)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(text)
    for distance in marks.distances:
        painter.drawEllipse(QPointF(place(distance, area), middle), _DOT, _DOT)
    if marks.running is not None and math.isfinite(marks.running):
        painter.setPen(QPen(ink, 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(QPointF(place(marks.running, area), middle), _DOT + 1.5, _DOT + 1.5)


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
