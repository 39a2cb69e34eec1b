"""Many small pictures side by side: scrolled, filtered, chosen by mouse or keys."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPoint, QRect, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFocusEvent,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QResizeEvent,
)  # fmt: skip
from PySide6.QtWidgets import QAbstractScrollArea

from playground.ui.widgets.enlarged import Enlarged, Shown
from playground.ui.widgets.menus import is_heard, picture_menu
from playground.ui.widgets.picture_sheet import PictureSheet
from playground.ui.widgets.theme import themes

_GAP = 3
_CAPTION = 0.26
"""Size of a caption as a share of the picture's."""
_FRAME = 3
"""Pixels of the frame around the current picture."""
_BAND, _ON_BAND = QColor(0, 0, 0, 170), QColor("#ffffff")
"""Pictures are light on dark in every theme, and so are captions."""


NO_PICTURES = np.zeros((0, 1, 1, 1), np.uint8)
"""What a strip shows that is empty."""

Overlay = Callable[[QPainter, QRect, int], None]
"""Draws something on a picture: the painter, where the picture is, and its index."""


class ImageStrip(QAbstractScrollArea):
    """Pictures ``(n, channels, height, width)`` in rows; only those in sight are drawn, from one image."""

    chosen = Signal(int)
    """A picture was clicked or reached by key: its index."""

    hovered = Signal(int)
    """The picture under the mouse, −1 for none."""

    released = Signal()
    """The click or key that chose has ended."""

    menu_asked = Signal(int, QPoint)
    """The menu of a picture was asked for at this place on the screen: its index."""

    def __init__(self, name: str, cell: int = 44, *, beneath: bool = False) -> None:
        """Captions stand ``beneath`` the pictures, or else on them."""
        super().__init__()
        self._beneath = beneath
        self.setAccessibleName(name)
        self._cell = self._preferred = cell
        self._fit, self._least = False, 0
        self._one_row = False
        self._images: NDArray[np.uint8] = np.zeros((0, 1, 1, 1), dtype=np.uint8)
        self._sheet: PictureSheet | None = None
        self.shown: NDArray[np.intp] = np.zeros(0, dtype=np.intp)
        """Indices of the pictures in their order."""
        self._count = 0
        self._marks: dict[int, QColor] = {}
        self._captions: dict[int, str] = {}
        self._over: Overlay | None = None
        self._current = -1
        self._under = -1
        self._stale = False
        self._names: Callable[[int], str] = lambda index: self._captions.get(index, "")
        self.enlarged = Enlarged(self, self._look)
        self.hovered.connect(lambda index: self.enlarged.rest_on(None if index < 0 else index))
        self.verticalScrollBar().valueChanged.connect(self.enlarged.leave)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setMouseTracking(True)
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.viewport().setAutoFillBackground(False)

    def set_fit(self, fit: bool) -> None:
        """Choose the pictures' size so that all of them fit, where they would not become too small."""
        self._fit = fit
        self._arrange()

    def set_cell(self, cell: int) -> None:
        """Show pictures of so many pixels a side, where not all of them fit."""
        self._preferred = cell
        self._arrange()

    def set_least(self, least: int) -> None:
        """Let pictures that all fit be so large at least, and be scrolled where there is no room for all."""
        self._least = least
        self._arrange()

    def set_one_row(self) -> None:
        """One row that always fits."""
        self._one_row = True
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._arrange()

    def set_images(self, images: NDArray[np.uint8]) -> None:
        """Show these pictures; filter and marks stay where they make sense."""
        changed = len(images) != self._count
        self._count, self._images = len(images), images
        self._sheet = PictureSheet(images)
        if changed:
            self.shown = np.arange(self._count)
            self._arrange()
        self.viewport().update()
        if self.enlarged.shown is not None:
            self.enlarged.renew()

    def set_shown(self, indices: NDArray[np.intp]) -> None:
        """Show only these pictures, in this order."""
        self.shown = indices[indices < self._count]
        self._arrange()

    def set_current(self, index: int, *, follow: bool = True) -> None:
        """Frame one picture (−1: none) and scroll to it."""
        if index != self._current:
            self._current = index
            if follow:
                self._scroll_to(index)
            self.viewport().update()

    def set_marks(self, marks: Mapping[int, QColor]) -> None:
        """Underline some pictures."""
        if dict(marks) != self._marks:
            self._marks = dict(marks)
            self.viewport().update()

    def set_captions(self, captions: Mapping[int, str]) -> None:
        """Write a few characters on the lower edge of some pictures."""
        if dict(captions) != self._captions:
            self._captions = dict(captions)
            self._arrange()

    def set_names(self, names: Callable[[int], str]) -> None:
        """Tell what each picture is, by its index, where it is shown large."""
        self._names = names

    def set_overlay(self, overlay: Overlay | None) -> None:
        """Draw something of another's on every picture, or nothing; given anew whenever it changes."""
        self._over = overlay
        self.viewport().update()

    def set_stale(self, stale: bool) -> None:
        """Dim the pictures: what was asked for could not be computed."""
        if stale != self._stale:
            self._stale = stale
            self.viewport().update()

    # Geometry

    @property
    def columns(self) -> int:
        """Pictures in a row."""
        if self._one_row:
            return max(1, len(self.shown))
        most = max(1, (self.viewport().width() + _GAP) // (self._cell + _GAP))
        # Rows of one length where it can be, not one with what is left over.
        rows = math.ceil(len(self.shown) / most) if self._fit else 0
        return math.ceil(len(self.shown) / rows) if rows else most

    def cell_rect(self, place: int) -> QRect:
        """Where the picture at a place of the order is, in the viewport."""
        row, column = divmod(place, self.columns)
        top = row * self._step - self.verticalScrollBar().value()
        return QRect(column * (self._cell + _GAP), top, self._cell, self._cell)

    def index_at(self, pixel: QPoint) -> int:
        """The picture under a pixel of the viewport, −1 for none."""
        column = pixel.x() // (self._cell + _GAP)
        row = (pixel.y() + self.verticalScrollBar().value()) // self._step
        place = row * self.columns + column
        inside = 0 <= column < self.columns and 0 <= place < len(self.shown)
        return int(self.shown[place]) if inside else -1

    @property
    def _step(self) -> int:
        """From the top of a row to that of the next."""
        return self._cell + _GAP + self._line

    @property
    def _line(self) -> int:
        """Height of the captions under a row."""
        return self.fontMetrics().height() if self._beneath and self._captions else 0

    def _arrange(self) -> None:
        width, height = self.viewport().width(), self.viewport().height()
        count = max(1, len(self.shown))
        if self._one_row:
            self._cell = max(12, min(height, width // count - _GAP))
        elif self._fit:
            self._cell = max(self._least, _largest_cell(count, width, height, self._line))
        else:
            self._cell = round(self._preferred * (themes().scale if self._beneath else 1))
        rows = math.ceil(count / self.columns)
        extent = rows * self._step - _GAP
        self.verticalScrollBar().setRange(0, max(0, extent - height))
        self.verticalScrollBar().setPageStep(max(1, height))
        self.verticalScrollBar().setSingleStep(self._step)
        self.viewport().update()

    def _scroll_to(self, index: int) -> None:
        places = np.flatnonzero(self.shown == index)
        if len(places):
            rect = self.cell_rect(int(places[0]))
            bar = self.verticalScrollBar()
            if rect.top() < 0:
                bar.setValue(bar.value() + rect.top())
            elif rect.bottom() > self.viewport().height():
                bar.setValue(bar.value() + rect.bottom() - self.viewport().height() + _GAP)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Arrange the pictures anew."""
        super().resizeEvent(event)
        self._arrange()
        self._scroll_to(self._current)

    # Drawing

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the pictures in sight."""
        if self._sheet is None:
            return
        painter = QPainter(self.viewport())
        height = self.viewport().height()
        step = self._step
        first = self.verticalScrollBar().value() // step * self.columns
        last = min(len(self.shown), first + (height // step + 2) * self.columns)
        for place in range(first, last):
            index = int(self.shown[place])
            rect = self.cell_rect(place)
            self._sheet.draw(painter, rect, index)
            if index in self._marks:
                painter.fillRect(rect.left(), rect.bottom() - 3, rect.width(), 4, self._marks[index])
            if index in self._captions:
                # A frame leaves less of the picture to write on, and as much beneath it.
                framed = index == self._current and not self._beneath
                inner = rect.adjusted(_FRAME, 0, -_FRAME, -_FRAME) if framed else rect
                self._write(painter, inner, self._captions[index])
            if self._over is not None:
                self._over(painter, rect, index)
            if index == self._current:
                self._frame(painter, rect)
        if self._stale and self._count:
            painter.fillRect(self.viewport().rect(), QColor(0, 0, 0, 110))

    def _frame(self, painter: QPainter, rect: QRect) -> None:
        painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Highlight), _FRAME))
        painter.drawRect(rect.adjusted(1, 1, -2, -2))

    def _write(self, painter: QPainter, rect: QRect, text: str) -> None:
        if self._beneath:
            painter.setFont(self.font())
            painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
            under = QRect(rect.left(), rect.bottom() + 1, rect.width(), self.fontMetrics().height())
            text = self.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, under.width())
            painter.drawText(under, Qt.AlignmentFlag.AlignCenter, text)
            return
        font = self.font()
        least = themes().least
        font.setPixelSize(max(8, least, min(self.fontMetrics().height(), round(_CAPTION * rect.height()))))
        wide = QFontMetrics(font).horizontalAdvance(text) + 2
        if wide > rect.width():
            font.setPixelSize(max(least, font.pixelSize() * rect.width() // wide))
        painter.setFont(font)
        line = painter.fontMetrics().height()
        band = QRect(rect.left(), rect.bottom() - line + 1, rect.width(), line)
        painter.fillRect(band, _BAND)
        painter.setPen(_ON_BAND)
        text = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, band.width())
        painter.drawText(band, Qt.AlignmentFlag.AlignCenter, text)

    def _look(self, index: object) -> Shown | None:
        places = np.flatnonzero(self.shown == index)
        if self._sheet is None or not isinstance(index, int) or not len(places):
            return None
        place = self.viewport().geometry().topLeft() + self.cell_rect(int(places[0])).topLeft()
        rect = QRect(place, self.cell_rect(0).size())
        return Shown(self._sheet.picture(index), self._names(index), rect)

    # Mouse and keys

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose a picture."""
        index = self.index_at(event.position().toPoint())
        if index >= 0 and event.button() == Qt.MouseButton.LeftButton:
            self.chosen.emit(index)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.released.emit()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tell what is under the mouse; walk over pictures while the button is held."""
        index = self.index_at(event.position().toPoint())
        if index != self._under:
            self._under = index
            self.hovered.emit(index)
            if index >= 0 and event.buttons() & Qt.MouseButton.LeftButton:
                self.chosen.emit(index)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for the menu of the picture under the mouse, or of the current one by key; where nobody has
        another, it is the usual one."""
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        index = self._current if by_key else self.index_at(event.pos())
        if index >= 0:
            # Whoever leaves a menu for another place has left this one untold.
            self._leave()
            if is_heard(self, self.menu_asked):
                self.menu_asked.emit(index, event.globalPos())
            elif not self._stale:
                picture_menu(self._images[index], self).popup(event.globalPos())

    def viewportEvent(self, event: QEvent) -> bool:
        """Nothing is hovered once the mouse has left."""
        if event.type() == QEvent.Type.Leave:
            self._leave()
        return super().viewportEvent(event)

    def _leave(self) -> None:
        if self._under != -1:
            self._under = -1
            self.hovered.emit(-1)

    def event(self, event: QEvent) -> bool:
        """Arrow keys belong to the pictures while they have the focus, not to a menu's shortcut."""
        override = event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent)
        if override and self._way(event) is not None:  # type: ignore[arg-type]
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk over the pictures."""
        way = self._way(event)
        if way is None or not len(self.shown):
            super().keyPressEvent(event)
            return
        places = np.flatnonzero(self.shown == self._current)
        place = min(max((int(places[0]) if len(places) else 0) + way, 0), len(self.shown) - 1)
        self.chosen.emit(int(self.shown[place]))
        self.enlarged.go_to(int(self.shown[place]))

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the current picture large where one came here by key."""
        super().focusInEvent(event)
        by_key = event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        if by_key and self._current >= 0:
            self.enlarged.go_to(self._current)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """The choice is made."""
        if not event.isAutoRepeat():
            self.released.emit()

    def _way(self, event: QKeyEvent) -> int | None:
        if event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier):
            return None
        many = len(self.shown)
        page = self.columns * max(1, self.viewport().height() // self._step)
        ways = {
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Up: -self.columns,
            Qt.Key.Key_Down: self.columns,
            Qt.Key.Key_PageUp: -page,
            Qt.Key.Key_PageDown: page,
            Qt.Key.Key_Home: -many,
            Qt.Key.Key_End: many,
        }
        return ways.get(Qt.Key(event.key()))


def _largest_cell(count: int, width: int, height: int, line: int) -> int:
    """The largest side with which ``count`` squares, each over a line, fit into the area, but at least 20."""
    best = 20
    for columns in range(1, count + 1):
        rows = math.ceil(count / columns)
        side = min((width + _GAP) // columns, (height + _GAP) // rows - line) - _GAP
        best = max(best, side)
    return best
