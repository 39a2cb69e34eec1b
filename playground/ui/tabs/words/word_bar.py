"""The words of a line beside one another: the higher one stands, the more it weighs."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFocusEvent,
    QFont,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from playground.core import plain_text
from playground.core.prompts import MOST_WEIGHT
from playground.core.words import number
from playground.ui.plots.nudges import taken, way
from playground.ui.tabs.words.words_of import Placed
from playground.ui.widgets.colours import Inks, mix, readable
from playground.ui.widgets.plain import show_tip
from playground.ui.widgets.theme import themes

_GAP, _PAD, _ROUND = 6, 6, 5
_LIFT = 7
"""Pixels by which a word of twice the weight stands higher."""
_FARTHEST = 1.5
_PER_WEIGHT = 60
"""Pixels of a drag by which a weight grows by 1."""
_CLICK = 4
"""Pixels below which a press that moves is no drag."""
_STEP = 0.1
_MOST_ROWS = 3
_MOST_LETTERS = 24
_HELP = "Drag a word up to have it count for more, down for less; double-click for 1."
_MENUS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier


class WordBar(QWidget):
    """Shows words, and asks for other weights while one of them is dragged or nudged by keys."""

    weighed = Signal(object, float)
    """A :class:`Placed` as it was when it was pressed, and the weight that it is to have."""

    released = Signal()

    chosen = Signal(object)
    """The :class:`Placed` that was pressed."""

    menu_asked = Signal(object, QPoint)
    """What may stand in the place of a :class:`Placed` that is marked, at a place of the screen."""

    def __init__(self, name: str = "Words and their weights") -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.words: tuple[Placed, ...] = ()
        self._unknown: frozenset[tuple[int, int]] = frozenset()
        self._rects: list[QRect] = []
        self._fixed = False
        self._pressed: tuple[Placed, int] | None = None
        self._at = 0
        self._lit = -1
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)
        self.setStatusTip(_HELP)

    def set_words(self, words: Sequence[Placed], unknown: Collection[tuple[int, int]] = ()) -> None:
        """Show words; those ``unknown``, by where they stand, are marked."""
        if (tuple(words), frozenset(unknown)) != (self.words, self._unknown):
            self.words, self._unknown = tuple(words), frozenset(unknown)
            self._at = min(self._at, max(0, len(self.words) - 1))
            told = ", ".join(f"{_shown(word)} {number(word.weight)}" for word in self.words)
            self.setAccessibleDescription(told)
            self._arrange()
            self.update()

    def set_fixed(self, fixed: bool) -> None:
        """Let no weights be asked for: the model cannot be told any."""
        self._fixed = fixed
        self.setStatusTip("" if fixed else _HELP)
        self._arrange()
        self.update()

    def set_lit(self, index: int) -> None:
        """Frame a word, or none."""
        if index != self._lit:
            self._lit = index
            self.update()

    # Geometry

    def sizeHint(self) -> QSize:
        """As many lines as its words take."""
        lines = 1 + max((rect.top() for rect in self._rects), default=0) // self._line
        return QSize(120, lines * self._line)

    def minimumSizeHint(self) -> QSize:
        """The same."""
        return self.sizeHint()

    @property
    def _line(self) -> int:
        return self.fontMetrics().height() + 2 * round(_LIFT * _FARTHEST) + 2

    def _arrange(self) -> None:
        """Places of the words at the weight 1, as many as there is room for."""
        metrics, before = self.fontMetrics(), self.sizeHint().height()
        self._rects, x, row = [], 0, 0
        for word in self.words:
            wide = metrics.horizontalAdvance(_shown(word) + self._weight(word)) + 2 * _PAD
            if x and x + wide > self.width():
                x, row = 0, row + 1
            if row == _MOST_ROWS:
                break
            top = row * self._line + (self._line - metrics.height()) // 2
            self._rects.append(QRect(x, top, wide, metrics.height()))
            x += wide + _GAP
        if self.sizeHint().height() != before:
            self.updateGeometry()

    def rect_of(self, index: int) -> QRect:
        """Where a word is drawn."""
        weight = max(self.words[index].weight, 1e-3)
        lift = round(_LIFT * max(-_FARTHEST, min(_FARTHEST, math.log2(weight))))
        return self._rects[index].translated(0, -lift)

    def _under(self, where: QPoint) -> int:
        found = (index for index in range(len(self._rects)) if self.rect_of(index).contains(where))
        return next(found, -1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In another width there are other lines."""
        super().resizeEvent(event)
        self._arrange()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._arrange()

    # Drawing

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw every word on its ground, higher and stronger the more it weighs."""
        painter, ink = QPainter(self), Inks(self.palette())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for index, word in enumerate(self.words[: len(self._rects)]):
            rect = self.rect_of(index)
            ground = mix(ink.window, ink.accent, 0.05 + 0.25 * min(1.0, word.weight / 2))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ground)
            painter.drawRoundedRect(rect, _ROUND, _ROUND)
            current = index == self._lit or (index == self._at and self.hasFocus())
            if current:
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.setPen(QPen(ink.accent, 2))
                painter.drawRoundedRect(rect, _ROUND, _ROUND)
            self._write(painter, rect, word, ink, ground)
        painter.end()

    def _write(self, painter: QPainter, rect: QRect, word: Placed, ink: Inks, ground: QColor) -> None:
        unknown = self._is_marked(word)
        font = QFont(self.font())
        font.setStrikeOut(unknown)
        painter.setFont(font)
        warning = readable(QColor(themes().theme.warning), ground, ink.text)
        painter.setPen(warning if unknown else ink.text)
        inner = rect.adjusted(_PAD, 0, -_PAD, 0)
        painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter, _shown(word))
        font.setStrikeOut(False)
        painter.setFont(font)
        painter.setPen(readable(ink.muted, ground, ink.text))
        left = QFontMetrics(font).horizontalAdvance(_shown(word))
        painter.drawText(inner.adjusted(left, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, self._weight(word))

    # Mouse and keys

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of a word."""
        index = self._under(event.position().toPoint())
        if index >= 0 and event.button() == Qt.MouseButton.LeftButton:
            self._at = index
            self._pressed = self.words[index], event.position().toPoint().y()
            self.chosen.emit(self.words[index])
            self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Weigh the word that is held by how far it was drawn up."""
        if self._pressed is None:
            self._tell(event)
            return
        word, begin = self._pressed
        up = begin - event.position().toPoint().y()
        self._ask(word, round((word.weight + up / _PER_WEIGHT) / 0.05) * 0.05)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go; one that is marked and was not dragged may be replaced."""
        if self._pressed is not None:
            word, begin = self._pressed
            self._pressed = None
            self.released.emit()
            if self._is_marked(word) and abs(event.position().toPoint().y() - begin) < _CLICK:
                self.menu_asked.emit(word, event.globalPosition().toPoint())

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask what may stand in the place of a word that is marked: that under the mouse, or the framed one
        by key."""
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        index = self._at if by_key else self._under(event.pos())
        if 0 <= index < len(self._rects) and self._is_marked(self.words[index]):
            where = self.mapToGlobal(self.rect_of(index).bottomLeft()) if by_key else event.globalPos()
            self.menu_asked.emit(self.words[index], where)

    def _is_marked(self, word: Placed) -> bool:
        # Networks of others part words in other ways.
        return any(start < word.stop and word.start < stop for start, stop in self._unknown)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Let a word weigh as much as any other."""
        index = self._under(event.position().toPoint())
        if index >= 0:
            self.chosen.emit(self.words[index])
            self._ask(self.words[index], 1.0)
            self.released.emit()

    def _tell(self, event: QMouseEvent) -> None:
        index = self._under(event.position().toPoint())
        can = index >= 0 and not self._fixed
        self.setCursor(Qt.CursorShape.SizeVerCursor if can else Qt.CursorShape.ArrowCursor)
        if index >= 0 and self._is_marked(self.words[index]):
            show_tip(event.globalPosition().toPoint(), "The model does not read this word.", self)
        elif can:
            show_tip(event.globalPosition().toPoint(), _HELP, self)

    def event(self, event: QEvent) -> bool:
        """Arrow keys belong to the words while they have the focus, not to a menu's shortcut."""
        return taken(event, _MENUS) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go to another word, or weigh the one that is framed more or less."""
        led = way(event, _MENUS)
        if led is None or not self.words:
            super().keyPressEvent(event)
            return
        right, up = led
        self._at = max(0, min(self._at + right, len(self._rects) - 1))
        word = self.words[self._at]
        self.chosen.emit(word)
        if up:
            self._ask(word, word.weight + up * _STEP)
        self.released.emit()
        self.update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def _weight(self, word: Placed) -> str:
        """What stands behind a word: its weight, or that it can be dragged up and down."""
        if word.weight != 1:
            return f" {word.weight:.3g}"
        return "" if self._fixed else " ↕"

    def _ask(self, word: Placed, weight: float) -> None:
        if not self._fixed:
            self.weighed.emit(word, round(max(0.0, min(MOST_WEIGHT, weight)), 2))


def _shown(word: Placed) -> str:
    return plain_text.line(word.text, _MOST_LETTERS)
