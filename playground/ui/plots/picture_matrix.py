"""Pictures in rows and columns with headings: the same noise, treated in several ways."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QSize, Qt, Signal
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
    QPalette,
    QPen,
    QPicture,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QStyle, QWidget

from playground.ui.plots.colours import Inks, inks, mix
from playground.ui.plots.record import recorded
from playground.ui.widgets.enlarged import Enlarged, Shown
from playground.ui.widgets.menus import is_heard, picture_menu
from playground.ui.widgets.picture_sheet import PictureSheet

GAP, PAD = 2, 10
APART, TIGHT = QSize(PAD, PAD), QSize(0, PAD)
"""How far cells stand apart: with room around each, or side by side."""


class Heading(NamedTuple):
    """What a row or column is called, and a line of less weight under it."""

    title: str
    caption: str = ""


class Spot(NamedTuple):
    """One picture of a matrix: the one at a ``place`` of a cell."""

    row: int
    column: int
    place: int


class Layout(NamedTuple):
    """Where cells begin, pictures side by side in a cell, a picture's size, and the cells' distance."""

    left: int
    top: int
    across: int
    size: QSize
    stride: QSize

    def rect(self, spot: Spot) -> QRect:
        """Where a picture is drawn."""
        row, column = divmod(spot.place, self.across)
        return QRect(
            self.left + spot.column * self.stride.width() + reach(column, self.size.width()),
            self.top + spot.row * self.stride.height() + reach(row, self.size.height()),
            self.size.width(),
            self.size.height(),
        )

    def spot(self, pixel: QPoint, shape: tuple[int, int, int]) -> Spot | None:
        """The picture of ``shape`` (rows, columns, count) under a pixel."""
        rows, columns, count = shape
        column = (pixel.x() - self.left) // self.stride.width()
        row = (pixel.y() - self.top) // self.stride.height()
        if not (0 <= row < rows and 0 <= column < columns):
            return None
        spots = (Spot(row, column, index) for index in range(count))
        return next((spot for spot in spots if self.rect(spot).contains(pixel)), None)


def arrange(
    area: QRect, shape: tuple[int, int, int], ratio: float, least: QSize, between: QSize = APART
) -> Layout:
    """The largest pictures, ``ratio`` high for each unit of width, with which everything fits the area.

    Cells are at least as large as ``least`` (their headings) where there is room for it; they are ``between``
    apart.
    """
    rows, columns, count = (max(1, number) for number in shape)
    wide = (area.width() - (columns - 1) * between.width()) // columns
    high = (area.height() - (rows - 1) * between.height()) // rows
    across, side = _largest(count, wide, high, ratio)
    size = QSize(side, max(1, round(side * ratio)))
    used = QSize(reach(across, side), reach(math.ceil(count / across), size.height()))
    stride = used.expandedTo(least.boundedTo(QSize(wide, high))) + between
    return Layout(area.left(), area.top(), across, size, stride)


def reach(many: int, side: int) -> int:
    """How far ``many`` pictures of a side reach, with the gaps between them."""
    return many * (side + GAP)


def _largest(count: int, wide: int, high: int, ratio: float) -> tuple[int, int]:
    """Pictures side by side in a cell, and their width, so that they become as large as possible."""
    best = (count, 4)
    for across in range(1, count + 1):
        side = min(wide // across - GAP, int((high // math.ceil(count / across) - GAP) / ratio))
        if side > best[1]:
            best = (across, side)
    return best


__all__ = ["Heading", "Overlay", "PictureMatrix", "Spot"]

Overlay = Callable[[QPainter, QRect, Spot], None]
"""Draws something on a picture: the painter, where the picture is, and its spot."""

_LEAST = 14
_MOST_TEXT = 0.44
"""Share of the width that headings of rows have at most."""
_SMALLER = 0.88


class PictureMatrix(QWidget):
    """Draws ``(rows, columns, count, channels, height, width)``: ``count`` pictures in every cell."""

    hovered = Signal(object)
    """The :class:`Spot` under the mouse, or ``None``."""

    clicked = Signal(object)
    """The :class:`Spot` of a picture that was clicked."""

    menu_asked = Signal(object, QPoint)
    """The menu of the picture at a :class:`Spot` was asked for, at this place on the screen."""

    def __init__(self, name: str, *, tight: bool = False, below: int = 0) -> None:
        """``tight``: nothing stands between the columns, so that a row reads as one.

        So many pixels ``below`` every picture are free for what is drawn of another's, up to those that rows
        are apart.
        """
        super().__init__()
        self._between, self._below = TIGHT if tight else APART, below
        self._least, self._reckoned = _LEAST, 0
        self.setAccessibleName(name)
        self.rows: tuple[Heading, ...] = ()
        """Headings of the rows."""
        self._columns: tuple[Heading, ...] = ()
        self._images: NDArray[np.uint8] = np.zeros((0, 0, 0, 1, 1, 1), dtype=np.uint8)
        self._filled: NDArray[np.bool_] = np.zeros((0, 0), dtype=np.bool_)
        self._wanted = self._filled
        self._sheet: PictureSheet | None = None
        self._under: Spot | None = None
        self._over: Overlay | None = None
        self._over_large = False
        self._above: tuple[str, ...] = ()
        """Lines above all, which only files have."""
        self._lit: tuple[int | None, int | None] = (None, None)
        self._stale = False
        self._spot: Spot | None = None
        """Where the keys are."""
        self._called: Callable[[Spot], str] = self._headings_of
        self.enlarged = Enlarged(self, self._look)
        self.hovered.connect(self.enlarged.rest_on)
        # A click is for its owner, and leaves the arrow keys where they are.
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    @property
    def shape(self) -> tuple[int, int, int]:
        """Rows, columns and pictures in a cell."""
        rows, columns, count = self._images.shape[:3]
        return rows, columns, count

    def set_headings(self, rows: Sequence[Heading], columns: Sequence[Heading] = ()) -> None:
        """Name rows and columns; without columns there is no line for them."""
        if (tuple(rows), tuple(columns)) != (self.rows, self._columns):
            self.rows, self._columns = tuple(rows), tuple(columns)
            text = "; ".join(f"{heading.title} {heading.caption}".strip() for heading in rows)
            self.setAccessibleDescription(text)
            self.updateGeometry()
            self.update()

    def set_images(
        self,
        images: NDArray[np.uint8],
        filled: NDArray[np.bool_] | None = None,
        wanted: NDArray[np.bool_] | None = None,
    ) -> None:
        """Show pictures; cells that are ``wanted`` and not ``filled`` (rows, columns) are drawn empty."""
        resized = images.shape[:3] != self._images.shape[:3]
        self._images = images
        self._filled = np.ones(images.shape[:2], dtype=np.bool_) if filled is None else filled
        self._wanted = np.ones_like(self._filled) if wanted is None else wanted
        every = images.reshape(-1, *images.shape[3:])
        self._sheet = PictureSheet(every) if len(every) else None
        if resized:
            self.updateGeometry()
            self._spot = None
        self.update()
        if self.enlarged.shown is not None:
            self.enlarged.renew()

    def set_classes(self, classes: Callable[[Spot], str]) -> None:
        """Tell the class of each picture where it is shown large, before its headings."""
        self._called = lambda spot: ", ".join(filter(None, (classes(spot), self._headings_of(spot))))

    def set_overlay(self, overlay: Overlay | None, *, large: bool = False) -> None:
        """Draw something of another's on every picture, or nothing; given anew whenever it changes.

        ``large``: on the picture that is enlarged, too.
        """
        self._over, self._over_large = overlay, large
        self.update()

    def set_lit(self, row: int | None, column: int | None) -> None:
        """Frame the pictures of a row, of a column, or of the cell that both name; with neither, none."""
        if (row, column) != self._lit:
            self._lit = (row, column)
            self.update()

    def set_least(self, side: int) -> None:
        """Ask for so much height that pictures have this side, where the width has room for it."""
        if side != self._least:
            self._least = side
            self.updateGeometry()

    def set_stale(self, stale: bool) -> None:
        """Dim the pictures: what was asked for could not be computed."""
        if stale != self._stale:
            self._stale = stale
            self.update()

    def picture_at(self, spot: Spot) -> NDArray[np.uint8]:
        """The picture at a spot, ``(channels, height, width)``."""
        picture: NDArray[np.uint8] = self._images[spot]
        return picture

    def picture(self, above: Sequence[str] = ()) -> QPicture:
        """What is drawn, as commands that a PNG or SVG is made from.

        With lines ``above`` it, which say what it is of, it has no room that is left over.
        """
        self._above = tuple(above)
        try:
            return recorded(self, self._draw, self._used if above else None)
        finally:
            self._above = ()

    # Geometry

    def sizeHint(self) -> QSize:
        """Room for pictures at twice their size."""
        return self._size_for(56)

    def minimumSizeHint(self) -> QSize:
        """Room for pictures that can still be told apart, and as much height as their least side asks for."""
        least = self._size_for(_LEAST)
        if self._least <= _LEAST:
            return least
        columns, left = max(1, self.shape[1]), self._margins()[0]
        wide = (self._reckoned - left) // columns - self._between.width() - GAP
        return least.expandedTo(QSize(0, self._size_for(min(self._least, wide)).height()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Reckon with another width, unless it is but a scroll bar that came or went: with less width less
        height would be asked for, so that it would do so for ever."""
        super().resizeEvent(event)
        bar = self.style().pixelMetric(QStyle.PixelMetric.PM_ScrollBarExtent)
        if abs(self.width() - self._reckoned) > bar + 4:
            self._reckoned = self.width()
            self.updateGeometry()

    def rect_of(self, spot: Spot) -> QRect:
        """Where a picture is drawn."""
        return self._layout().rect(spot)

    def spot_at(self, pixel: QPoint) -> Spot | None:
        """The picture under a pixel."""
        return self._layout().spot(pixel, self.shape)

    def _layout(self) -> Layout:
        left, top = self._margins()
        least = QSize(
            max((self._text_width(heading) for heading in self._columns), default=0), self._lines(self.rows)
        )
        area = self.rect().adjusted(left, top, -self._edge, -self._below - self._edge)
        return arrange(area, self.shape, self._ratio, least, self._between)

    @property
    def _ratio(self) -> float:
        high, wide = self._images.shape[4:]
        return int(high) / max(1, int(wide))

    def _margins(self) -> tuple[int, int]:
        widest = max((self._text_width(heading) for heading in self.rows), default=0)
        left = min(widest, round(self.width() * _MOST_TEXT)) + PAD if widest else 0
        return self._edge + left, self._top + self._lines(self._columns) + (4 if self._columns else 0)

    @property
    def _edge(self) -> int:
        """How far all stays from the edges."""
        return PAD if self._above else 0

    @property
    def _top(self) -> int:
        """How far down the lines above all reach, with the room around them."""
        return len(self._above) * self.fontMetrics().height() + 2 * self._edge

    def _used(self) -> QRect:
        """What of all the room is drawn on."""
        layout, (rows, columns, _) = self._layout(), self.shape
        right = layout.left + columns * layout.stride.width() - self._between.width()
        bottom = layout.top + rows * layout.stride.height() - self._between.height() + self._below
        texts = (self._edge + self.fontMetrics().horizontalAdvance(line) + 2 for line in self._above)
        used = QRect(0, 0, max(right, *texts) + self._edge, bottom + self._edge)
        return used.intersected(self.rect())

    def _size_for(self, side: int) -> QSize:
        rows, columns, count = (max(1, number) for number in self.shape)
        left, top = self._margins()
        across = math.ceil(math.sqrt(count)) if columns > 1 else count
        return QSize(
            left + columns * (reach(across, side) + self._between.width()),
            top + rows * (reach(math.ceil(count / across), side) + PAD) + self._below,
        )

    def _fonts(self) -> tuple[QFont, QFont]:
        title, caption = QFont(self.font()), QFont(self.font())
        title.setWeight(QFont.Weight.DemiBold)
        caption.setPointSizeF(caption.pointSizeF() * _SMALLER)
        return title, caption

    def _text_width(self, heading: Heading) -> int:
        both = zip((heading.title, heading.caption), self._fonts(), strict=True)
        return max(QFontMetrics(font).horizontalAdvance(text) for text, font in both) + 2

    def _lines(self, headings: tuple[Heading, ...]) -> int:
        if not headings:
            return 0
        line = self.fontMetrics().height()
        return line * (2 if any(heading.caption for heading in headings) else 1)

    # Drawing

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw headings and pictures with hard pixel edges."""
        painter = QPainter(self)
        self._draw(painter)
        if self._spot is not None and self.hasFocus():
            painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Highlight), 3))
            painter.drawRect(self.rect_of(self._spot).adjusted(0, 0, -1, -1))
        if self._stale:
            painter.fillRect(self.rect(), QColor(0, 0, 0, 110))
        painter.end()

    def _draw(self, painter: QPainter) -> None:
        rows, columns, count = self.shape
        layout = self._layout()
        ink = inks(self.palette())
        self._write_above(painter, ink)
        for place, heading in self._heads(layout):
            self._write(painter, place, heading, ink)
        for row, heading in enumerate(self.rows[:rows]):
            y = layout.top + row * layout.stride.height()
            place = QRect(0, y, layout.left - PAD, layout.stride.height() - PAD)
            self._write(painter, place, heading, ink, to_the_right=True)
        empty = mix(ink.ground, ink.text, 0.07)
        for number, (row, column, index) in enumerate(np.ndindex(rows, columns, count)):
            spot = Spot(row, column, index)
            rect = layout.rect(spot)
            if self._sheet is not None and self._filled[row, column]:
                self._sheet.draw(painter, rect, number)
                if self._over is not None:
                    self._over(painter, rect, spot)
            elif self._wanted[row, column]:
                painter.fillRect(rect, empty)
            if self._is_lit(row, column):
                painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Highlight), 2))
                painter.drawRect(rect.adjusted(0, 0, -1, -1))

    def _write_above(self, painter: QPainter, ink: Inks) -> None:
        painter.setFont(self.font())
        painter.setPen(ink.text)
        metrics, wide = self.fontMetrics(), self.width() - 2 * self._edge
        for number, line in enumerate(self._above):
            base = self._edge + number * metrics.height() + metrics.ascent()
            painter.drawText(
                QPointF(self._edge, base), metrics.elidedText(line, Qt.TextElideMode.ElideRight, wide)
            )

    def _heads(self, layout: Layout) -> list[tuple[QRect, Heading]]:
        """Where headings of columns are written: where they are numbers only so many as have room."""
        columns, stride = self._columns[: self.shape[1]], layout.stride.width()
        lefts = [layout.left + column * stride for column in range(len(columns))]
        needed = max((self._text_width(heading) - 2 for heading in columns), default=0)
        every, last = 1, max(lefts, default=0)
        if all(_is_number(heading) for heading in columns) and needed > min(stride - 2, self.width() - last):
            every = max(2, math.ceil((needed + 2) / stride))
        return [
            (
                QRect(left, self._top, min(every * stride - 2, self.width() - left), layout.top - self._top),
                heading,
            )
            for left, heading in list(zip(lefts, columns, strict=True))[::every]
        ]

    def _write(
        self, painter: QPainter, place: QRect, heading: Heading, ink: Inks, *, to_the_right: bool = False
    ) -> None:
        title, caption = self._fonts()
        line = self.fontMetrics().height()
        # A row's caption may reach into the room between rows.
        both = bool(heading.caption) and place.height() >= 2 * line - PAD // 2
        top = place.top() + max(0, (place.height() - line * (2 if both else 1)) // 2)
        muted = mix(ink.text, ink.ground, 0.3)
        texts = [(heading.title, title, ink.text), (heading.caption, caption, muted)]
        for number, (text, font, colour) in enumerate(texts[: 2 if both else 1]):
            painter.setFont(font)
            painter.setPen(colour)
            box = QRect(place.left(), top + number * line, place.width(), line)
            metrics = painter.fontMetrics()
            shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, box.width())
            x = box.right() - metrics.horizontalAdvance(shown) if to_the_right else box.left()
            painter.drawText(QPointF(x, box.top() + metrics.ascent()), shown)

    def _is_lit(self, row: int, column: int) -> bool:
        wanted_row, wanted_column = self._lit
        if wanted_row is None and wanted_column is None:
            return False
        return wanted_row in (None, row) and wanted_column in (None, column)

    def _headings_of(self, spot: Spot) -> str:
        row, column = self.rows[spot.row : spot.row + 1], self._columns[spot.column : spot.column + 1]
        found = (*row, *column)
        return ", ".join(f"{each.title} {each.caption}".strip() for each in found)

    def _look(self, spot: object) -> Shown | None:
        # What the mouse rests on may have gone with the pictures before.
        if self._sheet is None or not isinstance(spot, Spot) or not np.less(spot, self.shape).all():
            return None
        if not self._filled[spot.row, spot.column]:
            return None
        number = int(np.ravel_multi_index(spot, self.shape))
        over = self._over if self._over_large else None
        drawn = None if over is None else lambda painter, rect: over(painter, rect, spot)
        return Shown(self._sheet.picture(number), self._called(spot), self.rect_of(spot), drawn)

    # Keys

    def event(self, event: QEvent) -> bool:
        """Arrow keys belong to the pictures while they have the focus, not to a menu's shortcut."""
        override = isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride
        if override and _step(event) is not None:  # type: ignore[arg-type]
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk over the pictures."""
        step = _step(event)
        if step is None or not all(self.shape):
            super().keyPressEvent(event)
            return
        self._walk(*step)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the picture large to which the keys have come."""
        super().focusInEvent(event)
        if all(self.shape):
            self._walk(0, 0)

    def _walk(self, right: int, down: int) -> None:
        rows, columns, count = self.shape
        spot = self._spot or Spot(0, 0, 0)
        column, place = divmod(spot.column * count + spot.place + right, count)
        inside = 0 <= column < columns and 0 <= spot.row + down < rows
        self._spot = Spot(spot.row + down, column, place) if inside else spot
        self.update()
        self.enlarged.go_to(self._spot)

    # Mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Tell which picture was clicked."""
        spot = self.spot_at(event.position().toPoint())
        if spot is not None and event.button() == Qt.MouseButton.LeftButton:
            self.clicked.emit(spot)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tell which picture is under the mouse."""
        self._hover(self.spot_at(event.position().toPoint()))

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is hovered once the mouse has left."""
        self._hover(None)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for the menu of the picture under the mouse, or of the one where the keys are; where nobody has
        another, it is the usual one."""
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        spot = self._spot if by_key else self.spot_at(event.pos())
        if spot is not None and self._filled[spot.row, spot.column]:
            # Whoever leaves a menu for another place has left this one untold.
            self._hover(None)
            if is_heard(self, self.menu_asked):
                self.menu_asked.emit(spot, event.globalPos())
            elif not self._stale:
                picture_menu(self.picture_at(spot), self).popup(event.globalPos())

    def _hover(self, spot: Spot | None) -> None:
        if spot != self._under:
            self._under = spot
            self.hovered.emit(spot)


def _is_number(heading: Heading) -> bool:
    return not heading.caption and heading.title.replace(".", "", 1).replace(",", "").isdecimal()


def _step(event: QKeyEvent) -> tuple[int, int] | None:
    """How far to the right and down a key leads."""
    if event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier):
        return None
    ways = {
        Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1),
    }  # fmt: skip
    return ways.get(Qt.Key(event.key()))
