"""A plot laid out for a slide fills it with what was chosen, and the plot in the window stays as it was."""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Callable
from pathlib import Path

import msgspec
import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QImage, QPicture
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from playground.export.containers import KEY, read_text
from playground.ui.plots.curves_plot import CurvesPlot
from playground.ui.plots.field_plane import FieldPlane
from playground.ui.plots.key_strip import Key
from playground.ui.plots.latent_plane import LatentPlane
from playground.ui.plots.picture_matrix import PictureMatrix
from playground.ui.plots.plot_files import plot_bytes
from playground.ui.plots.slide import Look, image, slide, slide_bytes
from playground.ui.plots.waterfall_plot import WaterfallPlot
from playground.ui.tabs.gan.square_plane import SquarePlane
from playground.ui.widgets.theme import DARK, LIGHT, palette_of, themes

pytestmark = pytest.mark.qt

KEYS = (Key("disc", ("#ff0000",), "shoes"), Key("line", ("#00ff00",), "a way"))
LOOK = Look(title="What it is", theme=LIGHT)


def curves() -> CurvesPlot:
    plot = CurvesPlot(("loss of D", "loss of G"), ("#d9822b",))
    plot.set_curves(np.arange(1.0, 9.0), np.linspace((1, 2), (3, 0.5), 8))
    return plot


def latent() -> LatentPlane:
    plane = LatentPlane()
    plane.dots.set_points(np.linspace((-2, -2), (2, 2), 5), np.arange(5))
    plane.keys = KEYS
    return plane


def field() -> FieldPlane:
    plane = FieldPlane("Field", axes=True)
    plane.way.set_way(np.array([[-1.0, -1.0], [1.0, 1.0]]))
    plane.keys = KEYS
    return plane


def waterfall() -> WaterfallPlot:
    plot = WaterfallPlot("log p", "nats", "known")
    plot.set_terms(("log p(z)", "layer 1", "log p(x)"), np.array([-2.0, 1.0]), -1.2)
    return plot


def matrix() -> PictureMatrix:
    plot = PictureMatrix("Rows")
    plot.set_images(np.full((2, 3, 1, 1, 8, 8), 200, np.uint8))
    return plot


def square() -> SquarePlane:
    return SquarePlane("Square")


PLOTS = (curves, latent, field, waterfall, matrix, square)


@pytest.fixture(params=PLOTS, ids=lambda make: make.__name__)
def plot(qtbot: QtBot, request: pytest.FixtureRequest) -> QWidget:
    plot: QWidget = request.param()
    qtbot.addWidget(plot)
    plot.resize(520, 440)
    plot.show()
    qtbot.waitExposed(plot)
    # Axes learn by being drawn how much room their numbers need.
    plot.grab()
    return plot


def laid_out(plot: QWidget, **changes: object) -> QImage:
    draw: Callable[[], QPicture] = plot.picture  # type: ignore[attr-defined]
    return image(slide(draw, msgspec.structs.replace(LOOK, **changes), plot.font()))


def bare(picture: QImage) -> QRect:
    """The smallest rectangle outside of which there is but the ground."""
    data = np.frombuffer(picture.constBits(), np.uint8).reshape(picture.height(), -1, 4)[..., :3]
    rows, columns = (np.flatnonzero((data != data[0, 0]).any((axis, 2))) for axis in (1, 0))
    return QRect(columns[0], rows[0], columns[-1] - columns[0], rows[-1] - rows[0])


@pytest.mark.parametrize("size", [(1920, 1080), (960, 1080), (300, 700), None])
@pytest.mark.parametrize("text", [1.0, 2.0])
def test_it_has_the_size_that_was_asked_for_and_fills_it(
    plot: QWidget, size: tuple[int, int] | None, text: float
) -> None:
    picture = laid_out(plot, size=size, text=text)
    if size is not None:
        assert (picture.width(), picture.height()) == size
    filled = bare(picture)
    # A square plane leaves room at two of its sides, but reaches the others.
    assert max(filled.width() / picture.width(), filled.height() / picture.height()) > 0.85


def test_the_plot_in_the_window_stays_as_it_was(plot: QWidget) -> None:
    draw: Callable[[], QPicture] = plot.picture  # type: ignore[attr-defined]
    before, worn, size = plot_bytes(".png", draw(), {}, "{}"), plot.palette(), plot.size()
    laid_out(plot, theme=DARK, text=1.5, size=(700, 333))
    assert plot_bytes(".png", draw(), {}, "{}") == before
    assert (plot.palette(), plot.size(), themes().theme) == (worn, size, LIGHT)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_the_ground_is_that_of_the_theme_whichever_is_worn(plot: QWidget, theme: object) -> None:
    assert laid_out(plot, theme=theme).pixelColor(1, 1) == QColor(theme.window)  # type: ignore[attr-defined]


def test_without_a_ground_one_sees_through_it(plot: QWidget) -> None:
    picture = laid_out(plot, clear=True)
    assert picture.pixelColor(1, 1).alpha() == 0
    assert laid_out(plot).pixelColor(1, 1).alpha() == 255


def test_a_title_takes_room_above_and_says_what_it_was_told(plot: QWidget) -> None:
    titled, plain = laid_out(plot, title="HHHH"), laid_out(plot, title="")
    assert titled != plain and titled.size() == plain.size()
    top = titled.copy(0, 0, titled.width(), 50)
    assert any(top.pixelColor(x, y).lightness() < 90 for x in range(0, 400) for y in range(top.height()))
    assert laid_out(plot, title="IIII") != titled


@pytest.mark.parametrize("make", [latent, field])
def test_a_legend_shows_each_of_the_marks_or_is_left_out(qtbot: QtBot, make: Callable[[], QWidget]) -> None:
    plot = make()
    qtbot.addWidget(plot)
    for size in ((1920, 1080), (960, 1400), None):
        for wanted in (True, False):
            picture = laid_out(plot, legend=wanted, size=size)
            data = np.frombuffer(picture.constBits(), np.uint8).reshape(picture.height(), -1, 4)
            for blue_green_red in ((0, 0, 255), (0, 255, 0)):
                assert bool((data[..., :3] == blue_green_red).all(-1).any()) == wanted


def test_curves_are_named_in_the_legend_alone(qtbot: QtBot) -> None:
    plot = curves()
    qtbot.addWidget(plot)
    texts = {wanted: svg_of(plot, legend=wanted).replace("&#160;", " ") for wanted in (True, False)}
    assert "loss of G" in texts[True] and "loss of G" not in texts[False]
    assert "training step" in texts[False]


def svg_of(plot: QWidget, **changes: object) -> str:
    look = msgspec.structs.replace(LOOK, **changes)
    draw: Callable[[], QPicture] = plot.picture  # type: ignore[attr-defined]
    return slide_bytes(slide(draw, look, plot.font()), ".svg", "{}").decode()


def streams(pdf: bytes) -> list[bytes]:
    """What a PDF file holds, unpacked."""
    found = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL)
    return [zlib.decompress(each) if each[:1] == b"x" else each for each in found]


def test_all_kinds_carry_the_recipe_and_have_the_size(plot: QWidget, tmp_path: Path) -> None:
    document = '{"recipe": {"kind": "ä"}}'
    draw: Callable[[], QPicture] = plot.picture  # type: ignore[attr-defined]
    shown = slide(draw, msgspec.structs.replace(LOOK, size=(800, 450)), plot.font())
    files = {kind: slide_bytes(shown, kind, document) for kind in (".png", ".svg", ".pdf")}  # type: ignore[arg-type]
    for kind in (".png", ".svg"):
        (tmp_path / "a").write_bytes(files[kind])
        with (tmp_path / "a").open("rb") as file:
            assert (read_text(file) or b"").decode() == document
    with Image.open(io.BytesIO(files[".png"])) as opened:
        assert opened.size == (800, 450) and opened.text[KEY] == document  # type: ignore[attr-defined]
    assert b'width="211.667mm" height="119.063mm"' in files[".svg"]  # 96 pixels an inch
    boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", files[".pdf"])
    assert [float(width) / float(height) for width, height in boxes] == [pytest.approx(16 / 9, abs=0.01)]
    assert document.encode() in streams(files[".pdf"])


def test_lines_are_written_as_lines(qtbot: QtBot) -> None:
    plot = curves()
    qtbot.addWidget(plot)
    assert "<image" not in svg_of(plot) and ("<path" in svg_of(plot) or "<polyline" in svg_of(plot))


def test_the_palette_of_a_posed_plot_is_that_of_the_theme(qtbot: QtBot) -> None:
    plot = curves()
    qtbot.addWidget(plot)
    seen: list[QColor] = []
    ink = plot._ink

    def note() -> None:
        seen.append(plot.palette().window().color())
        ink()

    plot._ink = note  # type: ignore[method-assign]
    laid_out(plot, theme=DARK)
    assert palette_of(DARK).window().color() in seen and seen[-1] == palette_of(LIGHT).window().color()
