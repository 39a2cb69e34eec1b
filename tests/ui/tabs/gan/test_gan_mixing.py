"""The Mixing panel: its grid is what the layers of the span make of it, and the bar is dragged and nudged."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from playground.core.progress import unwatched
from playground.export.metadata import read_recipe
from playground.export.verify import verify
from playground.paradigms.gan_images.recipes import COARSE_HALF, Mix, Sample
from playground.ui.plots.colours import worn
from playground.ui.plots.picture_matrix import Spot
from playground.ui.tabs.gan.layer_span import COLUMNS, ROWS, LayerSpan, told
from playground.ui.tabs.gan.state import GanImages, GanState
from playground.ui.widgets.theme import themes
from tests.support.linear_gan import LAYERS, gan_card, mapped_card
from tests.ui.tabs.gan.images_bench import ImagesBench

pytestmark = pytest.mark.qt

LEFT, NONE, SHIFT = (
    Qt.MouseButton.LeftButton,
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ShiftModifier,
)


@pytest.fixture
def bench(qtbot: QtBot) -> Iterator[ImagesBench]:
    """The tab at its Mixing panel, with a model that has layers, all drawn."""
    found = ImagesBench(mapped_card(), gan_card())
    qtbot.addWidget(found.tab)
    found.tab.store.edit("open", stage="images")
    found.scene.edit("few", **{"mixing.rows": 2}, columns=3, label=0)
    found.tab.resize(900, 700)
    found.tab.show()
    qtbot.waitExposed(found.tab)
    found.panel("mixing")
    found.undo.clear()
    yield found
    found.link.close()


def press(layers: LayerSpan, layer: int) -> QPoint:
    """The middle of a layer's cell."""
    return QPoint(round((layers.edge(layer - 1) + layers.edge(layer)) / 2), layers.height() // 2)


def drag(bench: ImagesBench, layers: LayerSpan, start: QPoint, end: QPoint) -> None:
    QTest.mousePress(layers, LEFT, NONE, start)
    for share in (0.4, 0.8, 1.0):
        QTest.mouseMove(layers, start + (end - start) * share)
        bench.settle()
    QTest.mouseRelease(layers, LEFT, NONE, end)
    bench.settle()


def test_sources_frame_the_grid_that_the_run_gives(bench: ImagesBench) -> None:
    panel = bench.panel("mixing")
    arrays = bench.frame(bench.scene.recipe("mixing")).arrays
    alone = bench.frame(bench.scene.recipe("layers")).arrays["change"]
    assert panel.matrix.shape == (3, 4, 1)
    for row in range(2):
        np.testing.assert_array_equal(panel.matrix.picture_at(Spot(row + 1, 0, 0)), arrays["row_images"][row])
        for column in range(3):
            found = panel.matrix.picture_at(Spot(row + 1, column + 1, 0))
            np.testing.assert_array_equal(found, arrays["images"][3 * row + column])
    for column in range(3):
        found = panel.matrix.picture_at(Spot(0, column + 1, 0))
        np.testing.assert_array_equal(found, arrays["column_images"][column])
    assert [heading.title for heading in panel.matrix.rows] == ["", "A 1", "A 2"]
    np.testing.assert_array_equal(panel.layers.changes, alone)


def test_all_layers_from_above_draw_what_stands_above(bench: ImagesBench) -> None:
    panel = bench.panel("mixing")
    drag(bench, panel.layers, press(panel.layers, 1), press(panel.layers, 1))
    right = QPoint(round(panel.layers.edge(bench.scene.span[1])), 10)
    drag(bench, panel.layers, right, QPoint(panel.layers.width() - 1, 10))
    assert bench.scene.span == (1, LAYERS)
    for row, column in np.ndindex(2, 3):
        mixed = panel.matrix.picture_at(Spot(row + 1, column + 1, 0))
        above = panel.matrix.picture_at(Spot(0, column + 1, 0))
        assert np.abs(mixed.astype(int) - above).max() <= 1, "in another batch a rounding may differ"
    assert "All layers" in panel.told.longest and "the others" not in panel.told.longest


def test_a_real_drag_of_the_span_is_one_edit_and_keeps_its_width(bench: ImagesBench) -> None:
    panel, layers = bench.panel("mixing"), bench.panel("mixing").layers
    assert (bench.images.mixing.last, bench.scene.span) == (COARSE_HALF, (1, 2))
    bench.undo.clear()
    drag(bench, layers, press(layers, 1), press(layers, 3))
    assert (bench.images.mixing.first, bench.images.mixing.last) == (3, 4) and bench.undo.count() == 1
    assert layers.span == (3, 4) and "Layers 3 to 4" in panel.told.longest
    arrays = bench.frame(Mix(model="mapped-gan", rows=2, columns=3, first=3, last=4)).arrays
    np.testing.assert_array_equal(panel.matrix.picture_at(Spot(2, 3, 0)), arrays["images"][5])
    drag(bench, layers, press(layers, 3), QPoint(layers.width() + 300, 5))
    assert layers.span == (3, 4), "there are no layers beyond the last"
    bench.undo.undo()
    bench.settle()
    assert bench.images.mixing.last == COARSE_HALF and layers.span == (1, 2)


def test_ends_are_dragged_and_do_not_pass_each_other(bench: ImagesBench) -> None:
    layers = bench.panel("mixing").layers
    drag(bench, layers, QPoint(round(layers.edge(2)), 12), QPoint(round(layers.edge(4)), 12))
    assert layers.span == (1, 4)
    drag(bench, layers, QPoint(round(layers.edge(0)), 12), QPoint(round(layers.edge(2)) + 3, 12))
    assert layers.span == (3, 4)
    drag(bench, layers, QPoint(round(layers.edge(2)), 12), QPoint(layers.width() - 1, 12))
    assert layers.span == (4, 4)
    drag(bench, layers, press(layers, 2), press(layers, 3))
    assert layers.span == (2, 3), "a press beside the span begins another"


def test_keys_move_and_widen_the_span(bench: ImagesBench) -> None:
    layers = bench.panel("mixing").layers
    layers.setFocus()
    expected = {
        (Qt.Key.Key_Right, NONE): (2, 3),
        (Qt.Key.Key_Right, SHIFT): (2, 4),
        (Qt.Key.Key_Up, NONE): (1, 4),
        (Qt.Key.Key_Down, NONE): (1, 3),
        (Qt.Key.Key_Left, SHIFT): (1, 2),
        (Qt.Key.Key_Left, NONE): (1, 2),
    }
    for (key, modifier), span in expected.items():
        QTest.keyClick(layers, key, modifier)
        bench.settle()
        assert layers.span == span == bench.scene.span, key
    assert bench.undo.count() == 5, "each press that changes something is an edit"
    assert layers.accessibleDescription() == f"layers 1 to 2 of {LAYERS}"


def test_an_empty_span_stays_between_the_first_and_the_last_layer(bench: ImagesBench) -> None:
    """As a recipe may have it: no layer takes the column's w, and all take the row's."""
    panel, layers = bench.panel("mixing"), bench.panel("mixing").layers
    bench.scene.edit("none", first=LAYERS, last=0)
    bench.settle()
    assert layers.span == bench.scene.span == (LAYERS, LAYERS - 1)
    assert "No layer takes the column’s w, " in plain(panel.told.longest)
    assert "all layers the row’s" in plain(panel.told.longest) and "the others" not in panel.told.longest
    assert panel.about.longest == "no layer from B 1, all layers from A 1"
    asked: list[tuple[int, int]] = []
    layers.moved.connect(lambda first, last: asked.append((first, last)))
    layers.setFocus()
    for key, modifier in ((Qt.Key.Key_Right, NONE), (Qt.Key.Key_Down, NONE), (Qt.Key.Key_Left, SHIFT)):
        QTest.keyClick(layers, key, modifier)
        bench.settle()
    assert asked == [] and bench.undo.count() == 1
    QTest.keyClick(layers, Qt.Key.Key_Left)
    bench.settle()
    assert asked == [(LAYERS - 1, LAYERS - 2)] and layers.span == asked[0]
    QTest.keyClick(layers, Qt.Key.Key_Up)
    bench.settle()
    assert layers.span == (LAYERS - 1, LAYERS - 1), "wider than none is one"


def plain(text: str) -> str:
    """Rich text without its marks."""
    return re.sub("<[^>]*>|▬ ", "", text)


def test_each_layer_tells_what_it_changes(bench: ImagesBench) -> None:
    panel = bench.panel("mixing")
    taken = bench.frame(bench.scene.recipe("mixing")).arrays["taken"]
    alone = bench.frame(bench.scene.recipe("layers")).arrays["change"]
    for layer, change_alone in enumerate(alone, start=1):
        said = panel.layers.tip_at(press(panel.layers, layer))
        takes = "column" if taken[layer - 1] else "row"
        assert said.startswith(f"Layer {layer} of {LAYERS} takes the {takes}’s style.")
        assert f"by {change_alone:.1f} grey levels" in said
    assert f"up to {alone.max():.1f} grey levels" in panel.told.longest


def test_what_is_known_of_a_layer_is_drawn_as_high(qtbot: QtBot) -> None:
    layers = LayerSpan("Layers")
    qtbot.addWidget(layers)
    layers.resize(300, 80)
    layers.set_span(3, (1, 1))
    blank = layers.grab().toImage()
    layers.set_changes(np.array([10.0, 5.0, np.nan]))
    drawn = layers.grab().toImage()

    def coloured(layer: int) -> int:
        x = press(layers, layer).x()
        return sum(drawn.pixelColor(x, y) != blank.pixelColor(x, y) for y in range(layers.height()))

    assert coloured(3) == 0 and abs(coloured(1) - 2 * coloured(2)) <= 3 < coloured(2)


def test_bars_stay_while_only_the_span_changes_and_nothing_is_measured_anew(bench: ImagesBench) -> None:
    layers, seen = bench.panel("mixing").layers, []
    before = layers.changes.copy()
    bench.scene.feeds["mixing"].arrived.connect(lambda _shown: seen.append(layers.changes.copy()))
    bench.forget()
    bench.scene.act("other layers", first=3, last=4)
    bench.settle()
    assert seen and all(np.array_equal(each, before) for each in seen)
    assert bench.asked("mixing") and not bench.asked("layers")


@pytest.mark.parametrize(
    "values",
    [
        {"a": 50}, {"b": 50}, {"own_rows": (7,)}, {"own_columns": (7,)}, {"mixing.rows": 1},
        {"columns": 2}, {"label": 1}, {"truncation": 0.5}, {"snapshot": 1},
    ],
    ids=str,
)  # fmt: skip
def test_bars_are_those_of_what_is_mixed(bench: ImagesBench, values: dict[str, Any]) -> None:
    layers = bench.panel("mixing").layers
    before = layers.changes.copy()
    bench.scene.act("others", **values)
    assert np.isnan(layers.changes).all(), "what is not known yet is not shown"
    bench.settle()
    expected = bench.frame(bench.scene.recipe("layers")).arrays["change"]
    np.testing.assert_array_equal(layers.changes, expected)
    assert not np.array_equal(expected, before)


def test_the_status_tells_what_a_picture_costs(bench: ImagesBench) -> None:
    panel, last = bench.panel("mixing"), bench.scene.feeds["mixing"].last
    assert last.frame.scalars["milliseconds"] > 0
    each = last.frame.scalars["milliseconds"] / (2 + 3 + 2 * 3)
    assert panel.status() == {"NFE": 1, "ms per picture": pytest.approx(each, abs=0.006)}


def test_words_wear_the_colours_of_the_bar(bench: ImagesBench) -> None:
    panel = bench.panel("mixing")
    themes().prefer_palette("colour-blind")
    try:
        QApplication.processEvents()
        for side, colour in (("column", COLUMNS), ("row", ROWS)):
            assert worn(colour) != colour
            for label in (panel.told, panel.captions[side]):
                assert worn(colour).name() in label.longest and colour.name() not in label.longest
    finally:
        themes().prefer_palette("usual")


def test_the_keyboard_hides_nothing(bench: ImagesBench) -> None:
    layers = bench.panel("mixing").layers
    bare = layers.grab().toImage()
    layers.setFocus()
    framed = layers.grab().toImage()
    inner = layers.rect().adjusted(3, 3, -3, -3)
    assert framed != bare and framed.copy(inner) == bare.copy(inner)


def test_a_click_shows_the_picture_large_with_its_parents(bench: ImagesBench) -> None:
    panel = bench.panel("mixing")
    QTest.mouseClick(panel.matrix, LEFT, pos=panel.matrix.rect_of(Spot(2, 3, 0)).center())
    bench.settle()
    arrays = bench.scene.feeds["mixing"].last.frame.arrays
    assert (bench.images.look.row, bench.images.look.column) == (2, 3)
    np.testing.assert_array_equal(panel.picture, arrays["images"][5])
    np.testing.assert_array_equal(panel.parents["row"].picture, arrays["row_images"][1])
    np.testing.assert_array_equal(panel.parents["column"].picture, arrays["column_images"][2])
    said = float(arrays["probabilities"][5])
    assert f"D\u00a0=\u00a0{said:.2f}" in panel.decision.longest
    assert panel.title.longest == "<b>A 2 mixed with B 3</b>"
    panel.matrix.clicked.emit(Spot(0, 2, 0))
    bench.settle()
    np.testing.assert_array_equal(panel.picture, arrays["column_images"][1])
    assert panel.parents["row"].picture is None and "sample 1 of seed B, 1" in panel.about.longest
    panel.matrix.clicked.emit(Spot(0, 0, 0))
    assert (bench.images.look.row, bench.images.look.column) == (0, 2), "nothing stands in the corner"
    assert bench.undo.count() == 2
    bench.scene.edit("fewer", columns=1)
    bench.settle()
    np.testing.assert_array_equal(panel.picture, panel.matrix.picture_at(Spot(0, 1, 0)))


def test_other_rows_are_no_columns(bench: ImagesBench) -> None:
    panel = bench.panel("mixing")
    above = panel.matrix.picture_at(Spot(0, 1, 0)).copy()
    panel.again["row"].click()
    bench.settle()
    assert (bench.images.mixing.a, bench.images.mixing.b) == (2, 1), "the seed that follows on both"
    np.testing.assert_array_equal(panel.matrix.picture_at(Spot(0, 1, 0)), above)
    panel.again["column"].click()
    assert (bench.images.mixing.a, bench.images.mixing.b) == (2, 3) and bench.undo.count() == 2


@pytest.mark.parametrize(("side", "place"), [("row", 1), ("column", 2)])
def test_a_single_source_is_drawn_anew(bench: ImagesBench, side: str, place: int) -> None:
    panel = bench.panel("mixing")
    bench.scene.act("look", row=2, column=3)
    before = {name: array.copy() for name, array in bench.scene.feeds["mixing"].last.frame.arrays.items()}
    bench.undo.clear()
    panel.others[side].click()
    bench.settle()
    own = bench.images.value(f"own_{side}s")
    assert own[:-1] == (-1,) * place and own[-1] >= 0 and bench.undo.count() == 1
    arrays = bench.scene.feeds["mixing"].last.frame.arrays
    kept = np.arange(len(before[f"{side}_images"])) != place
    np.testing.assert_array_equal(arrays[f"{side}_images"][kept], before[f"{side}_images"][kept])
    alone = bench.frame(Sample(model="mapped-gan", label=0, seed=own[-1], count=1)).arrays["images"][0]
    assert np.abs(arrays[f"{side}_images"][place].astype(int) - alone).max() <= 1
    np.testing.assert_array_equal(panel.parents[side].picture, arrays[f"{side}_images"][place])
    bench.scene.act("look", **({"column": 0} if side == "row" else {"row": 0}))
    assert f"seed of its own, {own[-1]}" in panel.about.longest
    other = "column" if side == "row" else "row"
    assert panel.others[side].isEnabled() and not panel.others[other].isEnabled()
    panel.again[side].click()
    assert bench.images.value(f"own_{side}s") == (), "all of them are drawn anew"


def test_the_transport_walks_the_layers(bench: ImagesBench) -> None:
    player = bench.stage.player
    assert (player.count, player.position) == (LAYERS - 1, 0)
    player.seek(2)
    bench.settle()
    assert bench.scene.span == (3, 4)
    drag(
        bench,
        bench.panel("mixing").layers,
        press(bench.panel("mixing").layers, 1),
        press(bench.panel("mixing").layers, 1),
    )
    assert bench.scene.span == (1, 1) and player.count == LAYERS


def test_what_is_written_is_what_its_recipe_gives_and_reopens(bench: ImagesBench, tmp_path: Path) -> None:
    bench.scene.edit("other", first=2, last=3, a=5, b=9, truncation=0.7)
    bench.settle()
    there = {view: bench.scene.recipe(view) for view in ("mixing", "layers")}
    exports = {export.title: export for export in bench.tab.exports()}
    assert set(exports) == {
        "Mixed pictures, grid and arrays",
        "Mixed by layers, as drawn",
        "What each layer changes",
    }
    for number, (title, export) in enumerate(exports.items()):
        for suffix in export.suffixes:
            path = tmp_path / f"{number}{suffix}"
            export.save(path, False, unwatched)
            if title.startswith("Mixed pictures"):
                result = verify(path, bench.players)
                assert result.largest == 0 and result.largest_number < 1e-6, result.sentence
        recipe, _ = read_recipe(tmp_path / f"{number}.png")
        view = "layers" if title == "What each layer changes" else "mixing"
        assert recipe == there[view]
        elsewhere = GanImages().with_values(model="mapped-gan", label=1)
        assert bench.tab.accept(GanState(stage="images", images=elsewhere))
        assert bench.tab.accept(recipe)
        assert bench.images.panel == "mixing" and bench.scene.recipe(view) == there[view]
    table = (tmp_path / "2.csv").read_text(encoding="utf-8").splitlines()
    found = [float(line.split(",")[1]) for line in table[1:]]
    np.testing.assert_allclose(found, bench.frame(there["layers"]).arrays["change"], rtol=1e-6)
    assert bench.reports == []


def test_a_generator_without_layers_says_so_and_nothing_is_lost(bench: ImagesBench) -> None:
    bench.scene.edit("other", first=4, last=4)
    bench.settle()
    bench.scene.choose_model(bench.players.cards["linear-gan"])
    bench.settle()
    assert bench.stage.is_unavailable
    assert bench.stage.panels.covered.notice.text() == (
        "Linear players linear-gan has no layers that take a style of their own."
    )
    assert bench.reports == []
    assert [export.why for export in bench.tab.exports()] == ["it does not fit what is chosen"]
    bench.undo.undo()
    bench.settle()
    assert not bench.stage.is_unavailable and bench.scene.span == (4, 4)


def test_layers_that_another_model_lacks_are_no_longer_asked_for(bench: ImagesBench) -> None:
    state = bench.images.with_values(first=40, last=60)
    fitted = state.fitted(bench.players.cards["mapped-gan"])
    assert (fitted.mixing.first, fitted.mixing.last) == (LAYERS, LAYERS)
    coarse = state.with_values(last=COARSE_HALF).fitted(bench.players.cards["mapped-gan"])
    assert coarse.mixing.last == COARSE_HALF


@pytest.mark.parametrize(
    ("span", "count", "said"),
    [
        ((1, 4), 4, "all layers"),
        ((2, 2), 4, "layer 2"),
        ((2, 3), 4, "layers 2 to 3"),
        ((3, 2), 4, "no layer"),
    ],
)
def test_spans_in_words(span: tuple[int, int], count: int, said: str) -> None:
    assert told(span, count) == said
