"""Text that widgets draw themselves is readable as it comes to the screen, in every theme."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from playground.ui.explain.lessons import _group
from playground.ui.stage.dataflow import PartButton
from playground.ui.stage.diagram import Node
from playground.ui.tabs.words.usual_plot import UsualPlot
from playground.ui.tabs.words.word_bar import WordBar
from playground.ui.tabs.words.words_of import line_at
from playground.ui.widgets.colours import READABLE
from playground.ui.widgets.theme import Theme, themes
from tests.ui.widgets.test_theme import EVERY_THEME

pytestmark = pytest.mark.qt

_RGB = QImage.Format.Format_RGB888
_LARGE = 48
"""Pixels of letters whose strokes have places without a blurred edge."""


def heading() -> tuple[QWidget, QRect | None]:
    """Over the lessons on a panel."""
    return _group("Images: Guidance", []), None


def numbers() -> tuple[QWidget, QRect | None]:
    """Under the bars of a histogram."""
    plot = UsualPlot("pixels")
    plot.set_distances(np.linspace(0.1, 0.3, 40), np.zeros(0))
    plot.resize(600, 6 * _LARGE)
    return plot, QRect(0, 5 * _LARGE, 600, _LARGE)


def struck(weight: float) -> tuple[QWidget, QRect | None]:
    """A word that the model does not know, and how much it weighs."""
    bar = WordBar()
    bar.resize(900, 2 * _LARGE)
    words = line_at(f"(zyzzyva:{weight})", 0).words
    bar.set_words(words, {(word.start, word.stop) for word in words})
    inside = bar.rect_of(0).adjusted(6, 4, -6, -4)
    return bar, inside


def faint(shows: str, stacked: bool) -> tuple[QWidget, QRect | None]:
    """A part of the dataflow that plays no part in the open panel."""
    whole = QWidget()
    part = PartButton(Node(sign="data", title="Data", tip="data", shows=shows), stacked, whole)
    part.follow(False, False, "0.50" if stacked else None)
    part.resize(part.sizeHint())
    if shows and not stacked:
        # There its name stands under the picture.
        high = part.height()
        part.resize(part.width(), high + 2 * _LARGE)
        return whole, QRect(0, high, part.width(), 2 * _LARGE)
    return whole, part.rect().adjusted(8, 8, -8, -8)


DRAWN: dict[str, Callable[[], tuple[QWidget, QRect | None]]] = {
    "heading of lessons": heading,
    "numbers of an axis": numbers,
    "struck word": lambda: struck(1.0),
    "struck word that weighs much": lambda: struck(4.0),
    "part in a box": lambda: faint("", False),
    "part under its picture": lambda: faint("samples/x", False),
    "part beside its number": lambda: faint("samples/x", True),
}


@pytest.fixture
def worn(qtbot: QtBot, theme: Theme) -> Iterator[Theme]:
    """A theme, with large letters."""
    own, font = themes(), QApplication.font()
    own.prefer(theme.name)
    own.prefer_palette(theme.palette)
    own.prefer_contrast(theme.high)
    large = QApplication.font()
    large.setPixelSize(_LARGE)
    QApplication.setFont(large)
    yield theme
    QApplication.setFont(font)
    own.prefer_contrast(False)
    own.prefer_palette("usual")
    own.prefer("system")


def contrasts(widget: QWidget, where: QRect | None) -> float:
    """Contrast (WCAG 2.2) of letters to the ground that they stand on: both are colours of many pixels."""
    image = widget.grab(where or widget.rect()).toImage().convertToFormat(_RGB)
    raw = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    pixels = raw[:, : 3 * image.width()].reshape(-1, 3)
    colours, counts = np.unique(pixels, axis=0, return_counts=True)
    shares = colours / 255
    linear = np.where(shares <= 0.04045, shares / 12.92, ((shares + 0.055) / 1.055) ** 2.4)
    light = linear @ (0.2126, 0.7152, 0.0722)
    ground = light[counts.argmax()]
    ratios = (np.maximum(light, ground) + 0.05) / (np.minimum(light, ground) + 0.05)
    # Strokes have thousands of pixels of one colour; edges of letters have few of each.
    solid = (counts >= 60) & (ratios > 1.25)
    assert solid.any(), "nothing is written"
    return float(ratios[solid][counts[solid].argmax()])


@EVERY_THEME
@pytest.mark.parametrize("drawn", DRAWN)
def test_text_is_readable_on_the_screen(qtbot: QtBot, worn: Theme, drawn: str) -> None:
    widget, where = DRAWN[drawn]()
    qtbot.addWidget(widget.window())
    assert contrasts(widget, where) >= READABLE - 0.01
