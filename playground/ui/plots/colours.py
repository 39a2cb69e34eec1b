"""Colours of the plots: ten for classes, and those that follow the window's palette."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtGui import QColor, QPalette

from playground.ui.theme import DARK

CLASS_COLOURS = DARK.classes
"""Colours of classes: pictures, and the dots on them, stand on a dark ground in every theme."""

STAGE = QColor("#101216")
"""Ground under decoded pictures, which are light on dark in every theme."""

RING = QColor(255, 255, 255, 190)
HANDLE = QColor("#ffffff")
POSTERIOR = QColor("#ffd24a")
PATH = QColor("#7dffb0")


def class_colour(label: int) -> QColor:
    """The colour of a class; labels beyond ten start again."""
    return QColor(CLASS_COLOURS[label % len(CLASS_COLOURS)])


class Inks(NamedTuple):
    """What a plot is drawn with: text, faint lines, ground, and the accent."""

    text: QColor
    faint: QColor
    ground: QColor
    accent: QColor


def inks(palette: QPalette) -> Inks:
    """The inks that suit a palette."""
    text, ground = palette.color(QPalette.ColorRole.WindowText), palette.color(QPalette.ColorRole.Window)
    return Inks(text, mix(text, ground, 0.62), ground, palette.color(QPalette.ColorRole.Highlight))


def mix(one: QColor, other: QColor, share: float) -> QColor:
    """``share`` of the other colour in one, channel by channel."""
    parts = zip(one.getRgb()[:3], other.getRgb()[:3], strict=True)  # type: ignore[index]
    return QColor(*(round(a + (b - a) * share) for a, b in parts))
