"""How lanes are drawn: a row each, with its pictures, how far it has come, and what that has cost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec
from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QPen, QPicture
from PySide6.QtWidgets import QSizePolicy, QWidget

from playground.evaluate.race import names
from playground.evaluate.race.standing import Standing, described, spent
from playground.paradigms.race.recipes import ClockName
from playground.paradigms.race.tape import Images
from playground.ui.plots.colours import Inks, inks, mix
from playground.ui.plots.record import recorded
from playground.ui.tabs.compare import looks
from playground.ui.widgets.picture_sheet import PictureSheet
from playground.ui.widgets.theme import themes

LEAST_ROW, MOST_ROW = 34, 84
_GAP = 2
_PAD = 8
_EDGE = 6
_BADGE = 26
_SMALLER = 0.88
_BAR = 8
_LEAST_TEXT, _LEAST_TRACK, _TRACK = 84, 92, 140
_SIDE = 28
"""Pictures are no smaller for the sake of a long track or of a name: so large is every pixel one."""


class Style(msgspec.Struct, frozen=True):
    """What rows are drawn with: fonts for titles and for what stands below them, and inks."""

    title: QFont
    small: QFont
    inks: Inks
    muted: QColor
    on_accent: QColor
    warning: QColor
    clock: ClockName
    count: int
    chosen: int = -1
    """The lane that is marked as the one in hand; −1 is none."""


def style_of(widget: QWidget, clock: ClockName, count: int, chosen: int = -1) -> Style:
    """With what a widget draws rows in the theme that is worn."""
    title, small, ink = QFont(widget.font()), QFont(widget.font()), inks(widget.palette())
    title.setWeight(QFont.Weight.DemiBold)
    small.setPointSizeF(small.pointSizeF() * _SMALLER)
    return Style(
        title=title,
        small=small,
        inks=ink,
        muted=mix(ink.text, ink.ground, 0.3),
        on_accent=QColor(themes().theme.on_selection),
        warning=QColor(themes().theme.warning),
        clock=clock,
        count=count,
        chosen=chosen,
    )


class Columns(msgspec.Struct, frozen=True):
    """Where things stand in every row: left edges in pixels, and the side of a picture."""

    text: int
    pictures: int
    track: int
    right: int
    side: int
    row: int

    def rect(self, number: int) -> QRect:
        """The row of a lane."""
        return QRect(0, number * self.row, self.right + _PAD + _BADGE + _EDGE, self.row)

    def badge(self, number: int) -> QPointF:
        """The middle of a lane's place."""
        return QPointF(self.right + _PAD + _BADGE / 2, self.rect(number).center().y() + 1)

    def picture(self, number: int, index: int) -> QRect:
        """A picture of a lane."""
        top = number * self.row + (self.row - self.side) // 2
        return QRect(self.pictures + index * (self.side + _GAP), top, self.side, self.side)


def columns(width: int, height: int, lanes: Sequence[Standing], style: Style) -> Columns:
    """Places for these lanes in a canvas: names as wide as they need, and pictures as large as then fits.

    Where it is too narrow for both, pictures shrink to their own size, then what stands below the titles is
    shortened, and only then pictures shrink again: titles stay whole.
    """
    row = min(MOST_ROW, max(LEAST_ROW, height // max(1, len(lanes))))
    text, right = _EDGE + 10, width - _EDGE - _BADGE - _PAD
    room = right - text - 2 * _PAD
    titled, named = (max(_LEAST_TEXT, wide + 4) for wide in _widest(lanes, style))

    def side_beside(name: int, track: int) -> int:
        return (room - name - track) // max(1, style.count) - _GAP

    fits = max(min(_SIDE, side_beside(titled, _LEAST_TRACK)), side_beside(named, _TRACK))
    side = max(14, min(row - 2 * _GAP, fits))
    strip = style.count * (side + _GAP)
    pictures = text + max(titled, min(named, room - strip - _LEAST_TRACK)) + _PAD
    return Columns(text, pictures, pictures + strip + _PAD, right, side, row)


def _widest(lanes: Sequence[Standing], style: Style) -> tuple[int, int]:
    """How wide the widest title is, and the widest name, in pixels."""
    title, small = QFontMetrics(style.title), QFontMetrics(style.small)
    titles = [title.horizontalAdvance(lane.title) for lane in lanes]
    # What they are told has what room is left: lanes are mostly told the same.
    settings = (small.horizontalAdvance(names.below(lane.title, lane.setting)) for lane in lanes)
    return max(titles, default=0), max([*titles, *settings], default=0)


class RowsView(QWidget):
    """Draws a row for each lane; a subclass says what is in it."""

    below = 0
    """Pixels under the rows."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.lanes: list[Standing] = []
        """What is drawn."""
        self.clock: ClockName = "evaluations"
        self.count, self.chosen_lane = 1, -1

    def show_lanes(self, lanes: list[Standing], clock: ClockName, count: int, chosen: int = -1) -> None:
        """Draw these."""
        resized = len(lanes) != len(self.lanes)
        self.lanes, self.clock, self.count, self.chosen_lane = lanes, clock, count, chosen
        self.setAccessibleDescription("; ".join(described(lane) for lane in lanes))
        if resized:
            self.updateGeometry()
        self.update()

    def style_now(self, *, marked: bool = True) -> Style:
        """With what it is drawn in the theme that is worn."""
        return style_of(self, self.clock, self.count, self.chosen_lane if marked else -1)

    def draw(self, painter: QPainter, style: Style) -> None:
        """Draw all of it."""
        raise NotImplementedError

    def picture(self) -> QPicture:
        """What is drawn, as commands that a PNG or SVG is made from."""
        return recorded(self, lambda painter: self.draw(painter, self.style_now(marked=False)))

    def minimumSizeHint(self) -> QSize:
        """Room for rows that can still be read."""
        return QSize(400, LEAST_ROW * max(1, len(self.lanes)) + self.below)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw all of it."""
        painter = QPainter(self)
        self.draw(painter, self.style_now())
        painter.end()


@dataclass(frozen=True)
class Rows:
    """Draws parts of rows: where they stand, and with what."""

    painter: QPainter
    place: Columns
    style: Style

    def draw(self, lanes: Sequence[Standing], sheets: Sequence[PictureSheet | None]) -> None:
        """All rows of a race; ``sheets`` hold each lane's pictures."""
        painter, ink = self.painter, self.style.inks
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for number, (lane, sheet) in enumerate(zip(lanes, sheets, strict=True)):
            rect = self.place.rect(number)
            if lane.lane == self.style.chosen:
                painter.fillRect(rect, mix(ink.ground, ink.accent, 0.14))
            if number:
                painter.setPen(QPen(mix(ink.ground, ink.text, 0.1), 1))
                painter.drawLine(rect.topLeft(), rect.topRight())
            self.name(number, lane)
            if lane.why:
                self._refusal(number, lane)
            else:
                self.pictures(number, sheet)
                self._track(number, lane)

    def name(self, number: int, lane: Standing) -> None:
        """The family in its colour, and below it how the pictures are made, and what of."""
        rect, title, small = self.place.rect(number), self.style.title, self.style.small
        self._bar(QRectF(_EDGE, rect.top() + 5, 4, rect.height() - 10), self.colour(lane), 2)
        room = QRect(self.place.text, rect.top(), self.place.pictures - _PAD - self.place.text, rect.height())
        line = QFontMetrics(title).height()
        above, *below = name_of(lane, room.width(), self.style, room.height() // line)
        room.translate(0, (room.height() - (1 + len(below)) * line + 2) // 2)
        write(self.painter, room, above, title, self.style.inks.text)
        for place, text in enumerate(below, 1):
            write(self.painter, room.translated(0, place * (line - 1)), text, small, self.style.muted)

    def pictures(self, number: int, sheet: PictureSheet | None) -> None:
        """A lane's pictures with hard edges; empty squares where there are none yet."""
        for index in range(self.style.count):
            target = self.place.picture(number, index)
            if sheet is None:
                self.painter.fillRect(target, mix(self.style.inks.ground, self.style.inks.text, 0.07))
            else:
                sheet.draw(self.painter, target, index)

    def badge(self, number: int, place: int) -> None:
        """A place at the finish in a circle, the first one filled."""
        painter, ink, first = self.painter, self.style.inks, place == 1
        centre, radius = self.place.badge(number), (_BADGE - 4) / 2
        painter.setPen(QPen(ink.accent, 1.5))
        painter.setBrush(ink.accent if first else ink.ground)
        painter.drawEllipse(centre, radius, radius)
        font = QFont(self.style.small)
        font.setWeight(QFont.Weight.DemiBold)
        painter.setFont(font)
        painter.setPen(self.style.on_accent if first else ink.text)
        box = QRectF(centre.x() - radius, centre.y() - radius, 2 * radius, 2 * radius)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, str(place))

    def colour(self, lane: Standing) -> QColor:
        """The colour of a lane's family; that of faint text for a model that is not there."""
        return looks.colour(lane.family) if lane.family else self.style.inks.faint

    def _refusal(self, number: int, lane: Standing) -> None:
        rect, left = self.place.rect(number), self.place.pictures
        self.painter.setFont(self.style.small)
        self.painter.setPen(self.style.warning)
        wide = QRect(left, rect.top(), self.place.right + _BADGE - left, rect.height())
        self.painter.drawText(wide, Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignVCenter, lane.why)

    def _track(self, number: int, lane: Standing) -> None:
        style, small, metrics = self.style, self.style.small, QFontMetrics(self.style.small)
        rect, line, width = self.place.rect(number), metrics.height(), self.place.right - self.place.track
        room = QRect(self.place.track, rect.top(), width, line)
        room.translate(0, max(0, (rect.height() - line - _BAR - 4) // 2))
        left, right = _fitting(spent(lane, style.clock), width - 6, metrics)
        beside = metrics.horizontalAdvance(right)
        write(self.painter, room.adjusted(0, 0, -beside - 6, 0), left, small, style.inks.text)
        write(self.painter, room.adjusted(width - beside - 1, 0, 1, 0), right, small, style.muted)
        bar = QRectF(room.left(), room.top() + line + 3, width, _BAR)
        self._bar(bar, mix(style.inks.ground, style.inks.text, 0.12), _BAR / 2)
        if lane.share > 0:
            bar.setWidth(max(_BAR, width * lane.share))
            self._bar(bar, self.colour(lane), _BAR / 2)
        if lane.place:
            self.badge(number, lane.place)

    def _bar(self, rect: QRectF, colour: QColor, radius: float) -> None:
        self.painter.setPen(Qt.PenStyle.NoPen)
        self.painter.setBrush(colour)
        self.painter.drawRoundedRect(rect, radius, radius)


def sheet_of(pictures: Images | None) -> PictureSheet | None:
    """A lane's pictures as they are drawn."""
    return None if pictures is None else PictureSheet(pictures)


def name_of(lane: Standing, width: int, style: Style, lines: int = 2) -> tuple[str, ...]:
    """The family and below it how the pictures are made, each as much of it as a width holds.

    What it is told in words has a line of its own where there is room for three.
    """
    title, small = QFontMetrics(style.title), QFontMetrics(style.small)
    apart = bool(lane.told) and lines > 2
    setting = names.below(lane.title, lane.setting if apart else lane.how) or lane.model
    if small.horizontalAdvance(setting) > width:
        setting = names.steps_first(setting)
    right = Qt.TextElideMode.ElideRight
    below = (setting, lane.told) if apart else (setting,)
    return title.elidedText(lane.title, right, width), *(small.elidedText(t, right, width) for t in below)


def _fitting(texts: list[tuple[str, str]], width: int, metrics: QFontMetrics) -> tuple[str, str]:
    """The first pair that stands side by side in a width, else the shortest."""
    for pair in texts:
        if sum(metrics.horizontalAdvance(text) for text in pair) + 8 <= width:
            return pair
    return texts[-1]


def write(painter: QPainter, box: QRect, text: str, font: QFont, ink: QColor) -> None:
    """A line of text at the top left of a box, shortened to its width."""
    painter.setFont(font)
    painter.setPen(ink)
    shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, box.width())
    painter.drawText(QPointF(box.left(), box.top() + QFontMetrics(font).ascent()), shown)
