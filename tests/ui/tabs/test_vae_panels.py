"""The panels under the plane: encoder, interpolation, samples, and what happens when a channel fails."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import msgspec
import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot

from playground.core.errors import DataError, ModelFileError
from playground.core.frames import Frame
from playground.core.progress import unwatched
from playground.core.recipe import to_json
from playground.export.images import png
from playground.export.metadata import read_recipe
from playground.paradigms.vae_images import recipes as vae
from playground.paradigms.vae_images.runs import decode
from playground.ui.explain.content import load_lessons
from playground.ui.explain.staged import StagedExplanation
from playground.ui.stage.compare import CompareDialog
from playground.ui.tab import Export
from playground.ui.tabs.vae.encode_panel import EncodePanel
from playground.ui.tabs.vae.interpolate_panel import InterpolatePanel
from playground.ui.tabs.vae.sample_panel import SamplePanel
from playground.ui.tabs.vae.state import VaeImages
from tests.support.garments import garments
from tests.ui.tabs.conftest import Bench

pytestmark = pytest.mark.qt

LEFT = Qt.MouseButton.LeftButton


def encode(bench: Bench) -> EncodePanel:
    panel = bench.stage.panels.built["encode"]
    assert isinstance(panel, EncodePanel)
    return panel


def open_interpolation(bench: Bench) -> InterpolatePanel:
    bench.stage.panels.bar.setCurrentIndex(1)
    bench.settle()
    panel = bench.stage.panels.built["interpolate"]
    assert isinstance(panel, InterpolatePanel)
    return panel


def open_samples(bench: Bench) -> SamplePanel:
    bench.stage.panels.bar.setCurrentIndex(2)
    bench.settle()
    panel = bench.stage.panels.built["sample"]
    assert isinstance(panel, SamplePanel)
    return panel


def test_resampling_moves_z_and_leaves_the_posterior(bench: Bench) -> None:
    before = bench.stage.scene.feeds["reconstruct"].last
    encode(bench).resample.click()
    assert bench.stage.store.state.reconstruct.draw == 1
    bench.settle()
    after = bench.stage.scene.feeds["reconstruct"].last
    assert before is not None and after is not None
    np.testing.assert_array_equal(after.frame.arrays["mean"], before.frame.arrays["mean"])
    assert not np.array_equal(after.frame.arrays["latent"], before.frame.arrays["latent"])
    bench.undo.undo()
    bench.settle()
    assert bench.stage.scene.feeds["reconstruct"].last is not None
    np.testing.assert_array_equal(
        bench.stage.scene.feeds["reconstruct"].last.frame.arrays["latent"], before.frame.arrays["latent"]
    )


def test_the_key_r_resamples(bench: Bench) -> None:
    strip = encode(bench).chooser.strip
    strip.setFocus()
    QTest.keyClick(strip, Qt.Key.Key_R)
    assert bench.stage.store.state.reconstruct.draw == 1


def test_a_click_in_the_strip_chooses_the_image_and_arrows_walk_on(bench: Bench) -> None:
    strip = encode(bench).chooser.strip
    QTest.mouseClick(strip.viewport(), LEFT, pos=strip.cell_rect(2).center())
    assert bench.stage.store.state.reconstruct.source == vae.HeldOut(2)
    QTest.keyClick(strip, Qt.Key.Key_Right)
    assert bench.stage.store.state.reconstruct.source == vae.HeldOut(3)
    assert bench.undo.count() == 2
    np.testing.assert_array_equal(encode(bench).pad.picture, garments().images[3])


def test_the_filter_shows_one_class(bench: Bench) -> None:
    chooser = encode(bench).chooser
    chooser.filter.setCurrentIndex(chooser.filter.findData(7))
    labels = garments().labels
    np.testing.assert_array_equal(chooser.strip.shown, np.flatnonzero(labels == 7))
    QTest.mouseClick(chooser.strip.viewport(), LEFT, pos=chooser.strip.cell_rect(1).center())
    assert labels[bench.stage.store.state.reconstruct.source.index] == 7


def test_a_stroke_makes_a_drawing_and_is_one_step(bench: Bench) -> None:
    pad = encode(bench).pad
    encode(bench).clear.click()
    steps = bench.undo.count()
    rect = pad.target()
    corner = rect.topLeft()
    for at, event in ((0.25, QTest.mousePress), (0.75, QTest.mouseRelease)):
        where = corner + QPoint(round(rect.width() * at), rect.height() // 2)
        if event is QTest.mouseRelease:
            QTest.mouseMove(pad, where)
        event(pad, LEFT, pos=where)
    source = bench.stage.store.state.reconstruct.source
    assert isinstance(source, vae.Drawing)
    drawn = np.frombuffer(source.pixels, np.uint8).reshape(28, 28)
    assert drawn[13:15, 8:20].min() == 255
    assert drawn[:11].max() == drawn[17:].max() == 0
    assert bench.undo.count() == steps + 1
    bench.settle()
    shown = bench.stage.scene.feeds["reconstruct"].last
    assert shown is not None
    np.testing.assert_array_equal(shown.frame.arrays["original"][0], drawn)
    bench.undo.undo()
    assert bench.stage.store.state.reconstruct.source == vae.Drawing(bytes(784))


def test_a_picture_of_ones_own_is_sent_through_and_is_an_end(
    bench: Bench, tmp_path: Path, qtbot: QtBot
) -> None:
    path = tmp_path / "own.png"
    levels = np.random.default_rng(1).integers(0, 256, (28, 28), np.uint8)
    Image.fromarray(levels).save(path)
    panel = encode(bench)
    steps = bench.undo.count()
    panel.own.open(path)
    qtbot.waitUntil(lambda: not panel.own.busy, timeout=30_000)
    bench.settle()
    own = vae.Drawing(levels.tobytes())
    assert bench.stage.store.state.reconstruct.source == own and bench.undo.count() == steps + 1
    np.testing.assert_array_equal(panel.pad.picture, levels[None])
    end = open_interpolation(bench).ends["b"]
    end.own.open(path)
    qtbot.waitUntil(lambda: not end.own.busy, timeout=30_000)
    assert bench.stage.store.state.interpolate.b == own


def test_the_right_button_erases(bench: Bench) -> None:
    pad = encode(bench).pad
    where = pad.target().center()
    QTest.mousePress(pad, Qt.MouseButton.RightButton, pos=where)
    QTest.mouseRelease(pad, Qt.MouseButton.RightButton, pos=where)
    source = bench.stage.store.state.reconstruct.source
    assert isinstance(source, vae.Drawing)
    changed = np.frombuffer(source.pixels, np.uint8).reshape(28, 28)
    before = garments().images[0, 0]
    corner, side = pad.target().topLeft(), pad.target().width()
    row, column = ((where.y() - corner.y()) * 28 // side, (where.x() - corner.x()) * 28 // side)
    assert changed[row, column] < 0.7 * before[row, column]
    assert (changed <= before).all()


def test_z_goes_to_the_posterior_mean(bench: Bench) -> None:
    encode(bench).go_mean.click()
    shown = bench.stage.scene.feeds["reconstruct"].last
    assert shown is not None
    assert bench.stage.store.state.decode.latent == pytest.approx(tuple(shown.frame.arrays["mean"]))


def test_the_player_walks_from_a_to_b(bench: Bench) -> None:
    open_interpolation(bench)
    frames = bench.stage.store.state.interpolate.frames
    assert bench.stage.player.count == frames
    bench.stage.player.seek(12)
    assert bench.stage.store.state.look.t == pytest.approx(12 / (frames - 1))
    shown = bench.stage.scene.feeds["interpolate"].settled
    assert shown is not None
    np.testing.assert_array_equal(bench.stage.above.picture, shown.frame.arrays["images"][12])
    walker = bench.stage.above.plane_view.plane.walker
    assert (walker.x(), walker.y()) == pytest.approx(tuple(shown.frame.arrays["latents"][12]))
    bench.stage.store.edit("Position", t=0.5)
    assert bench.stage.player.position == 24
    assert bench.stage.store.state.look.t == 0.5
    bench.undo.undo()
    assert bench.stage.player.position in (0, 12)


def test_playing_is_no_edit(bench: Bench) -> None:
    open_interpolation(bench)
    steps = bench.undo.count()
    bench.stage.player.play()
    bench.stage.player.advance(0.5)
    bench.stage.player.pause()
    assert bench.stage.store.state.look.t > 0
    assert bench.undo.count() == steps


def test_a_click_on_the_filmstrip_goes_there(bench: Bench) -> None:
    panel = open_interpolation(bench)
    last = len(panel.strip.shown) - 1
    QTest.mouseClick(panel.strip.viewport(), LEFT, pos=panel.strip.cell_rect(last).center())
    assert bench.stage.store.state.look.t == 1.0


def test_swapping_reverses_the_way(bench: Bench) -> None:
    panel = open_interpolation(bench)
    before = bench.stage.scene.feeds["interpolate"].settled
    panel.swap.click()
    bench.settle()
    after = bench.stage.scene.feeds["interpolate"].settled
    assert before is not None and after is not None
    np.testing.assert_allclose(after.frame.arrays["latents"], before.frame.arrays["latents"][::-1], atol=1e-5)


def test_the_norm_plot_shows_what_the_path_does(bench: Bench) -> None:
    opposite = vae.Latent((2.0, 0.0)), vae.Latent((-1.6, 1.2))
    bench.stage.store.edit("ends", a=opposite[0], b=opposite[1], panel="interpolate")
    bench.settle()
    panel = open_interpolation(bench)
    assert panel.norms.norms.min() < 0.8
    bench.stage.store.edit("path", path="spherical")
    bench.settle()
    assert panel.norms.norms == pytest.approx(2.0, abs=1e-5)


def test_samples_are_shown_where_they_lie_and_clicked_to_go_there(bench: Bench) -> None:
    panel = open_samples(bench)
    shown = bench.stage.scene.feeds["sample"].settled
    assert shown is not None and len(shown.frame.arrays["images"]) == 64
    place = panel.grid.cell_rect(5).center()
    QTest.mouseMove(panel.grid.viewport(), place)
    hint = bench.stage.above.plane_view.plane.hint
    latent = tuple(shown.frame.arrays["latents"][5])
    assert hint.isVisible() and (hint.x(), hint.y()) == pytest.approx(latent)
    QTest.mouseClick(panel.grid.viewport(), LEFT, pos=place)
    assert bench.stage.store.state.decode.latent == pytest.approx(latent)


def test_a_slider_moves_its_own_coordinate(bench: Bench) -> None:
    row = bench.stage.above.sliders.rows[1]
    row.slider.picked.emit(150)
    assert bench.stage.store.state.decode.latent == (0.0, 1.5)
    row.zero.click()
    assert bench.stage.store.state.decode.latent == (0.0, 0.0)


def test_a_slider_leaves_a_point_that_it_cannot_show_exactly(bench: Bench) -> None:
    bench.stage.scene.move_to("there", np.array([0.123456, 5.5]))
    assert bench.stage.store.state.decode.latent == pytest.approx((0.123456, 5.5))


def test_a_failure_keeps_every_picture_and_says_so(bench: Bench) -> None:
    view = bench.stage.above.picture_view.view
    before = view.picture
    bench.world.failure = ModelFileError("The file decoder.onnx is damaged; please install the model again.")
    bench.stage.scene.move("move", {0: 2.0})
    bench.settle()
    assert bench.reports == ["The file decoder.onnx is damaged; please install the model again."]
    assert view.picture is before and view.stale
    settled = bench.stage.scene.feeds["decode"].settled
    assert settled is not None and settled.recipe.latent == ()
    bench.world.failure = None
    bench.stage.scene.move("move", {0: 1.0})
    bench.settle()
    assert view.picture is not before and not view.stale


def test_a_lesson_is_one_step(bench: Bench, qtbot: QtBot) -> None:
    form = bench.tab.controls()
    qtbot.addWidget(form)
    explanation = bench.tab.explanation()
    qtbot.addWidget(explanation)
    assert isinstance(explanation, StagedExplanation)
    lesson = load_lessons("vae")[0]
    explanation.guide.choose(lesson)
    assert "was not found" in bench.reports[-1] and bench.undo.count() == 0
    images = {**lesson.preset["images"], "model": "linear-12", "z": [1.0]}
    here = msgspec.structs.replace(lesson, preset={**lesson.preset, "images": images})
    explanation.guide.choose(here)
    assert bench.undo.count() == 1
    assert (bench.stage.store.state.model, bench.stage.store.state.decode.latent) == ("linear-12", (1.0,))
    bench.undo.undo()
    assert bench.stage.store.state.model == "linear-2"


def test_the_equation_carries_the_current_values(bench: Bench, qtbot: QtBot) -> None:
    form = bench.tab.controls()
    qtbot.addWidget(form)
    explanation = bench.tab.explanation()
    qtbot.addWidget(explanation)
    assert isinstance(explanation, StagedExplanation)
    elbo = explanation.panel.equations["elbo"]
    shown = bench.stage.scene.feeds["reconstruct"].last
    assert shown is not None
    told = elbo.values["elbo"].replace("−", "-").replace(",", "")
    assert float(told) == pytest.approx(shown.frame.scalars["elbo"], abs=0.06)
    explanation.light("draw")
    assert "noise" in explanation.panel.equations["reparameterization"].lit
    explanation.light("")
    assert not explanation.panel.equations["reparameterization"].lit
    bench.stage.scene.move("move", {0: 1.0})
    assert not explanation.panel.equations["kl"].lit, "z is not the size of the latent space"


def test_a_recipe_is_shown_as_one_step(bench: Bench) -> None:
    recipe = vae.Interpolate(
        model="linear-12", a=vae.HeldOut(4), b=vae.HeldOut(9), path="spherical", frames=17
    )
    assert bench.tab.accept(recipe)
    assert bench.undo.count() == 1
    bench.settle()
    assert bench.stage.scene.recipe("interpolate") == recipe
    assert bench.stage.scene.feeds["interpolate"].settled is not None
    bench.undo.undo()
    assert bench.stage.store.state.panel == "encode"


def test_a_recipe_of_an_unknown_model_changes_nothing(bench: Bench) -> None:
    assert bench.tab.accept(vae.Decode(model="nowhere"))
    assert bench.undo.count() == 0
    assert "nowhere" in bench.reports[0]


def test_a_session_whose_model_is_gone_opens_on_another_one(bench: Bench) -> None:
    there = {"decode.latent": tuple(range(40)), "horizontal": 30, "vertical": 31, "source": vae.HeldOut(5)}
    lost = VaeImages().with_values(model="gone", **there)
    bench.stage.store.load(lost)
    bench.settle()
    state = bench.stage.store.state
    assert (state.model, state.decode.latent) == ("linear-2", (0, 1))
    assert state.reconstruct.source == vae.HeldOut(5)
    assert "gone" in bench.reports[0] and len(bench.reports) == 1
    assert bench.stage.scene.feeds["decode"].settled is not None
    assert bench.stage.scene.feeds["decode"].settled.recipe.latent == (0, 1)


def test_tiles_that_could_not_be_decoded_are_said_to_be_old(bench: Bench) -> None:
    plane = bench.stage.above.plane_view.plane
    bench.world.failure = ModelFileError("The file decoder.onnx is damaged; please install the model again.")
    bench.stage.store.edit("tiles", tiles=8)
    bench.settle()
    assert "not current" in plane.note.text and plane.backdrop.opacity() < 1
    bench.world.failure = None
    bench.stage.store.edit("tiles", tiles=9)
    bench.settle()
    assert not plane.note.isVisible() and plane.backdrop.opacity() == 1


def test_compare_finds_one_changed_pixel(bench: Bench, tmp_path: Path, qtbot: QtBot) -> None:
    open_samples(bench)
    export = next(one for one in bench.tab.exports() if one.stem.endswith("samples"))
    path = tmp_path / "samples.png"
    export.save(path, False, unwatched)
    recipe, facts = read_recipe(path)
    canvas = np.asarray(Image.open(path))[None].copy()
    canvas[0, 40, 50] ^= 128
    export.save(tmp_path / "samples.npz", False, unwatched)
    changed = tmp_path / "changed.png"
    changed.write_bytes(png(canvas, to_json(recipe, facts)))
    for file, words in ((path, "Same"), (tmp_path / "samples.npz", "Same"), (changed, "128 of 255")):
        assert bench.tab.compare(recipe, file)
        bench.settle()
        dialog = bench.tab.findChildren(CompareDialog)[-1]
        qtbot.waitUntil(lambda dialog=dialog: dialog.verdict.text() != "Rendering …")
        assert words in dialog.verdict.text()
        dialog.close()


def test_a_term_leads_to_its_control_and_f1_to_the_section_of_the_panel(bench: Bench) -> None:
    holder, explanation = bench.tab.controls(), bench.tab.explanation()
    controls = bench.tab.forms["images"]
    bench.stage.scene.act("open", panel="sample")
    explanation.panel.term_hovered.emit("temperature")
    lit = {name for _group, form in controls.groups for name, row in form.editors.items() if row.lit}
    assert lit == {"temperature"}
    explanation.panel.term_hovered.emit("")
    assert not any(row.lit for _group, form in controls.groups for row in form.editors.values())
    holder.show()
    explanation.panel.term_clicked.emit("output")
    assert next(form for _group, form in controls.groups if "output" in form.editors).isVisible()
    bench.tab.explain()
    assert explanation.panel.unfolded_sections() == ("sample",)
    holder.close()


def test_a_stopped_grid_is_marked_and_cannot_be_exported(bench: Bench) -> None:
    bench.stage.scene.act("open", panel="sample")
    bench.settle()
    bench.stage.scene.edit("more", **{"sample.count": 1000})
    bench.engine.pump()
    assert bench.link.stop()
    bench.settle()
    assert bench.stage.scene.feeds["sample"].stale
    settled = bench.stage.scene.feeds["sample"].settled
    assert settled is not None and settled.recipe.count == 64
    bench.stage.scene.edit("fewer", **{"sample.count": 32})
    bench.settle()
    assert not bench.stage.scene.feeds["sample"].stale
    assert len(bench.stage.scene.feeds["sample"].last.frame.arrays["images"]) == 32


def ask_at(widget: QWidget, where: QPoint, by_key: bool = False) -> None:
    reason = QContextMenuEvent.Reason.Keyboard if by_key else QContextMenuEvent.Reason.Mouse
    QApplication.sendEvent(widget, QContextMenuEvent(reason, where, widget.mapToGlobal(where)))


def menu_at(bench: Bench, widget: QWidget, where: QPoint, by_key: bool = False) -> QMenu:
    ask_at(widget, where, by_key)
    (menu,) = (menu for menu in bench.tab.findChildren(QMenu) if menu.isVisible())
    return menu


def choose(menu: QMenu, text: str) -> None:
    next(action for action in menu.actions() if action.text() == text).trigger()
    menu.close()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def test_the_menu_of_the_decoded_picture_copies_it_and_uses_it(bench: Bench) -> None:
    scene, view = bench.stage.scene, bench.stage.above.picture_view.view
    scene.move("move", {0: 1.0, 1: -0.5})
    bench.settle()
    choose(menu_at(bench, view, view.rect().center()), "Copy picture")
    copied = QGuiApplication.clipboard().image()
    assert (copied.width(), copied.height()) == (280, 280)
    assert copied.pixelColor(145, 145).red() == view.picture[0, 14, 14]
    choose(menu_at(bench, view, view.rect().center()), "Make it B")
    assert scene.state.interpolate.b == vae.Latent((1.0, -0.5))
    assert scene.state.panel == "interpolate"
    choose(menu_at(bench, view, view.rect().center()), "Send it through the model")
    assert scene.state.reconstruct.source == vae.Drawing(view.picture.tobytes())
    assert bench.undo.undoText() == "Choose image"


def test_the_menu_of_a_sample_leads_to_its_point(bench: Bench) -> None:
    scene = bench.stage.scene
    scene.act("open", panel="sample")
    bench.settle()
    grid = bench.stage.panels.built["sample"].grid
    where = grid.cell_rect(3).center()
    choose(menu_at(bench, grid.viewport(), where), "Move z here")
    assert scene.z == pytest.approx(scene.feeds["sample"].last.frame.arrays["latents"][3])
    choose(menu_at(bench, grid.viewport(), where), "Make it A")
    assert scene.state.interpolate.a == vae.Latent(
        tuple(map(float, scene.feeds["sample"].last.frame.arrays["latents"][3]))
    )


@pytest.mark.parametrize("by_key", [False, True])
def test_a_tile_of_the_plane_is_copied_saved_and_gone_to(bench: Bench, tmp_path: Path, by_key: bool) -> None:
    """With the recipe that gives it alone, of a slice through more dimensions; by key it is the handle's."""
    scene, plane = bench.stage.scene, bench.stage.above.plane_view.plane
    scene.choose_model(bench.world.cards["linear-12"])
    scene.act("slice", horizontal=3, vertical=1, tiles=4, **{"decode.latent": (0.5, -0.7, 0.0, 2.0, 1.0)})
    bench.settle()
    row, column = (2, 3) if by_key else (0, 1)
    tile = scene.feeds["plane"].last.frame.arrays["mosaic"][28 * row :, 28 * column :][:28, :28]
    ask = partial(menu_at, bench, plane if by_key else plane.canvas, by_key=by_key)
    where = plane.to_pixel(-1.4, 1.6).toPoint()
    wanted: list[Export] = []
    bench.tab.export_wanted.connect(wanted.append)
    choose(ask(where), "Save picture…")
    wanted[0].write(tmp_path / "tile.png", False, unwatched)
    recipe, _ = read_recipe(tmp_path / "tile.png")
    (alone,) = decode(recipe, bench.world)
    assert np.abs(alone.arrays["images"][0, 0].astype(int) - tile).max() <= 1
    choose(ask(where), "Copy picture")
    assert QGuiApplication.clipboard().image().pixelColor(145, 145).red() == tile[14, 14]
    choose(ask(where), "Move z here")
    centre = plane.backdrop.tile_centre(row, column)
    expected = {0: 0.5, 1: centre.y(), 3: centre.x(), 4: 1.0}
    assert scene.z == pytest.approx([expected.get(axis, 0.0) for axis in range(12)])


def test_only_a_tile_that_is_drawn_and_current_has_a_menu(bench: Bench) -> None:
    scene, plane = bench.stage.scene, bench.stage.above.plane_view.plane

    def has_menu(x: float, y: float) -> bool:
        ask_at(plane.canvas, plane.to_pixel(x, y).toPoint())
        menus = [menu for menu in bench.tab.findChildren(QMenu) if menu.isVisible()]
        for menu in menus:
            menu.close()
        return bool(menus)

    assert has_menu(-2.9, 2.9) and has_menu(2.9, -2.9)
    assert not has_menu(3.03, 0.0)
    scene.act("hide", show_tiles=False)
    assert not has_menu(0.0, 0.0)
    scene.act("more", show_tiles=True, tiles=10)
    frames: list[Frame] = []
    scene.feeds["plane"].arrived.connect(lambda shown: frames.append(shown.frame))
    while not frames:
        bench.engine.pump()
        QApplication.processEvents()
    # The first frame is coarse: none of its tiles stands where it was decoded.
    assert frames[0].index == 1 and not has_menu(-2.7, 2.7)
    bench.settle()
    assert has_menu(-2.7, 2.7)
    bench.world.failure = ModelFileError("It is broken.")
    scene.act("other", tiles=9)
    bench.settle()
    assert not has_menu(-2.7, 2.7)


def test_a_held_out_image_is_saved_without_a_recipe_and_what_is_decoded_of_it_with_its_own(
    bench: Bench, tmp_path: Path
) -> None:
    encode(bench)
    bench.settle()
    wanted: list[Export] = []
    bench.tab.export_wanted.connect(wanted.append)
    view = bench.stage.above.picture_view.view
    bench.stage.saving(bench.stage.scene.held_out_picture(5), None)()
    choose(menu_at(bench, view, view.rect().center()), "Save picture…")
    real, made = tmp_path / "real.png", tmp_path / "made.png"
    for export, path in zip(wanted, (real, made), strict=True):
        export.write(path, False, unwatched)
    with Image.open(real) as image:
        assert image.text == {}
        np.testing.assert_array_equal(np.asarray(image)[::10, ::10], bench.stage.scene.held_out_picture(5)[0])
    recipe, _ = read_recipe(made)
    assert recipe == bench.stage.scene.recipe("decode")


def test_a_menu_reads_nothing_and_what_is_saved_is_what_was_shown_as_it_opened(
    bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene, view = bench.stage.scene, bench.stage.above.picture_view.view
    scene.move("move", {0: 1.0, 1: -0.5})
    bench.settle()
    then, read = scene.recipe("decode"), list[str]()

    def unreadable(data: str) -> None:
        read.append(data)
        raise DataError("It cannot be read.")

    wanted: list[Export] = []
    bench.tab.export_wanted.connect(wanted.append)
    menu = menu_at(bench, view, view.rect().center())
    with monkeypatch.context() as context:
        context.setattr(scene._held_out, "of", unreadable)
        assert read == [] and bench.reports == []
        next(action for action in menu.actions() if action.text() == "Copy picture").trigger()
        assert read == [] and bench.reports == []
        scene.move("move on", {0: -1.0})
        bench.settle()
        bench.reports.clear()
        read.clear()
        choose(menu, "Save picture…")
        assert len(read) == 1 and bench.reports == ["It cannot be read."]
    path = tmp_path / "made.png"
    wanted[0].write(path, False, unwatched)
    assert read_recipe(path)[0] == then != scene.recipe("decode")


def test_the_menu_of_a_held_out_image_keeps_it_an_image(bench: Bench) -> None:
    strip = encode(bench).chooser.strip
    choose(menu_at(bench, strip.viewport(), strip.cell_rect(2).center()), "Make it B")
    assert bench.stage.scene.state.interpolate.b == vae.HeldOut(2)


def test_the_eraser_is_a_tool_and_clear_an_action(bench: Bench) -> None:
    panel = encode(bench)
    assert panel.erase.text() == "Eraser" and panel.erase.isCheckable() and not panel.clear.isCheckable()
    panel.erase.click()
    assert panel.pad.erasing
    panel.clear.click()
    assert panel.pad.erasing, "what the mouse does stays as it is"
    panel.erase.click()
    assert not panel.pad.erasing


def test_the_pad_has_no_menu_because_its_right_button_erases(bench: Bench) -> None:
    pad = encode(bench).pad
    where = pad.rect().center()
    QApplication.sendEvent(
        pad, QContextMenuEvent(QContextMenuEvent.Reason.Mouse, where, pad.mapToGlobal(where))
    )
    assert not [menu for menu in bench.tab.findChildren(QMenu) if menu.isVisible()]


def test_the_window_copies_the_decoded_picture(bench: Bench) -> None:
    QGuiApplication.clipboard().clear()
    assert bench.tab.copy()
    assert QGuiApplication.clipboard().image().width() == 280


def test_a_latent_value_can_be_typed(bench: Bench, qtbot: QtBot) -> None:
    sliders = bench.stage.above.sliders
    axis, row = next(iter(sliders.rows.items()))
    row.value.selectAll()
    QTest.keyClicks(row.value, "1.25")
    QTest.keyClick(row.value, Qt.Key.Key_Return)
    assert bench.stage.scene.z[axis] == pytest.approx(1.25)
    qtbot.waitUntil(lambda: row.slider.value() == 125)
    assert row.value.value() == pytest.approx(1.25)
    bench.undo.undo()
    before = round(float(bench.stage.scene.z[axis]), 2)
    assert before != 1.25
    qtbot.waitUntil(lambda: row.value.value() == pytest.approx(before))
