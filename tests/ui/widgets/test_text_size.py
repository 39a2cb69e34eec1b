"""What has lived through a change of text size is laid out as what was made in letters of that size."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QObject, QRect, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from playground.core.folders import assets
from playground.evaluate.sweep.cells import Cell, Column, Row, Table
from playground.ui.explain.content import load_explanation
from playground.ui.explain.courses import Itinerary
from playground.ui.explain.guide import LessonGuide
from playground.ui.explain.panel import ExplainPanel
from playground.ui.plots.series_plot import SeriesPlot
from playground.ui.stage.direction_sliders import DirectionSliders, Named, Scale
from playground.ui.start.card import Card
from playground.ui.start.film import Sheet
from playground.ui.start.page import StartPage
from playground.ui.start.thumbs import load_thumbs
from playground.ui.state.done import Done
from playground.ui.state.link import Link
from playground.ui.state.player import Player
from playground.ui.tabs.compare.quality.plot import CostPlot
from playground.ui.tabs.compare.table.model import TableModel
from playground.ui.tabs.compare.table.stage import CutBar
from playground.ui.tabs.compare.table.view import TableView
from playground.ui.tabs.gan.lab.parts import SlowStrip
from playground.ui.tabs.vae.above import LatentSliders
from playground.ui.tabs.vae.latent_bars import LatentBars
from playground.ui.widgets.inputs import ChoiceBox
from playground.ui.widgets.scrolled import Scrolled
from playground.ui.widgets.theme import SCALES, monospaced, themes
from playground.ui.widgets.transport import Transport

pytestmark = pytest.mark.qt

LARGER = 1.4
COLUMNS = tuple(
    Column(key=f"c{number}", title=f"Column {number}", group="Cost", help="A number.", unit="ms")
    for number in range(9)
)


@pytest.fixture(autouse=True)
def _usual(qapp: QApplication) -> Iterator[None]:
    themes()
    qapp.processEvents()
    yield
    themes().set_scale(1.0)


class LatentScene(QObject):
    """A VAE's scene as far as its sliders look at it."""

    shown = Signal()
    card = SimpleNamespace(name="vae", latent=3, latent_kl=(2.0, 1.0, 0.0))
    z = (0.0, 1.0, -2.0)
    store = SimpleNamespace(end_gesture=lambda: None)

    def follow(self, draw: Callable[[], object], _fields: str) -> None:
        self.shown.connect(draw)

    def let(self, *_control: object) -> None:
        """Nobody moves anything."""

    def dimensions(self) -> list[int]:
        return [0, 1, 2]


def transport() -> QWidget:
    made = Transport({"play": QAction("Play")})
    player = Player(parent=made)
    player.set_moves("Way")
    made.drive(player)
    return made


def latent_sliders() -> QWidget:
    scene = LatentScene()
    made = LatentSliders(scene)  # type: ignore[arg-type]
    scene.setParent(made)
    scene.shown.emit()
    return made


def direction_sliders() -> QWidget:
    made = DirectionSliders(Scale(8, 20, unit=" σ"))
    made.set_directions([Named((f"{row + 1} · 1.2 %",), f"Direction {row + 1}") for row in range(9)], ["All"])
    made.show_coefficients((1.0,))
    return made


def latent_bars() -> QWidget:
    bars, area = LatentBars(), Scrolled()
    area.setWidget(bars)
    names = ("mean", "deviation", "noise", "latent", "kl")
    bars.set_posterior({name: np.ones(16, np.float32) for name in names}, list(range(16)))
    return area


def table_and_bar() -> QWidget:
    whole = QWidget()
    model = TableModel(whole)
    cells = {column.key: Cell(text="12.34", value=12.34) for column in COLUMNS}
    row = Row(family="vae", title="VAE", model="vae", setting="", key="", cells=cells)
    model.set_table(Table(data="mnist", columns=COLUMNS, rows=(row,)))
    view = TableView(model)
    column = QVBoxLayout(whole)
    column.addWidget(view)
    column.addWidget(CutBar(view))
    return whole


def start_card() -> QWidget:
    folder = assets() / "start"
    return Card(load_thumbs(folder)[0], "VAE", Sheet.read(folder / "vae.png"), 0.0)


def explanation() -> QWidget:
    texts = load_explanation("vae")
    guide = LessonGuide((), Done())
    panel = ExplainPanel((), texts, guide, ": ".join)
    guide.setParent(panel)
    panel.show_intro(texts.sections[0].id)
    return panel


MAKERS = (
    transport, latent_sliders, direction_sliders, SlowStrip, latent_bars, table_and_bar, start_card,
    explanation,
)  # fmt: skip


def in_a_column(make: Callable[[], QWidget], qtbot: QtBot) -> QWidget:
    """What is made, with room to spare below it."""
    whole = QWidget()
    qtbot.addWidget(whole)
    column = QVBoxLayout(whole)
    column.addWidget(make())
    column.addStretch(1)
    whole.resize(420, 500)
    whole.show()
    return whole


def places(whole: QWidget) -> list[tuple[str, QRect]]:
    """Kind and place of all its parts, once they are laid out."""
    for _ in range(5):
        QApplication.processEvents()
    return [
        (type(each).__name__, each.geometry()) for each in whole.findChildren(QWidget) if each.isVisible()
    ]


@pytest.mark.parametrize("make", MAKERS, ids=lambda make: make.__name__)
def test_parts_are_as_if_made_in_letters_of_this_size(make: Callable[[], QWidget], qtbot: QtBot) -> None:
    lived = in_a_column(make, qtbot)
    before = places(lived)
    themes().set_scale(LARGER)
    after, fresh = places(lived), places(in_a_column(make, qtbot))
    assert after == fresh and after != before
    themes().set_scale(1.0)
    assert places(lived) == before


def test_letters_of_one_width_follow_too(qtbot: QtBot) -> None:
    label: Any = QLabel("abc")
    qtbot.addWidget(label)
    label.setFont(monospaced())
    label.show()
    before = label.font().pointSizeF()
    themes().set_scale(LARGER)
    QApplication.processEvents()
    assert label.font().pointSizeF() == pytest.approx(LARGER * before)
    assert label.font().families() == monospaced().families()


def test_all_letters_of_the_start_page_follow(qtbot: QtBot) -> None:
    page = StartPage({"vae": "VAE"}, Link(), Done(), Itinerary())
    qtbot.addWidget(page)
    page.show()

    def sizes() -> list[float]:
        places(page)
        return [label.font().pointSizeF() for label in page.findChildren(QLabel)]

    before = sizes()
    themes().set_scale(LARGER)
    assert sizes() == pytest.approx([LARGER * size for size in before])
    themes().set_scale(1.0)
    assert sizes() == before


def test_what_stands_along_costs_and_measures_follows_and_comes_back(qtbot: QtBot) -> None:
    plot = CostPlot()
    qtbot.addWidget(plot)
    plot.set_titles("milliseconds", "distance", "Fréchet distance")
    plot.resize(400, 300)
    plot.show()

    def room() -> list[tuple[float, float]]:
        places(plot)
        left, bottom = (plot._plot.getAxis(side) for side in ("left", "bottom"))
        return [
            (left.label.font().pointSizeF(), left.width()),
            (bottom.label.font().pointSizeF(), bottom.height()),
        ]

    before = room()
    themes().set_scale(LARGER)
    assert all(now > was for now, was in zip(np.ravel(room()), np.ravel(before), strict=True))
    themes().set_scale(1.0)
    assert room() == before


def test_axes_that_had_no_numbers_at_first_come_back_to_the_room_that_theirs_need(qtbot: QtBot) -> None:
    plot = SeriesPlot("Loss")
    qtbot.addWidget(plot)
    plot.resize(300, 160)
    plot.show()
    axis = plot._plot.getAxis("bottom")

    def room() -> float:
        places(plot)
        plot.grab()
        return float(axis.height())

    without = room()
    plot.set_series(np.arange(0.0, 500.0, 10.0), np.linspace(2.0, 1.0, 50))
    before = room()
    for scale in (LARGER, *SCALES):
        themes().set_scale(scale)
        room()
        themes().set_scale(1.0)
        assert room() == before > without


def test_a_list_needs_room_for_letters_of_this_size(qtbot: QtBot) -> None:
    def made() -> ChoiceBox:
        box = ChoiceBox()
        qtbot.addWidget(box)
        box.addItems(["one", "a much longer entry"])
        box.show()
        return box

    lived = made()
    before = lived.minimumSizeHint()
    themes().set_scale(LARGER)
    QApplication.processEvents()
    assert lived.minimumSizeHint() == made().minimumSizeHint() != before
    themes().set_scale(1.0)
    QApplication.processEvents()
    assert lived.minimumSizeHint() == before


def test_a_posterior_has_an_axis_in_letters_of_any_size(qtbot: QtBot) -> None:
    bars = LatentBars()
    qtbot.addWidget(bars)
    bars.show()
    for scale in SCALES:
        themes().set_scale(scale)
        QApplication.processEvents()
        bars.resize(bars.minimumSizeHint())
        assert bars.x_of(4) - bars.x_of(-4) > 20 * scale
