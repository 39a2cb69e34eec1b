"""Copied or composed: what is said is counted anew, and a click asks for what it shows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from msgspec.structs import replace
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from playground.core import folders
from playground.core.captioned import captioned
from playground.core.progress import unwatched
from playground.core.prompts import parse
from playground.export.metadata import read_recipe
from playground.paradigms.cards import read_card
from playground.ui.plots.picture_matrix import Spot
from playground.ui.state.feed import Shown
from playground.ui.tab import Export
from playground.ui.tabs.words import TAB
from playground.ui.tabs.words.usual_plot import UsualPlot
from tests.support.tiny_words import write_model
from tests.ui.sampling.bench import StageBench
from tests.ui.tabs.words.conftest import WordsWorld

pytestmark = [pytest.mark.qt, pytest.mark.torch]


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small model whose pictures are as large as real ones, beside the model that they are compared by."""
    folder = tmp_path_factory.mktemp("models")
    write_model(folder / "tiny-words", side=32)
    (folder / "emoji-pair").symlink_to(folders.shipped_models() / "emoji-pair")
    return folder


@pytest.fixture
def wide(qtbot: QtBot, large: Path) -> Iterator[StageBench]:
    world = WordsWorld(large)
    world.cards["emoji-pair"] = read_card(large / "emoji-pair")
    bench = StageBench(TAB, world)
    qtbot.addWidget(bench.tab)
    bench.tab.resize(900, 700)
    bench.scene.edit(
        "few",
        prompt="red heart",
        style="noto",
        steps=2,
        quick=2,
        guidance=3.0,
        **{"edit.count": 2, "samples.count": 2},
    )
    bench.tab.show()
    qtbot.waitExposed(bench.tab)
    bench.settle()
    yield bench
    bench.link.close()


def test_a_click_on_what_was_never_seen_asks_for_it(wide: StageBench) -> None:
    panel = wide.panel("copied")
    wide.settle()
    real = captioned("emoji")
    assert "239" in panel.about.text() and "CC BY 4.0" in panel.about.text()
    spot = panel.strip.cell_rect(7).center()
    QTest.mouseClick(panel.strip.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    name, style = real.held_out.captions[7][0], real.styles[real.held_out.labels[7]]
    assert "".join(span.text for span in parse(wide.images.value("prompt"))).startswith(name)
    assert wide.images.value("style") == style
    wide.settle()
    assert panel.strip._current == 7
    assert "never seen in this style" in panel.told.text()
    last = panel.matrix.shape[1] - 1
    np.testing.assert_array_equal(panel.matrix.picture_at(Spot(0, last, 0)), real.held_out.images[7])


def test_shares_are_those_of_held_out_pictures(wide: StageBench) -> None:
    panel = wide.panel("copied")
    wide.settle()
    arrays = wide.scene.whole("copied").frame.arrays
    told = [int(each) for each in re.findall(r"(\d+)%", panel.told.text())][:2]
    for by, share in enumerate(told):
        far = arrays["distances"][by, 0, 0]
        counted = np.mean([each <= far for each in arrays["usual"][by].tolist()])
        assert share == pytest.approx(100 * counted, abs=1)
    assert panel.matrix.shape[:2] == (2, 1 + 2 * 3 + 1)
    assert panel._names[0, 1].startswith(str(arrays["names"][0, 0, 0])[:30])
    for plot, by in zip(panel.plots, (0, 1), strict=True):
        np.testing.assert_array_equal(plot.drawn, arrays["distances"][by, :, 0])
    assert len(panel.exports()) == 3


def test_a_drawing_is_saved_with_its_recipe_and_real_pictures_beside_it_without(
    wide: StageBench, tmp_path: Path
) -> None:
    panel = wide.panel("copied")
    wide.settle()
    wanted: list[Export] = []
    wide.tab.export_wanted.connect(wanted.append)
    recipes = []
    for column in (0, 1, 5):
        wide.stage.saving(panel.matrix.picture_at(Spot(1, column, 0)), None)()
        path = tmp_path / f"{column}.png"
        wanted[-1].write(path, False, unwatched)
        with Image.open(path) as image:
            recipes.append(image.text.get("playground"))
        if not column:
            assert read_recipe(path)[0] == wide.scene.whole("copied").recipe
    assert recipes[0] and recipes[1:] == [None, None]


def test_whether_the_chosen_drawing_is_copied_is_said_first(wide: StageBench) -> None:
    panel = wide.panel("copied")
    wide.settle()
    shown = wide.scene.whole("copied")
    arrays = dict(shown.frame.arrays)
    arrays["nearer"] = np.array([[0.5, 1 / 239], [0.4, 2 / 239]], np.float32)
    wide.scene.feeds["copied"].last = Shown(shown.recipe, replace(shown.frame, arrays=arrays))
    panel.matrix.clicked.emit(Spot(1, 0, 0))
    assert (wide.images.value("row"), wide.images.value("sample")) == (0, 1) and panel.matrix._lit == (1, 0)
    assert panel.told.text().startswith(
        "Nearly a copy by pixels, not by emoji-pair: as near to a training picture as drawing 2"
    )
    assert "Of 2 drawings 1 is nearly a copy by some measure" in panel.told.text()
    assert "nearer than all but 1 of 239 held-out pictures" in panel.told.text()
    panel.matrix.clicked.emit(Spot(0, 3, 0))
    assert panel.told.text().startswith("Not copied by either measure: ") and "drawing 1" in panel.told.text()
    assert "lie 50% of the real pictures that were held out by pixels, and 40%" in panel.told.text()


@pytest.mark.parametrize("width", [720, 900])
def test_pictures_are_as_large_as_the_width_has_room_for(qtbot: QtBot, wide: StageBench, width: int) -> None:
    wide.tab.resize(width, 500)
    panel = wide.panel("copied")
    wide.settle()

    def side() -> int:
        return int(panel.matrix.rect_of(Spot(0, 0, 0)).width())

    room = panel.matrix.width() // panel.matrix.shape[1] - 8
    qtbot.waitUntil(lambda: side() >= min(64, room) > 34)
    wide.scene.edit("many", prompt="red heart\nblue cat", **{"samples.count": 16})
    wide.settle()
    assert panel.matrix.shape[0] == 32
    qtbot.waitUntil(lambda: 24 <= side() <= 34)  # the rest stays within reach


def test_what_emoji_pair_is_stands_where_it_is_named_first(wide: StageBench) -> None:
    panel = wide.panel("copied")
    wide.settle()
    assert "emoji-pair" in panel.told.text()
    for tip in (panel.told.toolTip(), panel.plots[1].toolTip()):
        assert "emoji-pair: a model of its own, trained to tell which words belong to which picture" in tip
    assert "Of 2 drawings none is nearly a copy by any measure" in panel.told.text()


def test_what_chance_gives_is_what_real_pictures_in_any_order_give(wide: StageBench) -> None:
    panel = wide.panel("copied")
    wide.settle()
    held_out = wide.scene.whole("copied").frame.arrays["usual"].shape[1]
    # Of one drawing more than there are held-out pictures, each order is as likely.
    chance = 2 * np.mean([place < 2 for place in range(held_out + 1)])
    assert f"With two measures chance alone gives up to {chance:.1%}." in panel.told.text()


def test_a_heading_that_does_not_fit_is_whole_in_its_tip(qtbot: QtBot) -> None:
    title = "emoji-pair: held out (bars), drawn (marks)"
    plot = UsualPlot(title)
    qtbot.addWidget(plot)
    short = plot.heading(120)
    assert short.endswith("…") and title.startswith(short[:-1])
    assert plot.fontMetrics().horizontalAdvance(short) <= 120
    assert plot.heading(1000) == title and title in plot.toolTip()


def test_a_model_of_another_size_says_why_nothing_is_compared(bench: StageBench) -> None:
    panel = bench.panel("copied")
    bench.settle()
    assert bench.asked("copied") == [] and bench.asked("unseen") == []
    assert panel.exports() == []
