"""How families are told apart, in colour and in shape: either alone suffices."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF

from playground.evaluate.sweep.jobs import VARIANTS, VariantName
from playground.paradigms.families import variants
from playground.paradigms.family import Mark
from playground.ui.widgets.colours import SEEN, readable
from playground.ui.widgets.theme import themes

_VARIANTS = variants()
_STAR, _ARM, _RIM = 0.45, 0.36, 1.6


def colour(family: VariantName) -> QColor:
    """The family's colour in the theme that is worn, lighter or darker where it would not stand out."""
    theme = themes().theme
    own, ground, text = map(QColor, (theme.classes[_VARIANTS[family].colour], theme.window, theme.foreground))
    return readable(own, ground, text, SEEN)


def shape(family: VariantName, radius: float) -> QPainterPath:
    """The family's symbol around (0, 0), about ``radius`` pixels large, y pointing down."""
    mark, path = _VARIANTS[family].mark, QPainterPath()
    long = mark.size * radius
    if mark.form == "cross":
        arm = _ARM * radius
        path.addRect(QRectF(-long, -arm, 2 * long, 2 * arm))
        upright = QPainterPath()
        upright.addRect(QRectF(-arm, -long, 2 * arm, 2 * long))
        return path.united(upright)
    if mark.form in ("disc", "ring"):
        path.addEllipse(QPointF(0, 0), long, long)
        if mark.form == "ring":
            path.addEllipse(QPointF(0, 0), 0.5 * long, 0.5 * long)
        return path
    path.addPolygon(_polygon(mark, long))
    path.closeSubpath()
    return path


def draw_symbol(
    painter: QPainter, family: VariantName, radius: float, middle: QPointF, inside: QColor | None = None
) -> None:
    """A family's symbol, filled with its own colour unless with another, under its rim."""
    ink = colour(family)
    painter.setPen(QPen(ink, _RIM))
    painter.setBrush(ink if inside is None else inside)
    painter.drawPath(shape(family, radius).translated(middle))


def ranked(families: set[VariantName]) -> tuple[VariantName, ...]:
    """Families in the order in which they are listed everywhere."""
    return tuple(family for family in VARIANTS if family in families)


def _polygon(mark: Mark, radius: float) -> QPolygonF:
    points = []
    for index in range(mark.corners):
        inner = _STAR if mark.form == "star" and index % 2 else 1.0
        angle = math.radians(mark.direction) + 2 * math.pi * index / mark.corners
        points.append(QPointF(math.cos(angle), -math.sin(angle)) * (radius * inner))
    return QPolygonF(points)
