"""Colours are told apart by all readers, and text is readable on its ground."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QScrollBar, QStyle
from pytestqt.qtbot import QtBot

from playground.ui.explain.colours import READABLE, contrast
from playground.ui.plots.colours import STAGE
from playground.ui.plots.heat import SIGNED
from playground.ui.widgets.theme import DARK, LIGHT, SCALES, Theme, palette_of, themes

pytestmark = pytest.mark.qt
THEMES = pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)

# Machado, Oliveira & Fernandes 2009, severity 1, on linear RGB.
SIGHTS = {
    "full colour vision": np.eye(3),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
}
TO_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)
WHITE = np.array([0.95047, 1.0, 1.08883])


def lab(colour: str, sight: NDArray[np.float64]) -> NDArray[np.float64]:
    """CIELAB coordinates of a colour as a reader with this sight sees it."""
    rgb = np.array([QColor(colour).redF(), QColor(colour).greenF(), QColor(colour).blueF()])
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    xyz = TO_XYZ @ np.clip(sight @ linear, 0, 1) / WHITE
    f = np.where(xyz > 216 / 24389, np.cbrt(xyz), (24389 / 27 * xyz + 16) / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@THEMES
@pytest.mark.parametrize("sight", SIGHTS)
def test_class_colours_are_told_apart(theme: Theme, sight: str) -> None:
    seen = [lab(colour, SIGHTS[sight]) for colour in theme.classes]
    assert len(seen) == 10
    assert min(np.linalg.norm(a - b) for a, b in itertools.combinations(seen, 2)) >= 20


@THEMES
def test_class_colours_stand_out_from_the_background(theme: Theme) -> None:
    assert all(contrast(QColor(colour), QColor(theme.background)) >= 2.0 for colour in theme.classes)


@THEMES
def test_text_is_readable(theme: Theme) -> None:
    for text in (theme.foreground, theme.muted, theme.accent, theme.warning, theme.error):
        for ground in (theme.window, theme.background):
            assert contrast(QColor(text), QColor(ground)) >= READABLE, (text, ground)
    role, active = QPalette.ColorRole, QPalette.ColorGroup.Active
    palette = palette_of(theme)
    for text_role, ground_role in (
        (role.Text, role.Base),
        (role.PlaceholderText, role.Base),
        (role.ButtonText, role.Button),
        (role.HighlightedText, role.Highlight),
    ):
        ratio = contrast(palette.color(active, text_role), palette.color(active, ground_role))
        assert ratio >= READABLE, (text_role, ground_role)


@THEMES
@pytest.mark.parametrize("orientation", Qt.Orientation, ids=lambda orientation: orientation.name)
def test_a_scroll_bar_s_handle_is_seen_on_its_groove(
    qtbot: QtBot, theme: Theme, orientation: Qt.Orientation
) -> None:
    themes().prefer(theme.name)
    bar = QScrollBar(orientation)
    qtbot.addWidget(bar)
    upright = orientation == Qt.Orientation.Vertical
    bar.resize(*((16, 300) if upright else (300, 16)))
    bar.setRange(0, 100)
    bar.setPageStep(100)
    picture = bar.grab().toImage()

    def across(at: int) -> list[QColor]:
        points = [(side, at) if upright else (at, side) for side in range(16)]
        names = {picture.pixelColor(*point).name() for point in points}
        return [QColor(name) for name in names]

    # The handle reaches from the near end to the middle.
    with_handle, groove = across(80), across(220)
    themes().prefer("system")
    assert len(groove) == 1
    assert max(contrast(colour, *groove) for colour in with_handle) >= 3.0
    ground = QColor(theme.window)
    # What is taken hold of stands out more than where it slides.
    assert max(contrast(colour, ground) for colour in with_handle) > 2 * contrast(*groove, ground)


@THEMES
@pytest.mark.parametrize("name", ["Close", "Cancel", "Ok", "Open", "Save", "Discard", "Yes", "No"])
def test_buttons_of_dialogs_hold_nothing_that_cannot_be_seen(qtbot: QtBot, theme: Theme, name: str) -> None:
    themes().prefer(theme.name)
    # Whether a platform wants pictures on these buttons or not, this is what it would take.
    icon = QApplication.style().standardIcon(getattr(QStyle.StandardPixmap, f"SP_Dialog{name}Button"))
    themes().prefer("system")
    picture = icon.pixmap(16, 16).toImage()
    places = itertools.product(range(picture.width()), range(picture.height()))
    ink = [colour for place in places if (colour := picture.pixelColor(*place)).alpha() > 128]
    assert all(contrast(colour, QColor(theme.button)) >= 3.0 for colour in ink)


def test_a_diverging_map_is_neutral_in_the_middle() -> None:
    middle = QColor(SIGNED[len(SIGNED) // 2])
    channels = middle.getRgb()[:3]
    assert max(channels) - min(channels) <= 12
    assert contrast(middle, STAGE) < 1.25


def test_there_is_one_object_of_themes(qtbot: QtBot) -> None:
    assert themes() is themes()


def test_the_system_is_followed_until_one_theme_is_chosen(qtbot: QtBot) -> None:
    own = themes()
    heard: list[str] = []
    own.prefer("light")
    own.theme_changed.connect(lambda theme: heard.append(theme.name))
    own.prefer("dark")
    own.prefer("dark")
    assert heard == ["dark"]
    assert QApplication.palette().color(QPalette.ColorRole.Window) == QColor(DARK.window)
    own.prefer("system")
    system = QApplication.styleHints().colorScheme()
    assert own.theme is (DARK if system == Qt.ColorScheme.Dark else LIGHT)


def test_text_scales_within_limits(qtbot: QtBot) -> None:
    own = themes()
    own.set_scale(1.0)
    size = QApplication.font().pointSizeF()
    own.zoom(1)
    assert QApplication.font().pointSizeF() == pytest.approx(size * 1.1)
    own.zoom(100)
    assert own.scale == SCALES[-1]
    own.zoom(-100)
    assert own.scale == SCALES[0]
    own.set_scale(1.0)


def test_the_bundled_font_is_used(qtbot: QtBot) -> None:
    themes()
    assert QApplication.font().family() == "Inter"
