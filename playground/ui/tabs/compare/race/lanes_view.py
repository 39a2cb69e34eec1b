"""The race as rows that can be chosen."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QHelpEvent, QKeyEvent, QMouseEvent, QPainter

from playground.core.recipe import Recipe
from playground.evaluate.race.standing import Standing, described
from playground.paradigms.race.recipes import ClockName
from playground.ui.tabs.compare.race.drawing import Columns, Rows, RowsView, Style, columns, sheet_of
from playground.ui.widgets.menus import closing_menu, picture_menu
from playground.ui.widgets.picture_sheet import PictureSheet
from playground.ui.widgets.plain import show_tip

HINT = "A click on a lane edits it at the left, a double click opens it in its tab."


class LanesView(RowsView):
    """Draws standings; a click or the arrow keys choose the lane that is edited."""

    chosen = Signal(int)
    """A lane was chosen."""

    opened = Signal(int)
    """A lane's recipe is to be seen in the tab that it belongs to."""

    def __init__(self) -> None:
        super().__init__("Lanes of the race")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setStatusTip(f"{HINT} So does Enter.")
        self.recipe_of: Callable[[int], Recipe | None] = lambda _lane: None
        """What gives a lane's pictures without the others."""
        self._sheets: dict[tuple[int, tuple[int, ...]], PictureSheet | None] = {}

    def show_lanes(self, lanes: list[Standing], clock: ClockName, count: int, chosen: int = -1) -> None:
        """Draw these; pictures that stay are not made anew."""
        keys = {(lane.lane, lane.key): lane for lane in lanes}
        self._sheets = {
            key: self._sheets[key] if key in self._sheets else sheet_of(lane.pictures)
            for key, lane in keys.items()
        }
        super().show_lanes(lanes, clock, count, chosen)

    def sizeHint(self) -> QSize:
        """Room for rows that read well."""
        return QSize(620, 52 * max(1, len(self.lanes)))

    def draw(self, painter: QPainter, style: Style) -> None:
        """Draw all rows."""
        sheets = [self._sheets.get((lane.lane, lane.key)) for lane in self.lanes]
        Rows(painter, self._columns(), style).draw(self.lanes, sheets)

    def _columns(self) -> Columns:
        return columns(self.width(), self.height(), self.lanes, self.style_now())

    # Mouse and keys

    def lane_at(self, place: QPoint) -> Standing | None:
        """The lane under a pixel."""
        number = place.y() // self._columns().row
        return self.lanes[number] if 0 <= number < len(self.lanes) else None

    def middle_of(self, number: int) -> QPoint:
        """The middle of a row."""
        return self._columns().rect(number).center()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose a lane."""
        lane = self.lane_at(event.position().toPoint())
        if lane is not None and event.button() == Qt.MouseButton.LeftButton:
            self.chosen.emit(lane.lane)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open a lane in its tab."""
        lane = self.lane_at(event.position().toPoint())
        if lane is not None and not lane.why and event.button() == Qt.MouseButton.LeftButton:
            self.opened.emit(lane.lane)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose the lane above or below, or open the chosen one in its tab."""
        key = Qt.Key(event.key())
        by = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(key)
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not self.lanes[self.chosen_lane].why:
                self.opened.emit(self.chosen_lane)
        elif by is None:
            super().keyPressEvent(event)
        elif 0 <= self.chosen_lane + by < len(self.lanes):
            self.chosen.emit(self.chosen_lane + by)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer to open the lane in its tab, and what can be done with the picture under the mouse."""
        lane, place = self.lane_at(event.pos()), self._columns()
        if lane is None or lane.why:
            return
        number = self.lanes.index(lane)
        under = [
            picture
            for index, picture in enumerate(() if lane.pictures is None else lane.pictures)
            if place.picture(number, index).contains(event.pos())
        ]
        menu = picture_menu(under[0], self, self.recipe_of(lane.lane)) if under else closing_menu(self)
        menu.addAction("Open in its tab", partial(self.opened.emit, lane.lane))
        menu.popup(event.globalPos())

    def event(self, event: QEvent) -> bool:
        """Say all about the lane under the mouse."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            lane = self.lane_at(event.pos())
            hint = "" if lane is None or lane.why else f"\n{HINT}"
            show_tip(event.globalPos(), "" if lane is None else f"{described(lane)}{hint}", self)
            return True
        return bool(super().event(event))
