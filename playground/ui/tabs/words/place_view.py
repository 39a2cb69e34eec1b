"""A picture whose places can be asked."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPen

from playground.ui.plots.nudges import taken, way
from playground.ui.widgets.image_view import ImageView

_LINE, _FRAME, _AROUND = QColor(128, 128, 128, 70), QColor("#ffffff"), QColor(0, 0, 0, 190)
_MENUS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier


class PlaceView(ImageView):
    """Draws the grid of places over the picture; a click asks one, and the same once more asks none."""

    asked = Signal(int)
    """The place that is asked, row by row; −1 for none."""

    def __init__(self, name: str, least: int = 120) -> None:
        super().__init__(name, least)
        self._rows, self._columns, self._place = 1, 1, -1
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.set_overlay(self._draw_places)

    def set_places(self, rows: int, columns: int, place: int) -> None:
        """Show so many places, and which of them is asked."""
        if (rows, columns, place) != (self._rows, self._columns, self._place):
            self._rows, self._columns, self._place = rows, columns, place
            self.update()

    def rect_of(self, place: int) -> QRect:
        """Where a place is drawn."""
        row, column = divmod(place, self._columns)
        whole = self.target()
        left, right = (whole.width() * each // self._columns for each in (column, column + 1))
        top, bottom = (whole.height() * each // self._rows for each in (row, row + 1))
        return QRect(whole.left() + left, whole.top() + top, right - left, bottom - top)

    def place_at(self, pixel: QPoint) -> int:
        """The place under a pixel, −1 for none."""
        places = range(self._rows * self._columns)
        return next((place for place in places if self.rect_of(place).contains(pixel)), -1)

    def _draw_places(self, painter: QPainter, _where: QRect) -> None:
        painter.setPen(_LINE)
        for place in range(self._rows * self._columns):
            painter.drawRect(self.rect_of(place).adjusted(0, 0, -1, -1))
        if 0 <= self._place < self._rows * self._columns:
            rect = self.rect_of(self._place)
            for colour, width in ((_AROUND, 4), (_FRAME, 2)):
                painter.setPen(QPen(colour, width))
                painter.drawRect(rect)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Ask a place, or none."""
        place = self.place_at(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and place >= 0:
            self.asked.emit(-1 if place == self._place else place)

    def event(self, event: QEvent) -> bool:
        """Arrow keys belong to the places while they have the focus, not to a menu's shortcut."""
        return taken(event, _MENUS) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ask the place beside."""
        led = way(event, _MENUS)
        if led is None:
            super().keyPressEvent(event)
            return
        row, column = divmod(max(0, self._place), self._columns)
        row = max(0, min(self._rows - 1, row - led[1]))
        column = max(0, min(self._columns - 1, column + led[0]))
        self.asked.emit(row * self._columns + column)
