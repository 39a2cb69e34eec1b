"""The dataflow of a stage's model in one row over it: parts with small live pictures, each a button."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from playground.core.frames import Array
from playground.core.words import number
from playground.ui.plots.colours import STAGE, Inks, class_colour, inks, mix
from playground.ui.plots.heat import DENSITY, ramp, to_levels, worn_scale
from playground.ui.stage.diagram import Diagram, Look, Node
from playground.ui.stage.stage_widget import StageWidget
from playground.ui.timers import once
from playground.ui.widgets.colours import readable
from playground.ui.widgets.plain import set_tip
from playground.ui.widgets.qimage import to_qimage
from playground.ui.widgets.restyled import Fitted

_EXTENT = 3.5
"""Half the side of the square of the plane that is seen."""
_BARS = 24
_DEVIATIONS = 2.5
"""Normal noise that is darkest and brightest lies so many deviations from 0."""


def thumbnail(array: Array, side: int) -> QImage | None:
    """An array as a picture of about ``side`` × ``side`` pixels; ``None`` where it is empty.

    Arrays of bytes are pictures ``(…, channels, height, width)`` or one ``(height, width)``; floats are
    pictures of noise, points ``(n, 1 or 2)``, a field ``(n, n)`` with row 0 at the bottom, or one vector.
    """
    values = np.asarray(array)
    if not values.size:
        return None
    while values.ndim > 3:
        values = values[0]
    if values.dtype == np.uint8:
        return to_qimage(values)
    values = np.nan_to_num(values.astype(np.float64))
    if values.ndim == 3:
        return to_qimage(to_levels(values, -_DEVIATIONS, _DEVIATIONS))
    if values.ndim == 2 and values.shape[1] <= 2:
        return _dotted(values, side)
    if values.ndim == 2 and values.shape[0] == values.shape[1]:
        return _coloured(to_levels(values, float(values.min()), float(values.max()) + 1e-9)[::-1])
    return _bars(values if values.ndim == 1 else values[0], side)


def _dotted(points: NDArray[np.float64], side: int) -> QImage:
    """Points of the plane, or of a line through its middle."""
    flat = points if points.shape[1] == 2 else np.column_stack([points, np.zeros(len(points))])
    places = np.floor((flat / _EXTENT + 1) * side / 2).astype(np.intp)
    places = places[((places >= 0) & (places < side)).all(axis=1)]
    levels = np.zeros((side, side), np.uint8)
    levels[side - 1 - places[:, 1], places[:, 0]] = 1
    return _indexed(levels, _inks())


def _bars(values: NDArray[np.float64], side: int) -> QImage:
    """A vector: bars up and down from the middle."""
    shown = values[np.linspace(0, len(values) - 1, min(len(values), _BARS)).round().astype(int)]
    heights = np.clip(shown / max(_DEVIATIONS, float(np.abs(shown).max())), -1, 1) * (side / 2 - 1)
    which = np.arange(side) * len(shown) // side
    up = side / 2 - np.arange(side)[:, None] - 0.5
    filled = (np.sign(up) == np.sign(heights[which])) & (np.abs(up) <= np.abs(heights[which]))
    levels = filled.astype(np.uint8)
    levels[side // 2, levels[side // 2] == 0] = 2
    return _indexed(levels, _inks())


def _coloured(levels: NDArray[np.uint8]) -> QImage:
    return _indexed(levels, ramp(worn_scale(DENSITY)))


def _inks() -> tuple[int, ...]:
    return tuple(int(colour.rgb()) for colour in (STAGE, class_colour(5), QColor("#5a6672")))


def _indexed(levels: NDArray[np.uint8], table: tuple[int, ...]) -> QImage:
    data = np.ascontiguousarray(levels)
    height, width = data.shape
    image = QImage(data.data, width, height, width, QImage.Format.Format_Indexed8).copy()
    image.setColorTable(table)
    return image


_FOLLOW_MS = 200
"""From one look at the pictures to the next: they are seen out of the corner of the eye."""
_GAPS = 1.0, 2.9
"""Length of an arrow in heights of a line, at least and at most."""
_PICTURE, _SMALL = 2.6, 1.7
"""Sides of a picture that stands alone in its column, and of one over another, in heights of a line."""
_BACK = 7
"""Pixels under the parts for the way that leads back."""
_WRITTEN = 1.6
"""Width of a box with a word or a large number in it, in its heights."""
_FAINT = 0.4
_LARGE = 100
"""Numbers from here on have no decimals."""


class Dataflow(Fitted, QWidget):
    """Draws the diagram of a stage, and follows what the stage shows.

    What the open panel explains has a frame, and what plays no part in it is faint.
    """

    chosen = Signal(str)
    """The name of the part that was pressed."""

    def __init__(self, stage: StageWidget, diagram: Diagram) -> None:
        super().__init__()
        self._stage, self.diagram = stage, diagram
        self.parts: dict[str, PartButton] = {}
        """The buttons by the names of their parts."""
        self._add_parts()
        self.setAccessibleName("Dataflow")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._soon = once(self, _FOLLOW_MS, self.follow)
        stage.numbers_told.connect(self.follow_soon)
        stage.place_changed.connect(self.follow)
        stage.diagram_changed.connect(self._change_parts)

    def _add_parts(self) -> None:
        for column in self.diagram.columns:
            for name in column:
                part = self.parts[name] = PartButton(self.diagram.nodes[name], len(column) > 1, self)
                part.clicked.connect(lambda _checked=False, name=name: self.chosen.emit(name))

    def _change_parts(self, diagram: Diagram) -> None:
        for part in self.parts.values():
            part.hide()
            part.deleteLater()
        self.diagram, self.parts = diagram, {}
        self._add_parts()
        for part in self.parts.values():
            part.show()
        self._fit_letters()
        self.follow()

    def follow_soon(self) -> None:
        """Show it in a moment: what changes at once many times is looked at once."""
        if not self._soon.isActive():
            self._soon.start()

    def follow(self) -> None:
        """Show what the stage shows now, if anybody sees it."""
        if self.isVisible():
            place = self._stage.place
            for part in self.parts.values():
                plays = self.diagram.whole or part.node.plays(place)
                part.follow(part.node.panel == place, plays, self._stage.look(part.node))

    @property
    def _line(self) -> int:
        return self.fontMetrics().height()

    def _widths(self) -> list[int]:
        hints = ([self.parts[name].sizeHint().width() for name in column] for column in self.diagram.columns)
        return [max(each) for each in hints]

    def sizeHint(self) -> QSize:
        """The least that all parts can be seen in."""
        width = sum(self._widths()) + round(_GAPS[0] * self._line) * len(self.diagram.links)
        return QSize(width, round((_PICTURE + 1) * self._line) + 4 + _BACK * (self.diagram.back is not None))

    def _fit_letters(self) -> None:
        """Spread the columns over the width."""
        self.updateGeometry()
        widths, links = self._widths(), self.diagram.links
        least, most = (round(share * self._line) for share in _GAPS)
        # What goes on together stands together.
        close = links.count("·")
        room = self.width() - sum(widths) - close * least
        gap = min(max(room // max(1, len(links) - close), least), most)
        gaps = [least if link == "·" else gap for link in links]
        left = (self.width() - sum(widths) - sum(gaps)) // 2
        height = self.height() - _BACK * (self.diagram.back is not None)
        for column, width, gap in zip(self.diagram.columns, widths, (*gaps, 0), strict=True):
            each = height // len(column)
            for index, name in enumerate(column):
                own = self.parts[name].sizeHint().width()
                self.parts[name].setGeometry(left + (width - own) // 2, index * each, own, each)
            left += width + gap
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the arrows between the parts; those draw themselves."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ink = inks(self.palette())
        painter.setPen(QPen(mix(ink.text, ink.ground, 0.3), 0.09 * self._line))
        boxes = [self._box(column) for column in self.diagram.columns]
        y = 2 + _PICTURE * self._line / 2
        for link, left, right in zip(self.diagram.links, boxes, boxes[1:], strict=False):
            here, there = QPointF(left.right() + 4, y), QPointF(right.left() - 3, y)
            off = QPointF(0, 0.17 * self._line if link == "⇄" else 0)
            if link in "→⇄":
                self._draw_arrow(painter, here - off, there - off)
            if link in "←⇄":
                self._draw_arrow(painter, there + off, here + off)
        if self.diagram.back is not None:
            start, end = (self.parts[name].geometry() for name in self.diagram.back)
            self._draw_back(painter, start.center().x(), end.center().x())
        painter.end()

    def _box(self, column: tuple[str, ...]) -> QRect:
        box = QRect()
        for name in column:
            box = box.united(self.parts[name].geometry())
        return box

    def _draw_arrow(self, painter: QPainter, start: QPointF, end: QPointF) -> None:
        barb, way = 0.28 * self._line, QLineF(end, start)
        painter.drawLine(start, end)
        for turn in (-35, 35):
            barbed = QLineF(end, end + QPointF(barb, 0))
            barbed.setAngle(way.angle() + turn)
            painter.drawLine(barbed)

    def _draw_back(self, painter: QPainter, start: int, end: int) -> None:
        """A way along the lower edge, that goes up again where it ends."""
        top, bottom = self.height() - _BACK, self.height() - 2.0
        painter.drawPolyline([QPointF(start, top), QPointF(start, bottom), QPointF(end, bottom)])
        self._draw_arrow(painter, QPointF(end, bottom), QPointF(end, top))


class PartButton(QAbstractButton):
    """One part: its sign under its picture, beside it where it is ``stacked``, or in a box of its own."""

    def __init__(self, node: Node, stacked: bool, parent: QWidget) -> None:
        super().__init__(parent)
        self.node, self.stacked, self.boxed = node, stacked, not node.shows
        self.look: QImage | str = ""
        """What is seen of it now beside its sign: a picture, or a number or a word."""
        self.explained, self.plays = False, True
        """Whether the open panel explains it, and whether it is a part of what that one shows."""
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setAccessibleName(node.title)
        self.setAccessibleDescription(node.tip)
        set_tip(self, f"{node.title}: {node.tip}")

    def follow(self, explained: bool, plays: bool, look: Look) -> None:
        """Show what is seen of it, whether the open panel explains it, and whether it plays a part there."""
        before = self.explained, self.plays, self.look
        self.explained, self.plays, self.look = explained, plays, self._seen(look)
        if before != (self.explained, self.plays, self.look):
            self.update()

    def _seen(self, look: Look) -> QImage | str:
        if isinstance(look, np.ndarray):
            return thumbnail(look, round(self._side * self.devicePixelRatioF())) or ""
        if isinstance(look, float):
            return number(look, 2 if abs(look) < _LARGE else 0)
        return "" if look is None else str(look)

    def sizeHint(self) -> QSize:
        """Room for its sign in bold, and for what is seen of it."""
        font = QFont(self.font())
        font.setWeight(QFont.Weight.DemiBold)
        metrics, side = QFontMetrics(font), self._side
        sign = metrics.horizontalAdvance(self.node.sign)
        if self.boxed:
            return QSize(max(side, sign + metrics.height()), side)
        if not self.stacked:
            return QSize(max(round(_WRITTEN * side) if self.node.written else side, sign) + 4, side)
        return QSize(sign + (2 * side if self.node.written else side) + 10, side)

    @property
    def _side(self) -> int:
        return round((_SMALL if self.stacked else _PICTURE) * self.fontMetrics().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it, with a frame where it is explained or would be pressed.

        What plays no part is faint, and its text as faint as can be read.
        """
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, not isinstance(self.look, QImage))
        touched = self.underMouse() or self.hasFocus()
        painter.setOpacity(1.0 if self.plays or touched else _FAINT)
        ink = inks(self.palette())
        font = QFont(self.font())
        font.setWeight(QFont.Weight.DemiBold if self.explained else QFont.Weight.Medium)
        painter.setFont(font)
        frame, side = QRectF(self.rect()).adjusted(1, 1, -1, -1), self._side - 4
        if self.boxed:
            frame.setHeight(side + 4)
        if self.explained or touched:
            painter.setPen(QPen(ink.link, 1.0 if self.explained and not touched else 2.0))
            painter.setBrush(mix(ink.ground, ink.link, 0.14))
            painter.drawRoundedRect(frame, 5, 5)
        text = ink.link if self.explained else ink.text
        if not (self.plays or touched):
            text = readable(mix(ink.ground, text, _FAINT), _inside(ink), text)
        if self.boxed:
            box = frame.adjusted(2, 2, -2, -2)
            _box(painter, box, ink, text)
            _write(painter, box, text, self.node.sign)
        elif self.stacked:
            self._draw_beside(painter, frame.adjusted(3, 0, -3, 0), text, side)
        else:
            wide = frame.width() - 4 if self.node.written and not isinstance(self.look, QImage) else side
            seen = QRectF(frame.center().x() - wide / 2, frame.top() + 2, wide, side)
            self._draw_look(painter, seen, ink, text)
            below = frame.adjusted(0, side + 1, 0, 0)
            _write(painter, below, text, self.node.sign)
        painter.end()

    def _draw_beside(self, painter: QPainter, frame: QRectF, text: QColor, side: float) -> None:
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        sign = painter.fontMetrics().horizontalAdvance(self.node.sign)
        _write(painter, frame, text, self.node.sign, left)
        rest = frame.adjusted(sign + 4, 0, 0, 0)
        if isinstance(self.look, QImage):
            painter.drawImage(QRectF(rest.left(), rest.center().y() - side / 2, side, side), self.look)
        else:
            said = painter.fontMetrics().elidedText(self.look, Qt.TextElideMode.ElideRight, int(rest.width()))
            _write(painter, rest, text, said, left)

    def _draw_look(self, painter: QPainter, seen: QRectF, ink: Inks, text: QColor) -> None:
        if isinstance(self.look, QImage):
            painter.drawImage(seen, self.look)
            return
        _box(painter, seen, ink, text)
        _write(painter, seen, text, self.look)


def _box(painter: QPainter, box: QRectF, ink: Inks, line: QColor) -> None:
    """Around what has no picture, or none yet."""
    painter.setPen(QPen(line, 1.2))
    painter.setBrush(_inside(ink))
    painter.drawRoundedRect(box, 4, 4)


def _inside(ink: Inks) -> QColor:
    """The ground of a box."""
    return mix(ink.ground, ink.text, 0.06)


def _write(
    painter: QPainter,
    box: QRectF,
    colour: QColor,
    text: str,
    align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignCenter,
) -> None:
    """Write into a box, or beyond it where that is too small, as opaque as text is."""
    painter.save()
    painter.setOpacity(1.0)
    painter.setPen(colour)
    painter.drawText(box, align | Qt.TextFlag.TextDontClip, text)
    painter.restore()
