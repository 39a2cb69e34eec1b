"""A picture of a grid, large and with its name, beside it: over the window, so that nothing moves."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from playground.core import plain_text
from playground.ui.timers import once
from playground.ui.widgets.theme import themes

_REST_MS = 180
"""So long the mouse rests on a picture before it is enlarged."""
_SIDE = 168
"""Pixels that the longer side of an enlarged picture has about."""
_LEAST = 1.4
"""What is not so many times as large as in the grid is not enlarged."""
_PAD, _GAP = 6, 8


class Shown(NamedTuple):
    """What is enlarged: the picture, its name, where the grid has it, and what is drawn over it."""

    image: QImage
    name: str
    place: QRect
    over: Callable[[QPainter, QRect], None] | None = None


class Enlarged(QWidget):
    """Belongs to a grid; ``shown_at`` gives what there is of a place in it, by the grid's own name for that.

    It is no part of the grid: it lies over the window, lets the mouse through, and takes no focus.
    """

    def __init__(self, grid: QWidget, shown_at: Callable[[object], Shown | None]) -> None:
        super().__init__(grid)
        self._grid, self._shown_at = grid, shown_at
        self._at: object = None
        self.shown: Shown | None = None
        """What is shown now."""
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName("Enlarged picture")
        self.hide()
        self._rest = once(self, _REST_MS, self.renew)
        grid.installEventFilter(self)

    def rest_on(self, at: object) -> None:
        """Show what is at a place once the mouse has rested there, or nothing for ``None``."""
        self._at = at
        if at is None:
            self._rest.stop()
            self.leave()
        elif self.shown is not None:
            self.renew()
        else:
            self._rest.start()

    def go_to(self, at: object) -> None:
        """Show what is at a place at once."""
        self._at = at
        self.renew()

    def leave(self) -> None:
        """Show nothing."""
        self._at, self.shown = None, None
        self.hide()

    def renew(self) -> None:
        """Show what is at the same place now, where the grid has other pictures."""
        found = None if self._at is None else self._shown_at(self._at)
        if found is None or not self._grid.isVisible() or not self._tells(found):
            self.shown = None
            self.hide()
            return
        self.shown = found
        window = self._grid.window()
        if self.parent() is not window:
            self.setParent(window)
        self.setGeometry(
            self._beside(found.place.translated(self._grid.mapTo(window, QPoint())), window.rect())
        )
        self.show()
        self.raise_()
        self.update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Go with the grid."""
        if event.type() in (QEvent.Type.Hide, QEvent.Type.FocusOut, QEvent.Type.Resize):
            self.leave()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the picture with hard edges, and its name below it."""
        if self.shown is None:
            return
        painter, theme = QPainter(self), themes().theme
        painter.fillRect(self.rect(), QColor(theme.background))
        painter.setPen(QColor(theme.border))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        size = self._enlarged(self.shown)
        place = QRect(QPoint((self.width() - size.width()) // 2, _PAD), size)
        painter.drawImage(place, self.shown.image)
        if self.shown.over is not None and not place.isEmpty():
            self.shown.over(painter, place)
        painter.setPen(QColor(theme.foreground))
        words = self.rect().adjusted(_PAD, place.bottom() + 2, -_PAD, -2)
        text = self.fontMetrics().elidedText(self._name(), Qt.TextElideMode.ElideRight, words.width())
        painter.drawText(words, Qt.AlignmentFlag.AlignCenter, text)
        painter.end()

    def _tells(self, shown: Shown) -> bool:
        """Whether it would say more than the grid does: the picture larger, or its name."""
        return bool(plain_text.line(shown.name)) or not self._enlarged(shown).isEmpty()

    def _name(self) -> str:
        return "" if self.shown is None else plain_text.line(self.shown.name)

    def _enlarged(self, shown: Shown) -> QSize:
        image = shown.image.size()
        times = max(1, round(_SIDE * themes().scale / max(image.toTuple())))
        return image * times if max((image * times).toTuple()) >= _LEAST * shown.place.width() else image * 0

    def _beside(self, place: QRect, window: QRect) -> QRect:
        """To the right of the picture or to the left of it, and inside of the window."""
        if self.shown is None:
            return QRect()
        size = self._enlarged(self.shown)
        words = self.fontMetrics().horizontalAdvance(self._name()) + 2
        line = self.fontMetrics().height() + 6 if self._name() else _PAD
        whole = QSize(max(size.width(), min(words, _SIDE * 2)) + 2 * _PAD, size.height() + _PAD + line)
        found = QRect(QPoint(place.right() + _GAP, place.center().y() - whole.height() // 2), whole)
        if found.right() > window.right():
            found.moveRight(place.left() - _GAP)
        found.moveLeft(max(0, found.left()))
        found.moveTop(min(max(0, found.top()), window.height() - whole.height()))
        return found
