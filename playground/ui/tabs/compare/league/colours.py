"""One colour for each entrant, the same as its family has in the plot of quality and cost."""

from __future__ import annotations

from PySide6.QtGui import QColor

from playground.paradigms.league.recipes import CANDIDATES
from playground.ui.plots.colours import mix
from playground.ui.tabs.compare import looks
from playground.ui.widgets.theme import themes

_LIGHT = 0.62


def colour(entrant: str) -> QColor:
    """That of an entrant in the theme that is worn."""
    return looks.colour(CANDIDATES[entrant].variant)


def on_window(entrant: str) -> QColor:
    """The same, for lines on the window's ground."""
    return on_stage(entrant) if themes().theme.name == "dark" else colour(entrant)


def on_stage(entrant: str) -> QColor:
    """The same, light enough for points on a dark ground in every theme."""
    ink = colour(entrant)
    return mix(ink, QColor("#ffffff"), max(0.0, (_LIGHT - ink.lightnessF()) / (1 - ink.lightnessF())))
