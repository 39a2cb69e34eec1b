"""The layers of a generator as a bar, coarse to fine, and the span of them that takes another style."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPicture,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from playground.core.words import number
from playground.ui.plots.colours import Inks, inks, mix, worn
from playground.ui.plots.nudges import taken, way
from playground.ui.plots.record import recorded
from playground.ui.widgets.plain import show_tip

ROWS, COLUMNS = QColor("#1b998b"), QColor("#c05299")
"""Of the layers that take the row's style, and of those that take the column's."""

_ENDS = ("coarse", "fine")
_TALL, _LEAST = 46, 26
"""Heights of the bars: usual, and least."""
_GRIP = 6
"""Pixels around an end of the span by which it is taken hold of."""
_PAD, _ROUND = 6, 4
_HELP = (
    "Drag the ends or the middle of the span, or press another layer. Arrow keys move it, with Shift its "
    "finer end; up and down make it wider and narrower."
)

Grip = Literal["first", "last", "span", "new"]
Span = tuple[int, int]
"""The first and last layer, counted from 1."""


class LayerSpan(QWidget):
    """A cell for each layer, with a bar as high as the picture changes by it; asks for another span."""

    moved = Signal(int, int)
    """The first and last layer that are wanted."""

    released = Signal()

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setStatusTip(_HELP)
        self.count = 0
        self.span: Span = (1, 0)
        self.changes: NDArray[np.floating] = np.zeros(0)
        """How far a picture changes by each layer alone, in grey levels; NaN where that is not known yet."""
        self._held: tuple[Grip, int, Span] | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_span(self, count: int, span: Span) -> None:
        """Show ``count`` layers, and which of them take the column's style."""
        if (count, span) != (self.count, self.span):
            self.count, self.span = count, span
            self.setAccessibleDescription(f"{told(span, count)} of {count}")
            self.update()

    def set_changes(self, changes: NDArray[np.floating]) -> None:
        """Show how far a picture changes by each layer ``(count,)``."""
        self.changes = np.asarray(changes)
        self.update()

    def picture(self) -> QPicture:
        """What is drawn, as commands that a PNG or SVG is made from."""
        return recorded(self, self._draw)

    # Geometry

    def sizeHint(self) -> QSize:
        """Bars, and a line of numbers under them."""
        return QSize(320, _TALL + self.fontMetrics().height() + 4)

    def minimumSizeHint(self) -> QSize:
        """Less high bars."""
        return QSize(180, _LEAST + self.fontMetrics().height() + 4)

    def area(self) -> QRectF:
        """Where the cells are: between the names of both ends, over the numbers."""
        left, right = (self.fontMetrics().horizontalAdvance(end) + 2 * _PAD for end in _ENDS)
        below = self.fontMetrics().height()
        return QRectF(left, 2, max(1, self.width() - left - right), max(1, self.height() - below - 4))

    def edge(self, layers: int) -> float:
        """Where the first so many layers end."""
        area = self.area()
        return area.left() + area.width() * layers / max(1, self.count)

    def layer_at(self, x: float) -> int:
        """The layer at a place, or the nearest one."""
        area = self.area()
        return max(1, min(self.count, 1 + int((x - area.left()) / area.width() * self.count)))

    def _ends_before(self, x: float) -> int:
        """How many layers end before the border that is nearest to a place."""
        area = self.area()
        return round((x - area.left()) / area.width() * self.count)

    def _grip_at(self, x: float) -> Grip:
        first, last = self.span
        if first > last:
            return "new"
        left, right = self.edge(first - 1), self.edge(last)
        if min(abs(x - left), abs(x - right)) <= _GRIP:
            return "first" if abs(x - left) < abs(x - right) else "last"
        return "span" if left < x < right else "new"

    # Drawing

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the cells, the bars, and the span over them."""
        painter = QPainter(self)
        self._draw(painter)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(inks(self.palette()).accent, 1))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), _ROUND, _ROUND)
        painter.end()

    def _draw(self, painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ink, area = inks(self.palette()), self.area()
        painter.setPen(ink.text)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRectF(_PAD, area.top(), area.left(), area.height()), middle, _ENDS[0])
        painter.drawText(
            QRectF(area.right() + _PAD, area.top(), self.width(), area.height()), middle, _ENDS[1]
        )
        for layer in range(1, self.count + 1):
            self._draw_layer(painter, ink, layer)
        self._write_numbers(painter, ink)
        first, last = self.span
        if first <= last:
            self._draw_span(
                painter,
                QRectF(
                    self.edge(first - 1), area.top(), self.edge(last) - self.edge(first - 1), area.height()
                ),
            )

    def _draw_layer(self, painter: QPainter, ink: Inks, layer: int) -> None:
        area, (first, last) = self.area(), self.span
        colour = worn(COLUMNS if first <= layer <= last else ROWS)
        left, right = self.edge(layer - 1), self.edge(layer)
        cell = QRectF(left + 1, area.top(), right - left - 2, area.height())
        painter.fillRect(cell, mix(ink.ground, colour, 0.16))
        most = float(np.nanmax(self.changes, initial=0.0))
        change = float(self.changes[layer - 1]) if layer <= len(self.changes) else 0.0
        if most > 0 and np.isfinite(change):
            high = (area.height() - 3) * change / most
            painter.fillRect(cell.adjusted(2, area.height() - high, -2, 0), colour)

    def _draw_span(self, painter: QPainter, span: QRectF) -> None:
        colour = worn(COLUMNS)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(colour, 2))
        painter.drawRoundedRect(span.adjusted(1, 0, -1, 0), _ROUND, _ROUND)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        for x in (span.left(), span.right()):
            painter.drawRoundedRect(QRectF(x - 2.5, span.center().y() - 8, 5, 16), 2, 2)

    def _write_numbers(self, painter: QPainter, ink: Inks) -> None:
        """The number of each layer under it; where they are too many, only of some."""
        area, high = self.area(), self.fontMetrics().height()
        widest = self.fontMetrics().horizontalAdvance(str(self.count)) + 4
        every = max(1, int(np.ceil(widest * self.count / area.width())))
        painter.setPen(ink.text)
        for layer in range(1, self.count + 1, every):
            place = QRectF(self.edge(layer - 1), area.bottom() + 2, area.width() / self.count, high)
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextDontClip, str(layer))

    # Mouse and keys

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of an end or of the middle of the span, or begin another one."""
        if event.button() != Qt.MouseButton.LeftButton or not self.count:
            return
        x = event.position().x()
        self._held = self._grip_at(x), self.layer_at(x), self.span
        self._drag(x)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Ask for the span that the hold and the place of the mouse come to."""
        if self._held is not None:
            self._drag(event.position().x())
            return
        grip = self._grip_at(event.position().x()) if self.count else "new"
        shapes = {"span": Qt.CursorShape.OpenHandCursor, "new": Qt.CursorShape.PointingHandCursor}
        self.setCursor(shapes.get(grip, Qt.CursorShape.SizeHorCursor))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go."""
        if self._held is not None:
            self._held = None
            self.released.emit()

    def _drag(self, x: float) -> None:
        if self._held is None:
            return
        grip, begin, (first, last) = self._held
        match grip:
            case "first":
                self._ask(min(max(1, self._ends_before(x) + 1), last), last)
            case "last":
                self._ask(first, max(first, min(self.count, self._ends_before(x))))
            case "span":
                self._shift((first, last), self.layer_at(x) - begin)
            case "new":
                there = self.layer_at(x)
                self._ask(min(begin, there), max(begin, there))

    def _shift(self, span: Span, far: int) -> None:
        """Ask for a span that lies so many layers further, as far as there are any; an empty one, too, begins
        at a layer."""
        first, last = span
        far = max(1 - first, min(self.count - max(first, last), far))
        self._ask(first + far, last + far)

    def _ask(self, first: int, last: int) -> None:
        if (first, last) != self.span:
            self.moved.emit(first, last)

    def event(self, event: QEvent) -> bool:
        """Arrow keys belong to the layers while they have the focus; each layer has a tip."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            show_tip(event.globalPos(), self.tip_at(event.pos()), self)
            return True
        return taken(event) or super().event(event)

    def tip_at(self, place: QPoint) -> str:
        """What is said of the layer at a place."""
        if not self.count:
            return ""
        layer = self.layer_at(place.x())
        first, last = self.span
        takes = "column" if first <= layer <= last else "row"
        change = float(self.changes[layer - 1]) if layer <= len(self.changes) else float("nan")
        said = f"Layer {layer} of {self.count} takes the {takes}’s style."
        if not np.isfinite(change):
            return said
        alone = f"by {number(change, 1)} grey levels on average"
        return f"{said}\nIf it alone took the column’s, the row’s picture would change {alone}."

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the span, or one of its ends."""
        led = way(event)
        if led is None or not self.count:
            super().keyPressEvent(event)
            return
        right, up = led
        first, last = self.span
        if up or event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._widen(first, last, up or right)
        else:
            self._shift((first, last), right)

    def _widen(self, first: int, last: int, by: int) -> None:
        """Ask for one layer more or less, at the finer end where there is one."""
        if by > 0 and last == self.count:
            self._ask(max(1, first - by), last)
        else:
            # Nothing is narrower than an empty span.
            self._ask(first, max(min(first, last), min(self.count, last + by)))

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Each press of a key is an edit of its own."""
        if way(event) is not None and not event.isAutoRepeat():
            self.released.emit()
        else:
            super().keyReleaseEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()


def others_told(span: Span, count: int) -> str:
    """The layers beside a span in words."""
    first, last = span
    return told((1, count), count) if first > last else "the others"


def told(span: Span, count: int) -> str:
    """A span in words."""
    first, last = span
    if first > last:
        return "no layer"
    if (first, last) == (1, count):
        return "all layers" if count > 1 else "the only layer"
    return f"layer {first}" if first == last else f"layers {first} to {last}"
