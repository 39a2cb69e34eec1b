"""A plot that stands alone, in a file, says what it shows, wherever the window says so beside it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from markupsafe import Markup
from PySide6.QtGui import QColor, QImage, QPicture
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from playground.gaussian.curves import Curve
from playground.paradigms.nflow_images.recipes import PicturesName
from playground.ui.plots.captioned import with_caption
from playground.ui.plots.colours import inks
from playground.ui.plots.curves_plot import CurvesPlot
from playground.ui.plots.jumps_plot import JumpsPlot
from playground.ui.plots.norm_plot import NormPlot
from playground.ui.plots.plot_files import drawn, plot_bytes
from playground.ui.plots.series_plot import SeriesPlot
from playground.ui.plots.time_plot import TimePlot
from playground.ui.plots.waterfall_plot import WaterfallPlot
from playground.ui.sampling.schedule_plots import CurvePlot
from playground.ui.tabs.compare.league.curves import LeagueCurves
from playground.ui.tabs.diffusion.bound_panel import TermsPlot
from playground.ui.tabs.gan.judgements import Judgements
from playground.ui.tabs.gan.players_plot import PlayersPlot
from playground.ui.tabs.gan.way_plot import WayPlot
from playground.ui.tabs.nflow.bits_histogram import Bars, BitsHistogram
from playground.ui.tabs.nflow.z_plot import ZPlot
from tests.support.rich_text import plain

pytestmark = pytest.mark.qt

STEPS = np.arange(1.0, 4.0)
SIZE = (240, 140)


def series() -> SeriesPlot:
    plot = SeriesPlot("Sliced Wasserstein", "floor", "Distance")
    plot.set_series(STEPS, np.array([0.5, 0.3, 0.2]), 0.04)
    return plot


def curves() -> CurvesPlot:
    plot = CurvesPlot(("loss of D", "loss of G"), ("#d9822b",), "entropy", (("D", "G"),))
    plot.set_curves(STEPS, np.ones((3, 2)), 1.25)
    return plot


def time() -> TimePlot:
    plot = TimePlot("Spread of the ends", "RMS")
    plot.set_curve(STEPS / 3, STEPS)
    return plot


def norm() -> NormPlot:
    plot = NormPlot()
    plot.set_way(np.linspace(0, 1, 3), np.eye(3))
    return plot


def terms() -> TermsPlot:
    plot = TermsPlot()
    plot.set_terms(np.array([1.0, 0.5, 0.25]))
    return plot


def judgements() -> Judgements:
    plot = Judgements()
    plot.show_shares(np.array([0.2, 0.8]), np.array([0.7, 0.3]))
    plot.show_means(0.75, 0.25)
    return plot


def players() -> PlayersPlot:
    plot = PlayersPlot()
    plot.set_players(np.array([0, 10]), np.array([0.5, 0.9]), np.array([0.5, 0.1]))
    return plot


def way() -> WayPlot:
    plot = WayPlot("D", 1.0, "½")
    plot.set_way(np.linspace(0, 1, 3), np.full(3, 0.4), 0.5)
    plot.set_other(np.linspace(0, 1, 3), np.full(3, 0.6))
    return plot


def bits() -> BitsHistogram:
    plot = BitsHistogram()
    names: tuple[PicturesName, ...] = ("held-out", "digits")
    edges = np.linspace(0, 8, 4)
    plot.show_bars({name: Bars(edges, np.array([1, 2, 0]), 2.939) for name in names})
    return plot


def z() -> ZPlot:
    plot = ZPlot()
    plot.set_counts(np.linspace(-5, 5, 4), np.array([1, 4, 1]))
    return plot


def league() -> LeagueCurves:
    plot = LeagueCurves()
    history = np.array([[0, 0, 0.0, 1.0], [0, 0, 1.0, 0.5]])
    plot.set_history(("vae",), {"vae": "VAE"}, history, 0, (0.04, 0.02, 0.06))
    return plot


def jumps() -> JumpsPlot:
    plot = JumpsPlot()
    points = np.array([[0.0, 0.0], [1.0, 1.0]])
    plot.set_jumps(points, points, points[::-1], np.array([0.6, 0.3]))
    plot.set_key(Markup("<b>η</b> = 0"))
    return plot


def waterfall() -> WaterfallPlot:
    plot = WaterfallPlot("log p", "nats", "known")
    plot.set_terms(("z", "layer", "x"), np.array([-2.0, 1.0]), -1.2)
    return plot


def schedule() -> CurvePlot:
    plot = CurvePlot()
    plot.set_curve(Curve("ᾱ", "share of the data’s variance", STEPS, 1 / STEPS), 3.0)
    return plot


PLOTS: dict[Callable[[], QWidget], str] = {
    series: "Sliced Wasserstein 0.2 ┄ floor 0.04",
    curves: "━ loss of D 1 ━ loss of G 1 ┄ entropy 1.25",
    time: "Spread of the ends against time",
    norm: "— |z| ┄ |z − A|",
    terms: "Terms of the bound ● Lₜ ┄ sum from pure noise to t",
    judgements: "D ▬ real 0.75 ▬ generated 0.25",
    players: "Mean of D by moment ━ real ━ generated",
    way: "D along the way from A to B ┄ the other path",
    bits: "Bits per dimension, dashed: means ▬ held-out 2.939 ▬ digits 2.939",
    z: "Values of z ┄ standard normal density",
    league: "Sliced Wasserstein ━ VAE ┄ floor of 2,000 samples 0.040 (0.020–0.060)",
    jumps: "A trajectory and the jumps to its end on two principal components η = 0",
    schedule: "ᾱ(t): share of the data’s variance",
}  # fmt: skip


def shown(qtbot: QtBot, make: Callable[[], QWidget]) -> QWidget:
    """The plot in a small window."""
    plot = make()
    qtbot.addWidget(plot)
    plot.resize(*SIZE)
    plot.show()
    qtbot.waitExposed(plot)
    QApplication.processEvents()
    return plot


def rows_with_ink(image: QImage, rows: range) -> int:
    """How many rows of an image hold more than the ground."""
    ground = image.pixelColor(1, 1)
    return sum(any(image.pixelColor(x, y) != ground for x in range(image.width())) for y in rows)


@pytest.mark.parametrize("make", PLOTS, ids=lambda make: make.__name__)
def test_a_plot_says_what_it_shows_whole_however_small_it_is(
    qtbot: QtBot, make: Callable[[], QWidget]
) -> None:
    plot = shown(qtbot, make)
    assert plain(plot.caption()) == PLOTS[make]  # type: ignore[attr-defined]


@pytest.mark.parametrize("make", [*PLOTS, waterfall], ids=lambda make: make.__name__)
def test_a_file_of_it_holds_the_caption_above_the_whole_plot(
    qtbot: QtBot, make: Callable[[], QWidget], tmp_path: Path
) -> None:
    plot = shown(qtbot, make)
    inner = plot.bars if isinstance(plot, WaterfallPlot) else plot._plot.viewport()  # type: ignore[attr-defined]
    picture: QPicture = plot.picture()  # type: ignore[attr-defined]
    (tmp_path / "plot.png").write_bytes(plot_bytes(".png", picture, {}, "{}"))
    image = QImage(str(tmp_path / "plot.png"))
    above = image.height() // 2 - inner.height()
    assert above >= plot.fontMetrics().height() and image.width() == 2 * inner.width()
    assert rows_with_ink(image, range(2 * above)) >= plot.fontMetrics().ascent() // 2
    (tmp_path / "plot.svg").write_bytes(plot_bytes(".svg", picture, {}, "{}"))
    assert "<text" in (tmp_path / "plot.svg").read_text("utf-8")


def test_what_the_sum_of_a_waterfall_is_is_said(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []

    def note(draw: Callable[[], QPicture], caption: Callable[[], str], _widget: QWidget) -> QPicture:
        said.append(plain(caption()))
        return draw()

    plot = shown(qtbot, waterfall)
    monkeypatch.setattr(f"{type(plot).__module__}.captioned", note)
    plot.picture()  # type: ignore[attr-defined]
    assert said == ["log p −1.00 nats ┄ known −1.20"]


def test_a_long_caption_goes_on_in_the_next_line_and_the_plot_keeps_its_size(qtbot: QtBot) -> None:
    plot = shown(qtbot, time)
    inner = plot.picture()  # type: ignore[attr-defined]
    one, many = (with_caption(inner, text, plot).boundingRect() for text in ("Short", "Long words " * 12))
    assert one.width() == many.width() == inner.boundingRect().width()
    assert many.height() >= one.height() + 2 * plot.fontMetrics().height()


def test_captions_take_the_colours_of_the_plot(qtbot: QtBot) -> None:
    plot = shown(qtbot, z)
    palette = plot.palette()
    for role in (palette.ColorRole.Base, palette.ColorRole.Window):
        palette.setColor(role, QColor("#101216"))
    for role in (palette.ColorRole.Text, palette.ColorRole.WindowText):
        palette.setColor(role, QColor("#f0f0f0"))
    plot.setPalette(palette)
    image = drawn(plot.picture())  # type: ignore[attr-defined]
    seen = {image.pixelColor(x, y).lightness() for x in range(image.width()) for y in range(24)}
    assert image.pixelColor(1, 1) == inks(plot.palette()).ground and max(seen) > 200
