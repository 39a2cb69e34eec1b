"""How families are told apart, in colour and in shape: either alone suffices."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainterPath, QPolygonF

from playground.evaluate.sweep.jobs import FAMILIES, Family
from playground.ui.theme import themes

_CLASSES: dict[Family, int] = {
    "vae": 4,
    "gan": 7,
    "ddpm": 0,
    "ddim": 1,
    "solver": 9,
    "flow": 5,
    "reflow": 6,
    "latent": 3,
    "consistency": 8,
    "nflow": 2,
}
"""Which of the theme's ten colours a family has."""

_CORNERS: dict[Family, tuple[int, float, float]] = {
    "vae": (3, 90, 1.25),
    "gan": (3, -90, 1.25),
    "ddpm": (4, 45, 1.2),
    "ddim": (4, 0, 1.2),
    "reflow": (5, 90, 1.1),
    "latent": (6, 90, 1.1),
    "consistency": (10, 90, 1.3),
}
"""Polygons: number of corners, direction of the first in degrees, and radius; ten corners are a star."""

_STAR = 0.45
_ARM = 0.36


def colour(family: Family) -> QColor:
    """The family's colour in the theme that is worn."""
    return QColor(themes().theme.classes[_CLASSES[family]])


def shape(family: Family, radius: float) -> QPainterPath:
    """The family's symbol around (0, 0), about ``radius`` pixels large, y pointing down."""
    path = QPainterPath()
    if family == "flow":
        path.addEllipse(QPointF(0, 0), radius, radius)
    elif family == "solver":
        path.addEllipse(QPointF(0, 0), radius, radius)
        path.addEllipse(QPointF(0, 0), 0.5 * radius, 0.5 * radius)
    elif family == "nflow":
        long, arm = 1.15 * radius, _ARM * radius
        path.addRect(QRectF(-long, -arm, 2 * long, 2 * arm))
        upright = QPainterPath()
        upright.addRect(QRectF(-arm, -long, 2 * arm, 2 * long))
        path = path.united(upright)
    else:
        path.addPolygon(_polygon(*_CORNERS[family], radius))
        path.closeSubpath()
    return path


def ranked(families: set[Family]) -> tuple[Family, ...]:
    """Families in the order in which they are listed everywhere."""
    return tuple(family for family in FAMILIES if family in families)


def _polygon(corners: int, first: float, size: float, radius: float) -> QPolygonF:
    points = []
    for index in range(corners):
        inner = _STAR if corners == 10 and index % 2 else 1.0
        angle = math.radians(first) + 2 * math.pi * index / corners
        points.append(QPointF(math.cos(angle), -math.sin(angle)) * (radius * size * inner))
    return QPolygonF(points)
