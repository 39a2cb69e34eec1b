"""The race as rows that can be chosen."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QPoint, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPicture,
)
from PySide6.QtWidgets import QMenu, QSizePolicy, QWidget

from playground.paradigms.race.recipes import ClockName
from playground.ui.clipboard import copy_picture
from playground.ui.plain import show_tip
from playground.ui.plots.record import recorded
from playground.ui.tabs.compare.race import names
from playground.ui.tabs.compare.race.drawing import (
    LEAST_ROW,
    Columns,
    Style,
    columns,
    draw,
    sheet_of,
    style_of,
)
from playground.ui.tabs.compare.race.standing import Standing
from playground.ui.widgets.picture_sheet import PictureSheet


class LanesView(QWidget):
    """Draws standings; a click or the arrow keys choose the lane that is edited."""

    chosen = Signal(int)
    """A lane was chosen."""

    opened = Signal(int)
    """A lane's recipe is to be seen in the tab that it belongs to."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Lanes of the race")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setStatusTip(
            "Click a lane to change it; double-click it, or press Enter, to open it in its tab."
        )
        self._lanes: list[Standing] = []
        self._sheets: dict[tuple[int, tuple[int, ...]], PictureSheet | None] = {}
        self._clock: ClockName = "evaluations"
        self._count, self._chosen = 1, 0

    @property
    def lanes(self) -> list[Standing]:
        """What is drawn."""
        return self._lanes

    def show_lanes(self, lanes: list[Standing], clock: ClockName, count: int, chosen: int) -> None:
        """Draw these; pictures that stay are not made anew."""
        resized = len(lanes) != len(self._lanes)
        self._lanes, self._clock, self._count, self._chosen = lanes, clock, count, chosen
        keys = {(lane.lane, lane.key): lane for lane in lanes}
        self._sheets = {
            key: self._sheets[key] if key in self._sheets else sheet_of(lane.pictures)
            for key, lane in keys.items()
        }
        self.setAccessibleDescription("; ".join(described(lane) for lane in lanes))
        if resized:
            self.updateGeometry()
        self.update()

    def style_now(self, *, marked: bool = True) -> Style:
        """With what it is drawn in the theme that is worn."""
        return style_of(self, self._clock, self._count, self._chosen if marked else -1)

    def picture(self) -> QPicture:
        """What is drawn, as commands that a PNG or SVG is made from."""
        return recorded(self, lambda painter: self._draw(painter, self.style_now(marked=False)))

    def sizeHint(self) -> QSize:
        """Room for rows that read well."""
        return QSize(620, 52 * max(1, len(self._lanes)))

    def minimumSizeHint(self) -> QSize:
        """Room for rows that can still be read."""
        return QSize(420, LEAST_ROW * max(1, len(self._lanes)))

    # Drawing

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw all rows."""
        painter = QPainter(self)
        self._draw(painter, self.style_now())
        painter.end()

    def _draw(self, painter: QPainter, style: Style) -> None:
        sheets = [self._sheets.get((lane.lane, lane.key)) for lane in self._lanes]
        draw(painter, self._lanes, sheets, self._columns(), style)

    def _columns(self) -> Columns:
        return columns(self.width(), self.height(), self._lanes, self.style_now())

    # Mouse and keys

    def lane_at(self, place: QPoint) -> Standing | None:
        """The lane under a pixel."""
        number = place.y() // self._columns().row
        return self._lanes[number] if 0 <= number < len(self._lanes) else None

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
            if not self._lanes[self._chosen].why:
                self.opened.emit(self._chosen)
        elif by is None:
            super().keyPressEvent(event)
        elif 0 <= self._chosen + by < len(self._lanes):
            self.chosen.emit(self._chosen + by)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer to open the lane in its tab, and to copy the picture under the mouse."""
        lane, place = self.lane_at(event.pos()), self._columns()
        if lane is None or lane.why:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction("Open in its tab", partial(self.opened.emit, lane.lane))
        number = self._lanes.index(lane)
        for index, picture in enumerate(() if lane.pictures is None else lane.pictures):
            if place.picture(number, index).contains(event.pos()):
                menu.addAction("Copy picture", partial(copy_picture, picture))
        menu.popup(event.globalPos())

    def event(self, event: QEvent) -> bool:
        """Say all about the lane under the mouse."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            lane = self.lane_at(event.pos())
            show_tip(event.globalPos(), "" if lane is None else described(lane), self)
            return True
        return bool(super().event(event))


def described(lane: Standing) -> str:
    """A lane in a sentence or two."""
    head = f"{lane.title}, {lane.setting}" if lane.setting else lane.title
    parts = [f"{head} ({lane.model})"]
    if lane.why:
        parts.append(lane.why)
    elif lane.total_nfe == lane.total_nfe:
        cost = f"{names.evaluations(lane.total_nfe)}, {names.time(lane.total_milliseconds)}"
        parts.append(f"{names.ordinal(lane.place)} of all" if lane.place else "On its way")
        parts.append(f"All its pictures together cost {cost}")
    if lane.any_class and not lane.why:
        parts.append("Its prior knows no classes, so it draws any")
    return ". ".join(part.rstrip(".") for part in parts) + "."
