"""The Images stage of normalizing flows: each panel shows what its runs give, and asks for no more."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from playground.core.recipe import Recipe, change
from playground.core.words import magnitude, number
from playground.paradigms.nflow_images.likelihoods import told_apart
from playground.paradigms.nflow_images.recipes import (
    Drawing,
    HeldOut,
    Inspect,
    Interpolate,
    Likelihood,
    Likelihoods,
    Noise,
    Sample,
    Scales,
)
from playground.ui.plots.picture_matrix import Spot
from playground.ui.stage.no_models import NoModels
from playground.ui.tabs.nflow import TAB
from tests.support.pixel_flow import LABELS, pixel_card
from tests.ui.sampling.bench import StageBench
from tests.ui.tabs.nflow.bench_images import NOWHERE, ImagesBench

pytestmark = pytest.mark.qt

LEFT = Qt.MouseButton.LeftButton
MODEL = "fashion-nflow"


# Samples


def test_samples_are_those_of_the_run_and_follow_the_temperature(stage: ImagesBench) -> None:
    panel = stage.panel("sample")
    frame = stage.frame(stage.scene.recipe("sample"))
    np.testing.assert_array_equal(
        stage.scene.feeds["sample"].last.frame.arrays["images"], frame.arrays["images"]
    )
    assert len(panel.grid.shown) == 20 and "z = 0.70 · ε" in panel.info.text()
    stage.forget()
    stage.scene.edit("cooler", temperature=0.0)
    stage.settle()
    assert stage.asked("sample") == [stage.scene.recipe("sample")]
    images = stage.scene.feeds["sample"].last.frame.arrays["images"]
    # Nothing is left of the noise: the same class is the same picture.
    np.testing.assert_array_equal(images[3], images[13])
    assert "z = 0.00 · ε" in panel.info.text()


def test_a_sample_says_its_class_and_can_be_copied(stage: ImagesBench) -> None:
    panel = stage.panel("sample")
    panel.grid.hovered.emit(12)
    assert panel.info.text() == "sample 12 of seed 0: Pullover"
    panel.grid.hovered.emit(-1)
    assert "seed 0" in panel.info.text()
    centre = panel.grid.cell_rect(7).center()
    QTest.mouseClick(panel.grid.viewport(), LEFT, pos=centre)
    assert stage.tab.copy()
    copied = QGuiApplication.clipboard().image()
    expected = stage.frame(stage.scene.recipe("sample")).arrays["images"][7, 0]
    enlarged = copied.width() // 28
    for row, column in ((14, 14), (3, 20), (20, 9)):
        pixel = copied.pixelColor(column * enlarged + 1, row * enlarged + 1)
        assert pixel.red() == expected[row, column]
    QTest.mouseClick(panel.again, LEFT)
    assert stage.images.sample.seed == 1


def test_a_sample_can_be_an_end_of_a_way(stage: ImagesBench) -> None:
    panel = stage.panel("sample")
    stage.scene.edit("warm", temperature=0.5, seed=4)
    stage.settle()
    sampled = stage.scene.feeds["sample"].last.frame.arrays["images"][13]
    panel.grid.menu_asked.emit(13, NOWHERE)
    stage.pick("Make it B")
    assert (stage.images.panel, stage.images.interpolate.b, stage.images.interpolate.label) == (
        "interpolate",
        Noise(4, 13, 0.5),
        3,
    )
    way = stage.scene.feeds["interpolate"].last.frame.arrays["images"]
    np.testing.assert_array_equal(way[-1], sampled)
    stage.undo.undo()
    assert (stage.images.panel, stage.images.interpolate.b, stage.images.interpolate.label) == (
        "sample",
        HeldOut(1),
        10,
    )


def test_a_sample_can_be_taken_apart(stage: ImagesBench) -> None:
    panel = stage.panel("sample")
    panel.grid.menu_asked.emit(2, NOWHERE)
    stage.pick("Take it apart")
    sampled = stage.scene.feeds["sample"].last.frame.arrays["images"][2]
    assert stage.images.inspect.source == Drawing(sampled.tobytes()) and stage.images.panel == "inspect"
    np.testing.assert_array_equal(stage.scene.feeds["inspect"].last.frame.arrays["original"], sampled)


# Between A and B


def test_a_way_begins_and_ends_with_the_held_out_images(stage: ImagesBench) -> None:
    panel = stage.panel("interpolate")
    held_out = stage.flows.held_out("fashion-mnist").images
    for end, index in (("a", 0), ("b", 1)):
        np.testing.assert_array_equal(panel.ends[end].picture, held_out[index])
    assert panel.names["a"].text() == "<b>A</b>: Ankle boot #0"
    assert "√D = 28.0" in panel.position.text()
    stage.stage.player.seek(4)
    np.testing.assert_array_equal(panel.view.picture, held_out[1])
    assert stage.images.look.t == 1.0
    length = float(np.linalg.norm(stage.scene.feeds["interpolate"].last.frame.arrays["z"][-1]))
    assert f"|z| = {number(length, 1)}" in panel.position.text()


def test_a_way_leads_between_pictures_of_ones_own(stage: ImagesBench, tmp_path: Path, qtbot: QtBot) -> None:
    panel = stage.panel("interpolate")
    pictures = {}
    for end in ("a", "b"):
        path = tmp_path / f"{end}.png"
        pictures[end] = np.random.default_rng(ord(end)).integers(0, 256, (28, 28), np.uint8)
        Image.fromarray(pictures[end]).save(path)
        panel.own[end].open(path)
        qtbot.waitUntil(lambda end=end: not panel.own[end].busy, timeout=30_000)
    stage.settle()
    for end, picture in pictures.items():
        assert stage.images.value(end) == Drawing(picture.tobytes())
        np.testing.assert_array_equal(panel.ends[end].picture, picture[None])
    assert panel.names["a"].text() == "<b>A</b>: drawing"
    stage.undo.undo()
    assert stage.images.interpolate.b == HeldOut(1)


def test_a_click_sets_the_end_that_is_chosen(stage: ImagesBench) -> None:
    panel = stage.panel("interpolate")
    panel.chooser.strip.chosen.emit(7)
    stage.settle()
    assert (stage.images.interpolate.a, stage.images.interpolate.b) == (HeldOut(7), HeldOut(1))
    QTest.mouseClick(panel.target.button(1), LEFT)
    panel.chooser.strip.chosen.emit(9)
    stage.settle()
    assert (stage.images.interpolate.a, stage.images.interpolate.b) == (HeldOut(7), HeldOut(9))
    QTest.mouseClick(panel.swap, LEFT)
    stage.settle()
    assert (stage.images.interpolate.a, stage.images.interpolate.b) == (HeldOut(9), HeldOut(7))
    stage.undo.undo()
    assert stage.images.interpolate.a == HeldOut(7)


def test_new_samples_as_ends_are_new_every_time(stage: ImagesBench) -> None:
    panel = stage.panel("interpolate")
    seen = []
    for end in ("a", "b", "a"):
        QTest.mouseClick(panel.samples[end], LEFT)
        stage.settle()
        seen.append(stage.images.value(end))
    assert seen == [Noise(0), Noise(1), Noise(2)]
    assert panel.names["a"].text() == "<b>A</b>: seed 2"
    first = stage.frame(Sample(model=MODEL, seed=2, label=10, count=1)).arrays["images"][0]
    np.testing.assert_array_equal(panel.ends["a"].picture, first)


def test_playing_walks_to_and_fro_and_is_no_edit(stage: ImagesBench) -> None:
    stage.panel("interpolate")
    steps = stage.undo.count()
    player = stage.stage.player
    player.play()
    seen = set()
    for _ in range(30):
        player.advance(0.05)
        seen.add(stage.images.look.t)
    player.pause()
    assert seen >= {0.25, 0.5, 0.75, 1.0}
    assert stage.undo.count() == steps


# One picture


def test_held_out_images_carry_their_bits_and_can_be_sorted_by_them(stage: ImagesBench) -> None:
    panel = stage.panel("inspect")
    bits = stage.frame(Likelihood(model=MODEL)).arrays["bits"]
    strip = panel.chooser.strip
    assert strip._captions == {index: f"{value:.2f}" for index, value in enumerate(bits.tolist())}
    # The bench's engine knows 200 images, the window all that ship.
    stage.scene.edit("sort", order="likely first")
    shown = strip.shown
    assert shown[0] == int(bits.argmin()) and (np.diff(bits[shown]) >= 0).all()
    stage.scene.edit("sort", order="unlikely first")
    assert strip.shown[0] == int(bits.argmax())
    panel.chooser.filter.setCurrentIndex(1 + LABELS.index("Bag"))
    labels = stage.flows.held_out("fashion-mnist").labels
    assert set(labels[strip.shown].tolist()) == {LABELS.index("Bag")}


def test_the_terms_of_a_picture_add_up_on_screen(stage: ImagesBench) -> None:
    panel = stage.panel("inspect")
    panel.chooser.strip.chosen.emit(5)
    stage.settle()
    frame = stage.frame(Inspect(model=MODEL, source=HeldOut(5)))
    assert panel.terms.names == ("log p(z)", "7 × 7", "14 × 14", "28 × 28", "log p(x+u)")
    assert panel.terms.terms.sum() == pytest.approx(frame.scalars["log_density"], rel=1e-5)
    assert panel.terms.terms[0] == pytest.approx(frame.scalars["log_base"])
    bits = float(frame.scalars["bits_per_dim"])
    assert f"{bits:.3f} bits/dim" in panel.heading.text()
    assert panel.chooser.strip._captions[5] == f"{bits:.2f}"
    np.testing.assert_allclose(panel.draws.draws, frame.arrays["draw_bits"])
    assert panel.draws.bound == pytest.approx(
        -frame.scalars["bound_log_density"] / (784 * np.log(2)), rel=1e-6
    )
    np.testing.assert_allclose(panel.classes.shares, frame.arrays["class_probabilities"])
    assert panel.classes.names[panel.classes.bold] == "Trousers"
    worst = np.unravel_index(frame.arrays["bits"][0].argmax(), (28, 28))
    dark = np.unravel_index(frame.arrays["bits"][0].argmin(), (28, 28))
    assert panel.map.picture[:, *worst].sum() > panel.map.picture[:, *dark].sum()


def test_other_noise_is_another_draw_of_the_same_picture(stage: ImagesBench) -> None:
    panel = stage.panel("inspect")
    draws = panel.draws.draws
    QTest.keyClick(stage.tab.window(), Qt.Key.Key_R)
    stage.settle()
    assert stage.images.inspect.noise == 1 and "seed 1" in panel.resample.text()
    np.testing.assert_allclose(panel.draws.draws[:15], draws[1:])
    stage.undo.undo()
    stage.settle()
    np.testing.assert_allclose(panel.draws.draws, draws)


def test_what_is_drawn_is_taken_apart(stage: ImagesBench) -> None:
    panel = stage.panel("inspect")
    QTest.mouseClick(panel.column.clear, LEFT)
    stage.settle()
    assert stage.images.inspect.source == Drawing(bytes(784)) and panel.classes.bold == -1
    pad, before = panel.column.pad, stage.scene.feeds["inspect"].last.frame.scalars["bits_per_dim"]
    centre = pad.target().center()
    QTest.mousePress(pad, LEFT, pos=centre)
    QTest.mouseMove(pad, centre + QPoint(30, 0))
    QTest.mouseRelease(pad, LEFT, pos=centre + QPoint(30, 0))
    stage.settle()
    assert isinstance(stage.images.inspect.source, Drawing) and max(stage.images.inspect.source.pixels) == 255
    assert stage.scene.feeds["inspect"].last.frame.scalars["bits_per_dim"] != before
    drawn = np.frombuffer(stage.images.inspect.source.pixels, np.uint8)
    QTest.mouseClick(panel.column.invert, LEFT)
    np.testing.assert_array_equal(np.frombuffer(stage.images.inspect.source.pixels, np.uint8), 255 - drawn)


# Histogram


def test_kinds_of_pictures_are_measured_beside_held_out_images(stage: ImagesBench) -> None:
    stage.forget()
    panel = stage.panel("likelihood")
    state = stage.images
    wanted = [state.likelihood_of(), state.likelihood_of("digits"), state.likelihood_of("inverted")]
    assert stage.asked("likelihood") == wanted
    frames = {recipe.of: stage.frame(recipe) for recipe in wanted}
    assert set(panel.plot.bars) == set(frames)
    for of, frame in frames.items():
        np.testing.assert_array_equal(panel.plot.bars[of].counts, frame.arrays["counts"])
        assert f"<b>{number(float(frame.scalars['bits_per_dim']), 3)}</b>" in panel.table.text()
    apart = told_apart(frames["inverted"].arrays["bits"], frames["held-out"].arrays["bits"])
    assert number(apart, 3) in panel.table.text()
    stage.forget()
    QTest.mouseClick(panel.switches["noise"], LEFT)
    stage.settle()
    assert stage.images.likelihoods.beside == ("digits", "inverted", "noise")
    assert stage.asked("likelihood") == [state.likelihood_of("noise")]
    QTest.mouseClick(panel.switches["digits"], LEFT)
    stage.settle()
    assert set(panel.plot.bars) == {"held-out", "inverted", "noise"}
    assert stage.asked("likelihood") == [state.likelihood_of("noise")]


def test_measuring_fills_up_stops_and_goes_on(stage: ImagesBench) -> None:
    stage.scene.edit("open", panel="likelihood")
    panel = stage.stage.panels.built["likelihood"]
    stage.pump(4)
    counts = panel.plot.bars["held-out"].counts.sum()
    assert 0 < counts < 200 and "of 200" in panel.table.text()
    assert panel.stop.isEnabled() and not panel.go_on.isEnabled()
    QTest.mouseClick(panel.stop, LEFT)
    stage.settle()
    assert not stage.scene.queues["likelihood"].complete and set(panel.plot.bars) == {"held-out"}
    assert panel.go_on.isEnabled() and not panel.stop.isEnabled()
    QTest.mouseClick(panel.go_on, LEFT)
    stage.settle()
    assert stage.scene.queues["likelihood"].complete and not panel.go_on.isEnabled()


def test_measuring_ends_when_the_panel_is_left_and_loses_nothing_in_sight(stage: ImagesBench) -> None:
    stage.scene.edit("open", panel="likelihood")
    panel = stage.stage.panels.built["likelihood"]
    stage.pump(8)
    before = panel.plot.bars["held-out"].counts.sum()
    assert 16 < before < 200
    stage.scene.edit("away", panel="sample", seed=3)
    stage.settle()
    assert stage.scene.bits_of(stage.images.likelihood_of()).scalars["done"] == before
    stage.scene.edit("back", panel="likelihood")
    least = before
    for _ in range(500):
        stage.pump(1)
        now = panel.plot.bars["held-out"].counts.sum()
        assert now >= least
        least = now
        if stage.scene.queues["likelihood"].complete:
            break
    assert least == 200


def test_what_was_measured_is_not_measured_again(stage: ImagesBench) -> None:
    stage.panel("likelihood")
    stage.scene.edit("told", labelled=True)
    stage.settle()
    stage.forget()
    stage.scene.edit("not told", labelled=False)
    stage.settle()
    stage.panel("inspect")
    assert stage.asked("likelihood") == []


def test_a_kind_that_cannot_be_measured_leaves_the_others(stage: ImagesBench) -> None:
    stage.flows.held_out = _without_digits(stage)  # type: ignore[method-assign]
    panel = stage.panel("likelihood")
    assert set(panel.plot.bars) == {"held-out", "inverted"}
    assert stage.reports == ["No digits here."]
    assert panel.go_on.isEnabled()


def _without_digits(stage: ImagesBench) -> object:
    from playground.core.errors import DataError

    usual = stage.flows.held_out

    def held_out(data: str) -> object:
        if data == "mnist":
            raise DataError("No digits here.")
        return usual(data)

    return held_out


# There and back


def test_there_and_back_shows_the_way_and_its_error(stage: ImagesBench) -> None:
    stage.panel("inspect")
    panel = stage.panel("back")
    frame = stage.frame(stage.scene.recipe("inspect"))
    np.testing.assert_array_equal(panel.views["original"].picture, frame.arrays["original"])
    np.testing.assert_array_equal(panel.views["returned"].picture, frame.arrays["returned"])
    same = np.array_equal(frame.arrays["original"], frame.arrays["returned"])
    assert panel.titles["returned"].text().endswith("the same" if same else "another")
    density = frame.arrays["z_counts"] / (784 * np.diff(frame.arrays["z_edges"]))
    np.testing.assert_allclose(panel.plot.densities, density, rtol=1e-6)
    assert f"standard deviation {number(frame.scalars['z_deviation'])} (1)" in panel.spread.text()
    assert "(4.6 %)" in panel.spread.text()
    told = panel.scales.accessibleDescription()
    assert (
        "z −3 … 3" in told and f"error 0 … {magnitude(float(frame.scalars['largest_error']))} of 256" in told
    )
    assert panel.read._captions == dict(enumerate(LABELS))
    panel.chooser.strip.chosen.emit(3)
    stage.settle()
    np.testing.assert_array_equal(
        panel.views["original"].picture, stage.flows.held_out("fashion-mnist").images[3]
    )


def test_z_is_blue_where_it_is_negative_and_orange_where_positive(stage: ImagesBench) -> None:
    panel = stage.panel("back")
    z, picture = stage.scene.feeds["inspect"].last.frame.arrays["z"][0], panel.views["z"].picture.astype(int)
    low, high = (np.unravel_index(place, (28, 28)) for place in (z.argmin(), z.argmax()))
    assert z.min() < -1 < 1 < z.max()
    assert picture[2, *low] > picture[0, *low] and picture[0, *high] > picture[2, *high]


# Scales


def test_scales_have_a_row_each(stage: ImagesBench) -> None:
    panel = stage.panel("scales")
    frame = stage.frame(stage.scene.recipe("scales"))
    assert panel.matrix.shape == (3, 1, 9)
    assert [heading.title for heading in panel.matrix.rows] == ["7 × 7", "14 × 14", "28 × 28"]
    assert panel.matrix.rows[2].caption == f"±{number(float(frame.arrays['changes'][2]), 1)}"
    np.testing.assert_array_equal(panel.matrix.picture_at(Spot(1, 0, 4)), frame.arrays["images"][9 + 4])


# The stage


def test_panels_ask_for_what_they_show_alone(stage: ImagesBench) -> None:
    wanted = {
        "interpolate": {"interpolate"}, "inspect": {"inspect", "likelihood"}, "back": {"inspect"},
        "likelihood": {"likelihood"}, "scales": {"scales"}, "sample": {"sample"},
    }  # fmt: skip
    for panel, channels in wanted.items():
        stage.panel(panel)
        stage.forget()
        stage.scene.edit(
            "other noise", noise=stage.images.inspect.noise + 1, seed=stage.images.sample.seed + 1
        )
        stage.settle()
        assert {name.removeprefix("nflow/") for name, _ in stage.requests} == channels, panel


@pytest.mark.parametrize(
    ("recipe", "panel"),
    [
        (Sample(model=MODEL, count=3, seed=2, temperature=0.9, label=4), "sample"),
        (Interpolate(model=MODEL, a=Noise(3, 2, 0.5), b=HeldOut(4), frames=4, label=10), "interpolate"),
        (Inspect(model=MODEL, source=HeldOut(8), labelled=True, noise=2), "inspect"),
        (Inspect(model=MODEL, source=HeldOut(8), labelled=True, noise=2, look="way"), "back"),
        (Likelihoods(model=MODEL, beside=("noise",), labelled=True), "likelihood"),
        (Scales(model=MODEL, source=HeldOut(2), label=3, seed=5), "scales"),
    ],
)
def test_a_dropped_recipe_is_shown_as_it_is(stage: ImagesBench, recipe: Recipe, panel: str) -> None:
    assert stage.tab.accept(recipe)
    stage.settle()
    state = stage.images
    view = {"back": "inspect", "likelihood": "likelihoods"}.get(panel, panel)
    shown = stage.scene.recipe(view)
    assert (state.panel, change(shown, look="way") if panel == "back" else shown) == (panel, recipe)
    stage.undo.undo()
    assert (stage.images.panel, stage.images.sample.count) == ("sample", 20)


def test_likelihoods_of_one_kind_join_those_that_are_shown(stage: ImagesBench) -> None:
    assert stage.tab.accept(Likelihood(model=MODEL, of="shuffled"))
    assert stage.images.likelihoods.beside == ("digits", "inverted", "shuffled")
    assert stage.tab.accept(Likelihood(model=MODEL))
    assert stage.images.likelihoods.beside == ("digits", "inverted", "shuffled")


def test_what_does_not_exist_is_said_in_one_sentence(stage: ImagesBench) -> None:
    stage.panel("inspect")
    panel = stage.stage.panels.built["inspect"]
    assert stage.tab.accept(Inspect(model=MODEL, source=HeldOut(5000)))
    stage.settle()
    assert "5000" in panel.why.text() and not panel.why.isHidden()
    assert len(stage.reports) == 1 and "does not exist" in stage.reports[0]
    assert stage.tab.accept(Sample(model="nowhere"))
    assert "needs the model “nowhere”" in stage.reports[-1]
    shown = stage.images.sample.temperature
    stage.scene.edit("too hot", temperature=9.0)
    assert "Temperature" in stage.reports[-1] and stage.images.sample.temperature == shown


def test_a_model_that_fails_leaves_the_old_pictures_dimmed(stage: ImagesBench) -> None:
    stage.flows.failure = RuntimeError("gone")
    stage.scene.edit("another seed", seed=8)
    stage.settle()
    assert stage.scene.feeds["sample"].stale and len(stage.reports) == 1
    stage.flows.failure = None
    stage.scene.edit("another seed", seed=9)
    stage.settle()
    assert not stage.scene.feeds["sample"].stale


def test_another_model_keeps_what_makes_sense(qtbot: QtBot) -> None:
    bench = ImagesBench(pixel_card(), pixel_card("other-flow", "Others"))
    qtbot.addWidget(bench.tab)
    bench.tab.store.edit("open", stage="images")
    bench.tab.show()
    bench.settle()
    bench.scene.edit("few", source=Drawing(b"abc"), label=12, **{"sample.count": 3, "interpolate.label": 12})
    bench.scene.choose_model(bench.scene.cards["other-flow"])
    bench.settle()
    state = bench.images
    assert (state.model, state.sample.count, state.interpolate.label, state.sample.label) == (
        "other-flow",
        3,
        10,
        10,
    )
    assert state.inspect.source == HeldOut(0)
    bench.undo.undo()
    assert bench.images.model == MODEL
    bench.link.close()


def test_without_a_model_the_stage_says_what_is_missing(qtbot: QtBot) -> None:
    bench = StageBench(TAB, ImagesBench().flows, cards=False)  # type: ignore[arg-type]
    qtbot.addWidget(bench.tab)
    assert isinstance(bench.tab.open_stage("images"), NoModels)
    bench.link.close()


def test_no_panel_needs_more_than_a_small_window_has(stage: ImagesBench) -> None:
    for name in ("sample", "interpolate", "inspect", "likelihood", "back", "scales"):
        least = stage.panel(name).minimumSizeHint()
        assert least.width() <= 400 and least.height() <= 360, (name, least)


def test_controls_of_the_open_panel_alone_are_shown(stage: ImagesBench, qtbot: QtBot) -> None:
    controls = stage.tab.controls()
    qtbot.addWidget(controls)
    controls.show()
    form = stage.tab.forms["images"]
    seen = {}
    for panel in ("sample", "interpolate", "inspect", "likelihood", "back", "scales"):
        stage.panel(panel)
        seen[panel] = {name for _, each in form.groups if each.isVisible() for name in each.editors}
    assert seen["sample"] == {"label", "temperature", "sample.count", "seed"}
    assert seen["interpolate"] == {"interpolate.label", "path", "frames", "noise"}
    assert seen["inspect"] == {"labelled", "noise", "order"}
    assert seen["likelihood"] == seen["back"] == {"labelled", "noise"}
    stage.panel("interpolate")
    name = "interpolate.label"
    told = next(each.editors[name] for _, each in form.groups if name in each.editors)
    entries = [told.box.itemText(index) for index in range(told.box.count())]
    assert entries == [*LABELS, "No label"]
