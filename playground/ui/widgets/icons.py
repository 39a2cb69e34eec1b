"""Icons drawn with a few strokes in the text's colour: they follow the theme and the screen's scale."""

from __future__ import annotations

import functools

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPainterPath, QPalette, QPen, QPixmap, QPolygonF

from playground.core.folders import assets

_SIDE = 16
_SCALE = 3
_Points = tuple[tuple[float, float], ...]

_SHAPES: dict[str, tuple[_Points, ...]] = {
    "play": (((4, 2), (14, 8), (4, 14)),),
    "pause": (((3, 2), (6.5, 2), (6.5, 14), (3, 14)), ((9.5, 2), (13, 2), (13, 14), (9.5, 14))),
    "next": (((3, 3), (10, 8), (3, 13)), ((11, 3), (13, 3), (13, 13), (11, 13))),
    "previous": (((13, 3), (6, 8), (13, 13)), ((3, 3), (5, 3), (5, 13), (3, 13))),
    "last": (
        ((1, 3), (7, 8), (1, 13)),
        ((7, 3), (13, 8), (7, 13)),
        ((13.5, 3), (15, 3), (15, 13), (13.5, 13)),
    ),
    "first": (
        ((15, 3), (9, 8), (15, 13)), ((9, 3), (3, 8), (9, 13)), ((1, 3), (2.5, 3), (2.5, 13), (1, 13)),
    ),
}  # fmt: skip
_STROKES: dict[str, tuple[_Points, ...]] = {
    "close": (((4, 4), (12, 12)), ((12, 4), (4, 12))),
    "right": (((6, 3), (11, 8), (6, 13)),),
    "down": (((3, 6), (8, 11), (13, 6)),),
    "dice": (
        ((2.5, 2.5), (13.5, 2.5), (13.5, 13.5), (2.5, 13.5), (2.5, 2.5)),
        ((5.5, 5.5), (5.6, 5.5)),
        ((8, 8), (8.1, 8)),
        ((10.5, 10.5), (10.6, 10.5)),
    ),
    "home": (
        ((2, 8), (8, 2.5), (14, 8)),
        ((3.6, 7), (3.6, 13.5), (6.6, 13.5), (6.6, 9.6), (9.4, 9.6), (9.4, 13.5), (12.4, 13.5), (12.4, 7)),
    ),
    "info": (((8, 7.5), (8, 11.5)), ((8, 4.6), (8, 4.7))),
    "warning": (((8, 1.8), (15, 14), (1, 14), (8, 1.8)), ((8, 6.2), (8, 9.6)), ((8, 11.8), (8, 11.9))),
    "error": (((5.4, 5.4), (10.6, 10.6)), ((10.6, 5.4), (5.4, 10.6))),
}  # fmt: skip
_CIRCLED = {"info", "error"}


def application_icon() -> QIcon:
    """The program's own icon in all its sizes."""
    made = QIcon()
    for path in sorted((assets() / "icons").glob("app-*.png")):
        made.addFile(str(path))
    return made


def icon(name: str, palette: QPalette) -> QIcon:
    """An icon in the palette's text colours, enabled and disabled."""
    made = QIcon()
    for mode, group in (
        (QIcon.Mode.Normal, QPalette.ColorGroup.Active),
        (QIcon.Mode.Disabled, QPalette.ColorGroup.Disabled),
    ):
        made.addPixmap(pixmap(name, palette.color(group, QPalette.ColorRole.ButtonText).name()), mode)
    return made


@functools.cache
def pixmap(name: str, colour: str) -> QPixmap:
    """The drawing itself, 16 × 16 points."""
    canvas = QPixmap(QSize(_SIDE, _SIDE) * _SCALE)
    canvas.fill(Qt.GlobalColor.transparent)
    canvas.setDevicePixelRatio(_SCALE)
    painter = QPainter(canvas)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if name in _SHAPES:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colour))
        for shape in _SHAPES[name]:
            painter.drawPolygon(QPolygonF([QPointF(*point) for point in shape]))
    else:
        _draw_strokes(painter, name, colour)
    painter.end()
    return canvas


def _draw_strokes(painter: QPainter, name: str, colour: str) -> None:
    pen = QPen(QColor(colour), 1.7)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    for stroke in _STROKES[name]:
        path = QPainterPath(QPointF(*stroke[0]))
        for point in stroke[1:]:
            path.lineTo(QPointF(*point))
        painter.drawPath(path)
    if name in _CIRCLED:
        painter.drawEllipse(QRectF(1.2, 1.2, 13.6, 13.6))
