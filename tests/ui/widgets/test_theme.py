"""Colours are told apart by all readers, and text is readable on its ground."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage, QPalette
from PySide6.QtWidgets import QApplication, QScrollBar, QStyle
from pytestqt.qtbot import QtBot

from playground.ui.plots.colours import (
    COLOUR_BLIND,
    DATA,
    PATH,
    POSTERIOR,
    SAMPLES,
    STAGE,
    WAY,
    class_colour,
    worn,
)
from playground.ui.plots.field_plane import EXACT_WAY, JUMPS, POINTS
from playground.ui.plots.heat import BITS, DENSITY, SIGNED, ramp, worn_scale
from playground.ui.plots.latent_plane import LatentPlane
from playground.ui.tabs.gan.lab.colours import FAKE, REAL
from playground.ui.tabs.nflow.sources import LOOKS
from playground.ui.widgets.colours import READABLE, Inks, contrast
from playground.ui.widgets.theme import (
    DARK,
    LIGHT,
    PALETTES,
    SCALES,
    Palette,
    Theme,
    palette_of,
    theme_of,
    themes,
)

pytestmark = pytest.mark.qt
ALL = [
    theme_of(name, palette, high)
    for name, palette, high in itertools.product(("light", "dark"), PALETTES, (False, True))
]
THEMES = pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
EVERY_THEME = pytest.mark.parametrize(
    "theme", ALL, ids=lambda theme: f"{theme.name}-{theme.palette}{'-high' * theme.high}"
)

# Machado, Oliveira & Fernandes 2009, severity 1, on linear RGB.
SIGHTS = {
    "full colour vision": np.eye(3),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "tritanopia": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}
USUAL = tuple(sight for sight in SIGHTS if sight != "tritanopia")
"""Those for whom the usual palette is made."""
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


def nearest(colours: Sequence[str], others: Sequence[str], sight: str) -> float:
    """The least distance of one of the colours to one of the others."""
    pairs = itertools.product(*([lab(each, SIGHTS[sight]) for each in some] for some in (colours, others)))
    return min(float(np.linalg.norm(one - other)) for one, other in pairs)


def test_the_simulation_keeps_grey_and_is_that_of_the_paper() -> None:
    for sight in SIGHTS.values():
        assert sight.sum(axis=1) == pytest.approx(np.ones(3), abs=1e-5)
    # Red and green of equal luminance look alike where one kind of cone is missing; blue and yellow do not.
    apart = {name: nearest(["#c87800"], ["#8c9600"], name) for name in SIGHTS}
    assert apart["deuteranopia"] < apart["full colour vision"] / 2 > apart["protanopia"]
    assert apart["tritanopia"] > apart["full colour vision"] / 2
    # A dichromat sees a plane of colours: what is simulated twice is what was simulated once, nearly.
    for name in USUAL[1:]:
        once = SIGHTS[name]
        assert np.linalg.det(once) == pytest.approx(0, abs=0.01)


@EVERY_THEME
@pytest.mark.parametrize("sight", SIGHTS)
def test_class_colours_are_told_apart(theme: Theme, sight: str) -> None:
    if theme.palette == "usual" and sight not in USUAL:
        return
    assert len(theme.classes) == 10
    pairs = itertools.combinations(theme.classes, 2)
    assert min(nearest([one], [other], sight) for one, other in pairs) >= 20


@pytest.mark.parametrize("sight", SIGHTS)
@pytest.mark.parametrize("palette", PALETTES)
def test_samples_and_classes_never_share_a_colour(palette: Palette, sight: str) -> None:
    if palette == "usual" and sight != "full colour vision":
        return
    themes().prefer_palette(palette)
    marks = [worn(colour).name() for colour in (SAMPLES, POSTERIOR, PATH, WAY)]
    classes = [class_colour(label).name() for label in range(10)]
    themes().prefer_palette("usual")
    assert nearest(marks, classes, sight) >= 20
    assert min(nearest([a], [b], sight) for a, b in itertools.combinations(marks, 2)) >= 20


@pytest.mark.parametrize("sight", SIGHTS)
def test_marks_of_a_plane_are_told_apart_by_all_readers(sight: str) -> None:
    themes().prefer_palette("colour-blind")
    marks = [worn(colour).name() for colour in (POINTS, DATA, WAY, EXACT_WAY, JUMPS)]
    sources = [worn(look.colour).name() for look in LOOKS.values()]
    themes().prefer_palette("usual")
    # Points and lines differ in more than their colour.
    for together, least in ((marks, 18), (sources, 20), ([REAL.name(), FAKE.name()], 20)):
        assert min(nearest([a], [b], sight) for a, b in itertools.combinations(together, 2)) >= least


@pytest.mark.parametrize("sight", SIGHTS)
@pytest.mark.parametrize("scale", [DENSITY, SIGNED, BITS], ids=["density", "signed", "bits"])
def test_scales_for_the_colour_blind_have_even_steps_and_tell_their_ends_apart(
    scale: tuple[str, ...], sight: str
) -> None:
    themes().prefer_palette("colour-blind")
    table = ramp(worn_scale(scale))
    themes().prefer_palette("usual")
    seen = np.array([lab(QColor(each).name(), SIGHTS[sight]) for each in table])
    steps = np.linalg.norm(seen[8:] - seen[:-8], axis=1)
    assert steps.max() / steps.min() <= 2.2
    lightness = seen[::4, 0] if scale != SIGNED else seen[128::4, 0]
    assert (np.diff(lightness) > 0).all()
    assert np.linalg.norm(seen[0] - seen[-1]) >= 60


def test_what_takes_a_colour_s_place_is_no_colour_that_has_another_in_its_own() -> None:
    assert not set(COLOUR_BLIND) & set(COLOUR_BLIND.values())


@EVERY_THEME
def test_class_colours_stand_out_from_the_background(theme: Theme) -> None:
    assert all(contrast(QColor(colour), QColor(theme.background)) >= 2.0 for colour in theme.classes)


@EVERY_THEME
def test_text_is_readable(theme: Theme) -> None:
    least = 7.0 if theme.high else READABLE
    for text in (theme.foreground, theme.muted, theme.accent, theme.warning, theme.error):
        for ground in (theme.window, theme.background):
            assert contrast(QColor(text), QColor(ground)) >= least, (text, ground)
    palette = palette_of(theme)
    role, active = QPalette.ColorRole, QPalette.ColorGroup.Active
    for text_role, ground_role in (
        (role.Text, role.Base),
        (role.PlaceholderText, role.Base),
        (role.ButtonText, role.Button),
        (role.HighlightedText, role.Highlight),
    ):
        ratio = contrast(palette.color(active, text_role), palette.color(active, ground_role))
        # White letters on blue cannot have more and leave the blue to be seen.
        assert ratio >= least, (text_role, ground_role)
    # Curves, bars and frames are drawn in it, too.
    stroke = palette.color(active, role.Highlight), palette.color(active, role.Window)
    assert contrast(*stroke) >= (READABLE if theme.high else 3.0)
    inks = Inks(palette)
    assert contrast(inks.muted, inks.window) >= min(least, 6.9)


def test_another_palette_and_contrast_are_worn_at_once_by_all_that_is_shown(qtbot: QtBot) -> None:
    own, heard = themes(), list[Theme]()
    own.prefer("light")
    plane = LatentPlane()
    qtbot.addWidget(plane)
    plane.dots.set_points(np.array([[-1.0, 0.0], [1.0, 0.0]]), np.array([0, 5]))
    plane.resize(300, 300)
    plane.show()

    def seen() -> QImage:
        # Palettes are handed on, and axes learn how much room their numbers need, while events go on.
        for _ in range(3):
            QApplication.processEvents()
            plane.grab()
        return plane.grab().toImage()

    before = seen()
    own.theme_changed.connect(heard.append)
    own.prefer_palette("colour-blind")
    coloured = seen()
    own.prefer_contrast(True)
    contrasted = seen()
    own.prefer_contrast(False)
    own.prefer_palette("usual")
    assert [(theme.palette, theme.high) for theme in heard] == [
        ("colour-blind", False), ("colour-blind", True), ("colour-blind", False), ("usual", False),
    ]  # fmt: skip
    assert before != coloured != contrasted and seen() == before
    own.prefer("system")


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
