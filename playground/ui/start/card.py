"""One paradigm's picture on the Start page: it moves by itself, and under the mouse as the mouse does."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QEnterEvent,
    QFocusEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QApplication, QSizePolicy, QWidget

from playground.ui.start.film import Sheet
from playground.ui.start.thumbs import Thumb
from playground.ui.widgets.colours import Inks
from playground.ui.widgets.label import Label
from playground.ui.widgets.larger import Heading
from playground.ui.widgets.layouts import down, lay_out
from playground.ui.widgets.restyled import Restyled

_ROUND = 7.0
"""Seconds from one end of a film to the other and back."""
_REST = 0.25
"""The share of a round for which it stands still at its end."""
_NUDGE = 1 / 15
_LEAST = 84
"""Pixels of the smallest picture."""
_LINES = 2
"""Of what is said under a picture."""
_STEPS = {Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1)}
_KEYS = {*_STEPS, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}


class Picture(QWidget):
    """Draws a film where it stands; the mouse moves it, and so do the arrow keys."""

    moved = Signal(QPointF)
    """Somebody moved it to these shares of its width and height."""

    entered = Signal()
    """It was clicked, or Return or Space was pressed on it."""

    let_go = Signal()
    """Nobody moves it any more."""

    def __init__(self, sheet: Sheet, name: str, seconds: float, parts: Sequence[str] = ()) -> None:
        """``parts`` are the names of what it sets side by side."""
        super().__init__()
        self._sheet, self._parts = sheet, parts
        self._exact: QImage | None = None
        self._seconds = seconds
        self.place = QPointF(0.0, 0.0)
        self.held = False
        """Whether somebody moves it."""
        self._pressed: QPoint | None = None
        self._dragged = False
        self.advance(0.0)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setMinimumSize(_LEAST, _LEAST)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def sizeHint(self) -> QSize:
        """As large as there is room."""
        return QSize(200, 200)

    def show_film(self, sheet: Sheet) -> None:
        """Go on with another film."""
        self._sheet, self._exact = sheet, None
        self.update()

    def show_exact(self, image: QImage) -> None:
        """Show the very picture of the place, until it moves on by itself."""
        if self.held:
            self._exact = image
            self.update()

    def advance(self, seconds: float) -> bool:
        """Move on by itself, unless it is held; true where a round has ended."""
        if self.held:
            return False
        before, self._seconds = self._seconds, self._seconds + seconds
        share = self._seconds / _ROUND
        if self._sheet.flat:
            self.place = QPointF(_there_and_rest(share % 1.0), 0.5)
        else:
            turn = 2 * math.pi * share
            self.place = QPointF(0.5 + 0.42 * math.cos(turn), 0.5 + 0.42 * math.sin(2 * turn / 3))
        self._exact = None
        self.update()
        return int(before / _ROUND) != int(share)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The film, with a mark where it stands, and a frame."""
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.SmoothPixmapTransform | QPainter.RenderHint.Antialiasing)
        frame = self._frame()
        painter.drawImage(frame, self._exact or self._sheet.picture(self.place))
        self._name_parts(painter, frame)
        inks = Inks(self.palette())
        lit = self.hasFocus() or self.underMouse()
        painter.setPen(QPen(inks.accent if lit else inks.faint, 2.5 if lit else 1.0))
        painter.drawRect(frame)
        self._mark(painter, frame)
        painter.end()

    def _name_parts(self, painter: QPainter, frame: QRectF) -> None:
        """Write at the top of each of the parts, which stand in a square, whose it is."""
        if not self._parts:
            return
        across = math.ceil(math.sqrt(len(self._parts)))
        side, high = frame.width() / across, self.fontMetrics().height()
        for number, name in enumerate(self._parts):
            line = QRectF(
                frame.left() + number % across * side, frame.top() + number // across * side, side, high
            )
            painter.fillRect(line, QColor(0, 0, 0, 150))
            painter.setPen(QColor("#ffffff"))
            painter.drawText(line, Qt.AlignmentFlag.AlignCenter, name)

    def _mark(self, painter: QPainter, frame: QRectF) -> None:
        """A handle that says that there is something to take hold of."""
        y = frame.bottom() - 9 if self._sheet.flat else frame.top() + self.place.y() * frame.height()
        x = frame.left() + self.place.x() * frame.width()
        at = QPointF(
            min(max(x, frame.left() + 9), frame.right() - 9), min(max(y, frame.top() + 9), frame.bottom() - 9)
        )
        if self._sheet.flat:
            painter.setPen(QPen(QColor(255, 255, 255, 110), 3))
            painter.drawLine(QPointF(frame.left() + 9, at.y()), QPointF(frame.right() - 9, at.y()))
        painter.setPen(QPen(QColor("#000000"), 1.5))
        painter.setBrush(QColor("#ffffff"))
        painter.drawEllipse(at, 6, 6)

    def _frame(self) -> QRectF:
        side = min(self.width(), self.height()) - 3.0
        return QRectF((self.width() - side) / 2, self.height() - side - 1.5, side, side)

    # Hands

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold."""
        self._pressed, self._dragged = event.position().toPoint(), False
        self._go(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go where the mouse is."""
        if self._pressed is not None:
            way = (event.position().toPoint() - self._pressed).manhattanLength()
            self._dragged = self._dragged or way >= QApplication.startDragDistance()
        self._go(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click goes in, the end of a drag does not."""
        clicked = self._pressed is not None and not self._dragged
        self._pressed = None
        inside = self.rect().contains(event.position().toPoint())
        if clicked and inside and event.button() == Qt.MouseButton.LeftButton:
            self.entered.emit()

    def enterEvent(self, event: QEnterEvent) -> None:
        """Follow the mouse from here on."""
        self._go(event.position())

    def leaveEvent(self, event: QEvent) -> None:
        """Go on by itself."""
        self._let_go()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Go on by itself, where arrow keys have moved it."""
        super().focusOutEvent(event)
        if not self.underMouse():
            self._let_go()

    def event(self, event: QEvent) -> bool:
        """Take its keys before a menu's shortcut does."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and _is_own(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrow keys move, Return and Space go in."""
        if not _is_own(event):
            super().keyPressEvent(event)
            return
        step = _STEPS.get(Qt.Key(event.key()))
        if step is not None:
            self._set(QPointF(self.place.x() + step[0] * _NUDGE, self.place.y() + step[1] * _NUDGE))
        else:
            self.entered.emit()

    def _let_go(self) -> None:
        self.held = False
        self.let_go.emit()
        self.update()

    def _go(self, position: QPointF) -> None:
        frame = self._frame()
        x = (position.x() - frame.left()) / frame.width()
        self._set(QPointF(x, (position.y() - frame.top()) / frame.height()))

    def _set(self, place: QPointF) -> None:
        self.held = True
        self.place = QPointF(min(max(place.x(), 0.0), 1.0), min(max(place.y(), 0.0), 1.0))
        self.moved.emit(self.place)
        self.update()


class Card(Restyled, QWidget):
    """A picture, whose it is, and what moving it does."""

    def __init__(self, thumb: Thumb, title: str, sheet: Sheet, seconds: float) -> None:
        super().__init__()
        self.thumb = thumb
        self.picture = Picture(sheet, f"{title}: {thumb.says}", seconds, thumb.names)
        heading = Heading(title, 1.15, align=Qt.AlignmentFlag.AlignHCenter)
        self._says = Label(thumb.says, wraps=True)
        self._says.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        lay_out(self, down((self.picture, 1), heading, self._says, spacing=3))
        self._fit_letters()

    def _fit_letters(self) -> None:
        # Pictures beside each other are as large, however many lines stand under them.
        self._says.setMinimumHeight(_LINES * self.fontMetrics().lineSpacing())


def _there_and_rest(share: float) -> float:
    """From 0 to 1 with a rest there, in a round."""
    return min(share / (1 - _REST), 1.0)


def _is_own(event: QKeyEvent) -> bool:
    return event.key() in _KEYS and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
