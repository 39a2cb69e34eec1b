"""What the strokes, points and colours of a plane mean."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

import msgspec
from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QLinearGradient, QPainter, QPaintEvent, QPen, QPicture
from PySide6.QtWidgets import QSizePolicy, QWidget

from playground.ui.plots.colours import STAGE, faded, worn
from playground.ui.plots.heat import worn_scale
from playground.ui.plots.pose import fill_ground, inked, narrowed, pose
from playground.ui.widgets.restyled import Restyled

Sign = Literal["line", "dash", "dot", "points", "disc", "cross", "scale"]
_INK = QColor("#e6e9ec")
_PAD, _SIGN = 6, 22
_DISC = 4.5


class Key(msgspec.Struct, frozen=True):
    """One entry: a sign in its colours, and its meaning. A scale and points may have more than one colour."""

    sign: Sign
    colours: tuple[str, ...]
    text: str


class KeyStrip(Restyled, QWidget):
    """Entries in as many rows as they need, on the ground of the planes in every theme."""

    _ground = STAGE

    def __init__(self) -> None:
        super().__init__()
        self._keys: tuple[Key, ...] = ()
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAccessibleName("What the lines and colours mean")

    @property
    def keys(self) -> tuple[Key, ...]:
        """Those that are shown."""
        return self._keys

    def set_keys(self, keys: Sequence[Key]) -> None:
        """Show these entries."""
        if tuple(keys) != self._keys:
            self._keys = tuple(keys)
            self.setAccessibleDescription(", ".join(key.text for key in keys))
            self.updateGeometry()
            self.update()

    def heightForWidth(self, width: int) -> int:
        """Height of all rows."""
        return _height(self._slots(width))

    def sizeHint(self) -> QSize:
        """One row, as wide as the entries."""
        return QSize(400, self.heightForWidth(400))

    def minimumSizeHint(self) -> QSize:
        return QSize(120, self.heightForWidth(max(120, self.width())))

    def _fit_letters(self) -> None:
        self.updateGeometry()

    def _slots(self, width: int) -> list[QRect]:
        return _slots(self._keys, QFontMetrics(self.font()), width)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw sign and meaning of every entry."""
        painter = QPainter(self)
        _draw(painter, self._keys, self._slots(self.width()), self.rect(), self._ground)
        painter.end()


class KeyLabels(KeyStrip):
    """The same entries under one another, as labels on a picture, which shows through them."""

    _ground = faded(STAGE, 150)

    def __init__(self, parent: QWidget) -> None:
        super().__init__()
        self._area = QRect()
        self.setParent(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def sizeHint(self) -> QSize:
        """A column as wide as its longest entry."""
        across = max((each.right() for each in self._slots(0)), default=0)
        return QSize(across, self.heightForWidth(0))

    def _slots(self, width: int) -> list[QRect]:
        return super()._slots(0)

    def stand_on(self, area: QRect) -> None:
        """Stand in the lower left corner of an area, and not at all where they do not fit."""
        self._area, size = area, self.sizeHint()
        self.setGeometry(area.left() + 1, area.bottom() - size.height(), size.width(), size.height())
        self.setVisible(bool(self._keys) and size.width() <= area.width() and size.height() <= area.height())
        self.raise_()

    def updateGeometry(self) -> None:
        """No layout does it: with other entries or letters they stand anew where they stood."""
        self.stand_on(self._area)


def with_keys(draw: Callable[[], QPicture], keys: Sequence[Key], widget: QWidget) -> QPicture:
    """A widget's plot with what its signs mean beside or below it, wherever there is more room.

    What was not posed for a file, or is to have no legend, is the plot alone.
    """
    chosen = pose()
    if chosen is None or not chosen.legend or not keys:
        return draw()
    with inked(widget):
        return _with_keys(draw, keys, widget, chosen.room)


def _with_keys(
    draw: Callable[[], QPicture], keys: Sequence[Key], widget: QWidget, room: QSize | None
) -> QPicture:
    metrics = QFontMetrics(widget.font())
    column = _slots(keys, metrics, 0)
    across = max(place.right() for place in column) + 2 * _PAD
    if room is None:
        plot = draw()
        beside = True
    else:
        below = room - QSize(0, _height(_slots(keys, metrics, room.width())) + _PAD)
        aside = room - QSize(across + _PAD, 0)
        beside = min(aside.toTuple()) > min(below.toTuple())
        with narrowed(aside if beside else below):
            plot = draw()
    area = plot.boundingRect()
    slots = column if beside else _slots(keys, metrics, area.width())
    ground = QRect(0, 0, across if beside else area.width(), _height(slots))
    if beside:
        ground.moveTopLeft(QPoint(area.width() + _PAD, max(0, area.height() - ground.height()) // 2))
    else:
        ground.moveTop(area.height() + _PAD)
    picture = QPicture()
    painter = QPainter(picture)
    whole = QRect(QPoint(0, 0), area.size()).united(ground)
    fill_ground(painter, whole, widget)
    painter.setFont(widget.font())
    painter.drawPicture(-area.topLeft(), plot)
    _draw(painter, keys, [place.translated(ground.topLeft()) for place in slots], ground)
    painter.end()
    picture.setBoundingRect(whole)
    return picture


def _slots(keys: Sequence[Key], metrics: QFontMetrics, width: int) -> list[QRect]:
    """Where entries stand in as many rows as they need."""
    height = metrics.height() + 2
    x, y, slots = _PAD, _PAD // 2, []
    for key in keys:
        length = _length(key, metrics)
        if x + length > width and x > _PAD:
            x, y = _PAD, y + height
        slots.append(QRect(x, y, length, height))
        x += length + _PAD
    return slots


def _height(slots: Sequence[QRect]) -> int:
    return slots[-1].bottom() + 1 + _PAD // 2 if slots else 0


def _draw(
    painter: QPainter, keys: Sequence[Key], slots: Sequence[QRect], ground: QRect, colour: QColor = STAGE
) -> None:
    painter.fillRect(ground, colour)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for key, place in zip(keys, slots, strict=True):
        sign = QRectF(place.left(), place.top(), _width(key), place.height())
        _draw_sign(painter, key, sign)
        painter.setPen(_INK)
        text = place.adjusted(round(sign.width()) + _PAD, 0, 0, 0)
        painter.drawText(text, Qt.AlignmentFlag.AlignVCenter, key.text)


def _length(key: Key, metrics: QFontMetrics) -> int:
    return _width(key) + metrics.horizontalAdvance(key.text) + 2 * _PAD


def _width(key: Key) -> int:
    return 2 * _SIGN if key.sign == "scale" else _SIGN


def _draw_sign(painter: QPainter, key: Key, place: QRectF) -> None:
    colour, middle = worn(QColor(key.colours[0])), place.center().y()
    if key.sign == "scale":
        bar = QRectF(place.left(), middle - 5, place.width(), 10)
        gradient = QLinearGradient(bar.topLeft(), bar.topRight())
        colours = worn_scale(key.colours)
        for index, each in enumerate(colours):
            gradient.setColorAt(index / (len(colours) - 1), QColor(each))
        painter.fillRect(bar, gradient)
        painter.setPen(QPen(QColor("#59636e"), 1))
        painter.drawRect(bar)
    elif key.sign == "disc":
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawEllipse(place.center(), _DISC, _DISC)
        painter.setBrush(Qt.BrushStyle.NoBrush)
    elif key.sign == "cross":
        painter.setPen(QPen(colour, 1.6))
        for arm in (QPointF(_DISC, 0), QPointF(0, _DISC)):
            painter.drawLine(place.center() - arm, place.center() + arm)
    elif key.sign == "points":
        painter.setPen(Qt.PenStyle.NoPen)
        for index, (share, rise) in enumerate(((0.2, -2), (0.5, 3), (0.8, -1))):
            painter.setBrush(worn(QColor(key.colours[index % len(key.colours)])))
            painter.drawRect(QRectF(place.left() + share * place.width() - 1.5, middle + rise - 1.5, 3, 3))
        painter.setBrush(Qt.BrushStyle.NoBrush)
    else:
        styles = {"line": Qt.PenStyle.SolidLine, "dash": Qt.PenStyle.DashLine, "dot": Qt.PenStyle.DotLine}
        painter.setPen(QPen(colour, 2, styles[key.sign]))
        painter.drawLine(QPointF(place.left(), middle), QPointF(place.right(), middle))
