"""Colours of the plots: ten for classes, and those that follow the window's palette."""

from __future__ import annotations

import math
from typing import NamedTuple

from PySide6.QtGui import QColor, QPalette

from playground.ui.widgets.theme import DARK, theme_of, themes

CLASS_COLOURS = DARK.classes
"""Colours of classes in the usual palette: pictures, and the dots on them, stand on a dark ground in every
theme. What is drawn has them, and those of all marks, as :func:`worn`."""

STAGE = QColor("#101216")
"""Ground under decoded pictures, which are light on dark in every theme."""

RING = QColor(255, 255, 255, 190)
HANDLE = QColor("#ffffff")
SAMPLES = QColor("#c8ff00")
"""Of samples that stand beside classes."""
POSTERIOR = QColor("#ff7a1a")
PATH = QColor("#7dffb0")
WAY = QColor("#ff8ad4")
DATA = QColor("#f0ecea")

COLOUR_BLIND = {
    **dict(zip(CLASS_COLOURS, theme_of("dark", "colour-blind", False).classes, strict=True)),
    SAMPLES.name(): "#c9ff75",
    POSTERIOR.name(): "#ff7e59",
    PATH.name(): "#63ffa3",
    WAY.name(): "#fdd0ff",
    DATA.name(): "#ffffff",
    "#3b8fd6": "#384ad9",
    "#1b998b": "#0cbe83",
    "#e08a1e": "#df9904",
    "#c05299": "#ae0e80",
    "#8b6fd1": "#b996f4",
    "#8c8f94": "#bc0020",
}
"""What marks of the usual palette are in that for the colour-blind; all others are the same in both."""


def worn(colour: QColor) -> QColor:
    """A colour of the usual palette as it is in the one that is worn."""
    if themes().theme.palette == "usual":
        return colour
    own = COLOUR_BLIND.get(colour.name())
    return colour if own is None else faded(QColor(own), colour.alpha())


def class_colour(label: int) -> QColor:
    """The colour of a class.

    Labels beyond ten have the ten in a lighter and then in a darker shade, and from then on hues that lie as
    far from those before as the golden section puts them.
    """
    turn, base = divmod(label, len(CLASS_COLOURS))
    colour = worn(QColor(CLASS_COLOURS[base]))
    if turn == 0:
        return colour
    if turn <= len(_SHADES):
        return mix(colour, *_SHADES[turn - 1])
    return QColor.fromHslF(label * _GOLDEN % 1, 0.6, (0.72, 0.58, 0.44)[label % 3])


_SHADES = ((QColor("white"), 0.6), (QColor("black"), 0.45))
_GOLDEN = (math.sqrt(5) - 1) / 2


class Inks(NamedTuple):
    """What a plot is drawn with: text, faint lines, ground, the accent, and that of links."""

    text: QColor
    faint: QColor
    ground: QColor
    accent: QColor
    link: QColor


def inks(palette: QPalette) -> Inks:
    """The inks that suit a palette."""
    text, ground = palette.color(QPalette.ColorRole.WindowText), palette.color(QPalette.ColorRole.Window)
    accent, link = palette.color(QPalette.ColorRole.Highlight), palette.color(QPalette.ColorRole.Link)
    return Inks(text, mix(text, ground, 0.62), ground, accent, link)


def faded(colour: QColor, opacity: int) -> QColor:
    """A colour that is as opaque as 0…255 says."""
    return QColor(colour.red(), colour.green(), colour.blue(), opacity)


def mix(one: QColor, other: QColor, share: float) -> QColor:
    """``share`` of the other colour in one, channel by channel."""
    parts = zip(one.getRgb()[:3], other.getRgb()[:3], strict=True)  # type: ignore[index]
    return QColor(*(round(a + (b - a) * share) for a, b in parts))
