"""Numbers as they are read: each under its name, side by side in as many rows as they need.

Where that would be many rows, each stands behind its name.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec
from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QAction, QHelpEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from playground.core.words import kept_together
from playground.ui.widgets.clipboard import copy_text
from playground.ui.widgets.colours import Inks
from playground.ui.widgets.plain import show_tip
from playground.ui.widgets.restyled import Restyled

_GAP, _APART, _ROWS_APART = 6, 20, 4
"""Pixels beside a sign, between two numbers, and between two rows."""
_MOST_ROWS = 1
"""With names above the numbers; it is the pictures that need the room."""
_MIDDLE = Qt.AlignmentFlag.AlignVCenter
_WRAPS = Qt.TextFlag.TextWordWrap


class Reading(msgspec.Struct, frozen=True):
    """A number under its name, and a ``note`` of less weight behind it.

    A ``sign`` joins it to the one before, as terms of a sum are. One that is ``first`` begins a row, and so
    does what has no name: that is a text of its own. Where the mouse rests on it, ``tip`` is told.
    """

    name: str
    value: str
    note: str = ""
    sign: str = ""
    first: bool = False
    tip: str = ""


def as_text(readings: Sequence[Reading]) -> str:
    """The same in one text."""
    text = ""
    for each in readings:
        joint = "\n" if each.first or not each.name else f" {each.sign} " if each.sign else "  ·  "
        text += (joint if text else "") + _as_line(each)
    return text


class Readings(Restyled, QWidget):
    """Shows numbers under their names.

    A number is as wide as it ever was: those behind it would move with every digit.
    """

    def __init__(self, name: str) -> None:
        super().__init__()
        self._shown: tuple[Reading, ...] = ()
        self._widths: dict[str, int] = {}
        self.inline = False
        """Whether numbers stand behind their names."""
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAccessibleName(name)
        copy = QAction("Copy the numbers", self)
        copy.triggered.connect(lambda: copy_text(self.text()))
        self.addAction(copy)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)

    def text(self) -> str:
        """All of it in one text."""
        return as_text(self._shown)

    def set_readings(self, readings: Sequence[Reading]) -> None:
        """Show these."""
        if tuple(readings) != self._shown:
            self._shown = tuple(readings)
            self.setAccessibleDescription(self.text())
            self.updateGeometry()
            self.update()

    def give_room_back(self) -> None:
        """Take no more room than the numbers need now."""
        self._widths.clear()
        self.inline = False
        self.inline = self._rows(self._shown) > _MOST_ROWS
        self.setMinimumHeight(0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In another width there are other rows."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.give_room_back()
            self.updateGeometry()

    def keep_room(self, usual: Sequence[Reading]) -> None:
        """Be never less high than now, and than ``usual`` numbers need: what is above would jump."""
        both = (self._shown, usual)
        if not self.inline and any(self._rows(each) > _MOST_ROWS for each in both):
            self.give_room_back()
            self.inline = True
            self.updateGeometry()
            self.update()
        needed = max(self.height_of(each, self.width()) for each in both)
        self.setMinimumHeight(max(self.minimumHeight(), needed))

    def event(self, event: QEvent) -> bool:
        """Tell of the number on which the mouse rests."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            show_tip(event.globalPos(), self.tip_at(event.pos()), self)
            return True
        return super().event(event)

    def tip_at(self, point: QPoint) -> str:
        """What is told of the number at a place; nothing where there is none."""
        places = self._places(self._shown, self.width())
        return next((each.tip for each, place in places if place.contains(point)), "")

    # Room

    def heightForWidth(self, width: int) -> int:
        """Height of all rows."""
        return self.height_of(self._shown, width)

    def height_of(self, readings: Sequence[Reading], width: int) -> int:
        """The height that these would have."""
        return max((place.bottom() + 1 for _each, place in self._places(readings, width)), default=0)

    def _rows(self, readings: Sequence[Reading]) -> int:
        return len({place.top() for each, place in self._places(readings, self.width()) if each.name})

    @property
    def _line(self) -> int:
        return self.fontMetrics().height()

    @property
    def _row(self) -> int:
        """The height of a row."""
        return self._line * (1 if self.inline else 2)

    def sizeHint(self) -> QSize:
        """As wide as need be, and so high."""
        return QSize(400, self.heightForWidth(400))

    def minimumSizeHint(self) -> QSize:
        """So narrow that one stands under another."""
        return QSize(120, self.heightForWidth(max(120, self.width())))

    def _fit_letters(self) -> None:
        self.give_room_back()
        self.updateGeometry()

    def _places(self, readings: Sequence[Reading], width: int) -> Iterator[tuple[Reading, QRect]]:
        """Where each stands; what a sign joins stays in a row where there is room for it."""
        row, x, y = self._row, 0, 0
        next_row = row + (0 if self.inline else _ROWS_APART)
        for group in _groups(readings):
            widths = [self._width_of(each) for each in group]
            if x and (group[0].first or not group[0].name or x + sum(widths) > width):
                x, y = 0, y + next_row
            if not group[0].name:
                height = self._height_of_text(group[0].value, width)
                yield group[0], QRect(0, y, width, height)
                y += height + _ROWS_APART
                continue
            for each, wide in zip(group, widths, strict=True):
                if x and x + wide > width:
                    x, y = 0, y + next_row
                if wide > width and self.inline:
                    high = self._height_of_text(_signed(each), width)
                    yield each, QRect(0, y, width, high)
                    y += high - row
                else:
                    yield each, QRect(x, y, wide, row)
                x += wide
            x += _APART

    def _width_of(self, reading: Reading) -> int:
        """How wide it is, with the sign before it."""
        advance = self.fontMetrics().horizontalAdvance
        value = f"{reading.value} {reading.note}" if reading.note else reading.value
        wide = advance(_as_line(reading)) if self.inline else max(map(advance, (reading.name, value)))
        wide = self._widths[reading.name] = max(wide + 2, self._widths.get(reading.name, 0))
        return wide + (advance(reading.sign) + 2 * _GAP if reading.sign else 0)

    def _height_of_text(self, text: str, width: int) -> int:
        room = QRect(0, 0, max(width, 1), 10_000)
        return self.fontMetrics().boundingRect(room, _WRAPS, kept_together(text)).height()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw names and numbers."""
        painter, inks = QPainter(self), Inks(self.palette())
        for each, place in self._places(self._shown, self.width()):
            if each.name and place.height() <= self._row:
                self._draw(painter, each, place, inks)
            else:
                painter.setPen(inks.text)
                painter.drawText(place, _WRAPS, kept_together(_signed(each)))
        painter.end()

    def _draw(self, painter: QPainter, reading: Reading, place: QRect, inks: Inks) -> None:
        advance = self.fontMetrics().horizontalAdvance
        above, below = QRect(place), QRect(place)
        if not self.inline:
            above.setHeight(self._line)
            below.setTop(place.top() + self._line)
        painter.setPen(inks.muted)
        if reading.sign:
            painter.drawText(below.adjusted(_GAP, 0, 0, 0), _MIDDLE, reading.sign)
            for part in (above, below):
                part.setLeft(part.left() + advance(reading.sign) + 2 * _GAP)
        painter.drawText(above, _MIDDLE, reading.name)
        if self.inline:
            below.setLeft(below.left() + advance(reading.name + " "))
        painter.drawText(below.adjusted(advance(reading.value + " "), 0, 0, 0), _MIDDLE, reading.note)
        painter.setPen(inks.text)
        painter.drawText(below, _MIDDLE, reading.value)


def _as_line(reading: Reading) -> str:
    return " ".join(filter(None, (reading.name, reading.value, reading.note)))


def _signed(reading: Reading) -> str:
    return f"{reading.sign} {_as_line(reading)}" if reading.sign else _as_line(reading)


def _groups(readings: Sequence[Reading]) -> Iterator[list[Reading]]:
    """Each with those that signs join to it."""
    group = list[Reading]()
    for each in readings:
        if group and not each.sign:
            yield group
            group = []
        group.append(each)
    if group:
        yield group
