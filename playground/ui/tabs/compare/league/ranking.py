"""The ranking as a table: a row for each entrant, best first, while the league goes on."""

from __future__ import annotations

import math
from collections.abc import Sequence

import msgspec
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QIcon, QPainter, QPen, QPicture, QPixmap
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableWidget,
    QTableWidgetItem,
)

from playground.evaluate.ranking import COLUMNS, Row
from playground.paradigms.league.results import RANKED, Spread
from playground.ui.plots.colours import mix
from playground.ui.plots.record import recorded
from playground.ui.tabs.compare.league.colours import on_window
from playground.ui.widgets.plain import set_tip
from playground.ui.widgets.restyled import Restyled

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


def x_of(bits: float, area: QRectF) -> float:
    """Where on the scale of an area a divergence is; beyond its ends, at them."""
    share = math.log(min(max(bits, LOW), HIGH) / LOW) / math.log(HIGH / LOW)
    return area.left() + share * area.width()


def draw(painter: QPainter, area: QRectF, marks: Marks, text: QColor) -> None:
    """All marks, in an area."""
    middle, ink = area.center().y(), QColor(marks.ink)
    if math.isfinite(marks.floor):
        pale = mix(text, ink, 0.3)
        pale.setAlpha(_PALE)
        painter.fillRect(QRectF(area.topLeft(), QPointF(x_of(marks.floor, area), area.bottom())), pale)
    if marks.spread is not None:
        _draw_spread(painter, area, marks.spread, ink)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(text)
    for bits in marks.divergences:
        painter.drawEllipse(QPointF(x_of(bits, area), middle), _DOT, _DOT)


def _draw_spread(painter: QPainter, area: QRectF, spread: Spread, ink: QColor) -> None:
    middle, half = area.center().y(), 0.32 * area.height()
    if spread.low is not None and spread.high is not None:
        painter.setPen(QPen(ink, 1.5))
        left, right = x_of(spread.low, area), x_of(spread.high, area)
        painter.drawLine(QPointF(left, middle), QPointF(right, middle))
    box = QRectF(x_of(spread.lower, area), middle - half, 0, 2 * half)
    box.setRight(x_of(spread.upper, area))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink)
    painter.setOpacity(0.55)
    painter.drawRect(box)
    painter.setOpacity(1)
    at = x_of(spread.median, area)
    painter.setPen(QPen(ink, 2.5))
    painter.drawLine(QPointF(at, middle - half), QPointF(at, middle + half))


_INTERVAL, _SWATCH = 1, 12


class Ranking(Restyled, QTableWidget):
    """Numbers are medians over the seeds; the second column draws them all."""

    def __init__(self) -> None:
        super().__init__(0, len(COLUMNS))
        self.rows: tuple[Row, ...] = ()
        self._floor = float("nan")
        self._items: list[list[QTableWidgetItem]] = []
        for column, (title, about) in enumerate(COLUMNS):
            head = QTableWidgetItem(title)
            set_tip(head, about)
            self.setHorizontalHeaderItem(column, head)
        self.setItemDelegateForColumn(_INTERVAL, IntervalDelegate(self))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setIconSize(QSize(_SWATCH, _SWATCH))
        for header in (self.horizontalHeader(), self.verticalHeader()):
            header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
            header.setHighlightSections(False)
        self.setAccessibleName("Ranking")

    def set_rows(self, rows: Sequence[Row], floor: float) -> None:
        """Show these rows from top to bottom; ``floor`` is up to where exact samples come."""
        before, self.rows, self._floor = self.rows, tuple(rows), floor
        if self.rowCount() != len(self.rows):
            self._make(len(self.rows))
            before = ()
        for number, row in enumerate(self.rows):
            if number >= len(before) or before[number] != row:
                self._fill(number, row)
        self.setMaximumHeight(self._whole())

    def _make(self, count: int) -> None:
        """So many empty rows."""
        self._items = [[QTableWidgetItem() for _ in COLUMNS] for _ in range(count)]
        self.setRowCount(count)
        for number, items in enumerate(self._items):
            for column, item in enumerate(items):
                self.setItem(number, column, item)

    def _whole(self) -> int:
        """As high as all rows need."""
        rows = sum(self.rowHeight(row) for row in range(self.rowCount()))
        bar = self.horizontalScrollBar().sizeHint().height()
        return rows + self.horizontalHeader().height() + bar + 4

    def _fill(self, number: int, row: Row) -> None:
        spread = row.standing.spreads.get(RANKED)
        texts = (row.title, "–" if spread is None else f"{spread.median:.4f}".replace("-", "−"), *row.texts)
        items, ink = self._items[number], on_window(row.name)
        for column, (item, text) in enumerate(zip(items, texts, strict=True)):
            item.setText(text)
            if column > _INTERVAL:
                item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        font = self.font()
        font.setBold(True)
        items[0].setFont(font)
        items[0].setIcon(QIcon(_swatch(ink)))
        sentences = (text for run in row.standing.runs for text in (run.sentence, run.cut_short) if text)
        set_tip(items[0], "\n".join(dict.fromkeys(sentences)))
        items[_INTERVAL].setData(ROLE, Marks(ink.name(), row.divergences, spread, self._floor))

    def picture(self) -> QPicture:
        """All rows and columns of the table, however much of it is in sight."""
        whole = Ranking()
        whole.setFont(self.font())
        whole.setPalette(self.palette())
        whole.set_rows(self.rows, self._floor)
        whole._unfold()
        picture = recorded(whole, lambda painter: whole.render(painter, QPoint()))
        whole.deleteLater()
        return picture

    def _unfold(self) -> None:
        """Become as large as all rows and columns need, without a frame and bars."""
        for set_policy in (self.setHorizontalScrollBarPolicy, self.setVerticalScrollBarPolicy):
            set_policy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.ensurePolished()
        self.resizeColumnsToContents()
        self.resizeRowsToContents()
        across, down = self.horizontalHeader(), self.verticalHeader()
        size = QSize(down.sizeHint().width() + across.length(), across.sizeHint().height() + down.length())
        self.setFixedSize(size)

    def _ink(self) -> None:
        for number, row in enumerate(self.rows):
            self._fill(number, row)


def _swatch(ink: QColor) -> QPixmap:
    """A square of a colour."""
    square = QPixmap(_SWATCH, _SWATCH)
    square.fill(ink)
    return square
