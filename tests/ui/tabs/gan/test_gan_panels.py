"""The Images stage of GANs: each panel shows what its runs give, and asks for no more."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from playground.core.errors import SessionError
from playground.core.likelihood import probability
from playground.core.progress import unwatched
from playground.core.recipe import change
from playground.export.metadata import read_recipe
from playground.paradigms.gan_images.recipes import LAST, Interpolate, Moments, Point, Sample
from playground.paradigms.sources import Drawing
from playground.ui.plots.picture_matrix import Spot
from playground.ui.stage.direction_sliders import DirectionSliders, Named, Scale
from playground.ui.tab import Export
from playground.ui.tabs.gan.gauge import BELOW
from playground.ui.tabs.gan.judge_panel import around_half, marks_of, span_of
from playground.ui.tabs.gan.spec import IMAGES
from playground.ui.tabs.gan.square_plane import SquarePlane
from tests.support.linear_gan import STEPS, gan_card
from tests.ui.tabs.gan.images_bench import ImagesBench

pytestmark = pytest.mark.qt

LEFT = Qt.MouseButton.LeftButton
assert IMAGES.dataflow is not None
_GENERATED = IMAGES.dataflow.nodes["fake"]
NOWHERE = QPoint(0, 0)


@pytest.mark.parametrize(
    ("name", "view", "drawn", "judged"),
    [
        ("plane", "point", 1 + 9, 0), ("directions", "directions", 2, 0), ("judge", "judge", 24, 2 * 24),
        ("moments", "moments", 10 * len(STEPS), 2 * 10 * len(STEPS)),
    ],
)  # fmt: skip
def test_the_status_tells_what_a_picture_costs(
    stage: ImagesBench, name: str, view: str, drawn: int, judged: int
) -> None:
    told = stage.panel(name).status()
    scalars = stage.scene.feeds[view].last.frame.scalars
    each = {"ms per picture": scalars["milliseconds"] / drawn}
    if judged:
        each["ms per decision"] = scalars["milliseconds_judging"] / judged
    assert all(scalars[spent] > 0 for spent in scalars if spent.startswith("milliseconds"))
    assert told == {"NFE": 1, **{name: pytest.approx(spent, abs=0.006) for name, spent in each.items()}}


# The square between four seeds


def test_the_tile_under_the_handle_is_the_picture_there(stage: ImagesBench) -> None:
    panel = stage.panel("plane")
    shown = stage.scene.feeds["plane"].last.frame.arrays
    mosaic, tiles = shown["mosaic"], stage.images.plane.tiles
    for row, column in ((0, 0), (0, 2), (1, 1), (2, 0)):
        u, v = column / (tiles - 1), row / (tiles - 1)
        panel.plane.moved.emit(u, v)
        panel.plane.released.emit()
        stage.settle()
        tile = mosaic[28 * row : 28 * row + 28, 28 * column : 28 * column + 28]
        # A tile is drawn in a row of others, and its noise may differ by a rounding.
        assert np.abs(panel.view.picture[0].astype(int) - tile).max() <= 1
        pixel = panel.plane.to_pixel(u, v)
        area = panel.plane.area()
        assert int((pixel.x() - area.left()) / area.width() * tiles) == column
        assert int((pixel.y() - area.top()) / area.height() * tiles) == row
    assert stage.undo.count() == 4


def test_a_real_drag_is_one_edit_and_asks_for_points_alone(stage: ImagesBench) -> None:
    panel = stage.panel("plane")
    stage.undo.clear()
    stage.forget()
    plane = panel.plane
    start, end = plane.to_pixel(0.2, 0.8).toPoint(), plane.to_pixel(0.75, 0.25).toPoint()
    QTest.mousePress(plane, LEFT, pos=start)
    for share in (0.3, 0.6, 1.0):
        QTest.mouseMove(plane, start + (end - start) * share)
        stage.settle()
    QTest.mouseRelease(plane, LEFT, pos=end)
    stage.settle()
    u, v = stage.images.point.u, stage.images.point.v
    assert (u, v) == pytest.approx((0.75, 0.25), abs=0.01) and stage.undo.count() == 1
    assert {type(recipe) for _, recipe in stage.requests} == {Point}
    frame = stage.frame(stage.scene.recipe("point"))
    np.testing.assert_array_equal(panel.view.picture, frame.arrays["images"][0])
    assert f"D\u00a0=\u00a0{float(frame.arrays['probabilities'][0]):.2f}" in panel.where.text()


def test_outside_of_the_square_the_nearest_place_is_meant(stage: ImagesBench) -> None:
    plane = stage.panel("plane").plane
    assert plane.to_place(QPointF(-500, 10_000)) == (0.0, 1.0)
    for u, v in ((0.0, 0.0), (0.3, 0.9), (1.0, 1.0)):
        assert plane.to_place(plane.to_pixel(u, v)) == pytest.approx((u, v))


def test_arrow_keys_nudge_and_shift_nudges_less(stage: ImagesBench) -> None:
    plane = stage.panel("plane").plane
    plane.setFocus()
    QTest.keyClick(plane, Qt.Key.Key_Right)
    QTest.keyClick(plane, Qt.Key.Key_Up, Qt.KeyboardModifier.ShiftModifier)
    stage.settle()
    assert (stage.images.point.u, stage.images.point.v) == pytest.approx((0.52, 0.495))
    assert stage.undo.count() == 2 and plane.place == (stage.images.point.u, stage.images.point.v)


def test_neighbours_lie_around_the_point_and_are_gone_to(stage: ImagesBench) -> None:
    panel = stage.panel("plane")
    stage.scene.edit("move", u=0.45, v=0.4)
    stage.settle()
    arrays = stage.scene.feeds["point"].last.frame.arrays
    assert panel.around.shape == (3, 3, 1)
    for spot, wanted in ((Spot(1, 1, 0), (0.45, 0.4)), (Spot(0, 2, 0), (0.55, 0.3))):
        np.testing.assert_array_equal(
            panel.around.picture_at(spot), arrays["around"][3 * spot.row + spot.column]
        )
        assert tuple(arrays["places"][3 * spot.row + spot.column]) == pytest.approx(wanted)
    beside = panel.around.picture_at(Spot(2, 1, 0)).copy()
    QTest.mouseClick(panel.around, LEFT, pos=panel.around.rect_of(Spot(2, 1, 0)).center())
    stage.settle()
    assert (stage.images.point.u, stage.images.point.v) == pytest.approx((0.45, 0.5))
    assert np.abs(panel.view.picture.astype(int) - beside).max() <= 1


@pytest.mark.parametrize("by_key", [False, True])
def test_the_picture_under_the_mouse_is_copied_and_saved(
    stage: ImagesBench, tmp_path: Path, by_key: bool
) -> None:
    """With the recipe that gives it alone; by key it is the one where the handle is."""
    plane, wanted = stage.panel("plane").plane, list[Export]()
    stage.scene.edit("move", u=0.0, v=0.5)
    stage.settle()
    row, column = (1, 0) if by_key else (2, 1)
    tile = stage.scene.feeds["plane"].last.frame.arrays["mosaic"][28 * row :, 28 * column :][:28, :28]
    area = plane.area()
    corner = area.topLeft() + QPoint(column, row) * (area.width() / 3)
    ask = partial(menu_at, plane, corner + QPoint(3, 3), by_key)
    assert ask() == ["Copy picture", "Save picture…", "", "Move z here", "New corners"]
    stage.pick("Copy picture")
    copied = QGuiApplication.clipboard().image()
    assert (copied.width(), copied.height()) == (280, 280)
    for y, x in ((0, 0), (9, 20), (27, 27)):
        assert copied.pixelColor(10 * x + 5, 10 * y + 5).red() == tile[y, x]
    stage.tab.export_wanted.connect(wanted.append)
    ask()
    stage.pick("Save picture…")
    wanted[0].write(tmp_path / "tile.png", False, unwatched)
    recipe, _ = read_recipe(tmp_path / "tile.png")
    there = stage.scene.recipe("point")
    assert recipe == change(there, u=column / 2, v=row / 2, neighbours=0)
    alone = stage.frame(recipe).arrays["images"][0, 0]
    assert np.abs(alone.astype(int) - tile).max() <= 1, "in another batch a rounding may differ"


def test_a_tile_that_is_not_current_is_not_copied(stage: ImagesBench) -> None:
    plane = stage.panel("plane").plane
    stage.players.failure = SessionError("It is broken.")
    stage.scene.edit("others", a=9)
    stage.settle()
    assert menu_at(plane, plane.area().center()) == ["Move z here", "New corners"]
    stage.pick("Move z here")


def menu_at(plane: SquarePlane, pixel: QPoint, by_key: bool = False) -> list[str]:
    """What the menu at a pixel offers, or the one that is asked for by key."""
    reason = QContextMenuEvent.Reason.Keyboard if by_key else QContextMenuEvent.Reason.Mouse
    QApplication.sendEvent(plane, QContextMenuEvent(reason, pixel, plane.mapToGlobal(pixel)))
    menu = QApplication.activePopupWidget()
    return [action.text() for action in menu.actions()]


def test_new_corners_are_four_others_and_have_names(stage: ImagesBench) -> None:
    panel = stage.panel("plane")
    before = panel.view.picture.copy()
    panel.again.click()
    stage.settle()
    corners = stage.images.plane
    assert (corners.a, corners.b, corners.c, corners.d) == (4, 5, 6, 7)
    assert panel.plane.accessibleDescription() == "A: seed 4; B: seed 5; C: seed 6; D: seed 7"
    assert not np.array_equal(panel.view.picture, before)
    stage.undo.undo()
    stage.settle()
    np.testing.assert_array_equal(panel.view.picture, before)


def test_without_verdicts_nothing_is_drawn_on_the_pictures(stage: ImagesBench) -> None:
    panel = stage.panel("plane")
    told = [panel.plane.grab().toImage(), panel.view.grab().toImage(), panel.around.grab().toImage()]
    stage.scene.edit("hide", verdicts=False)
    stage.settle()
    bare = [panel.plane.grab().toImage(), panel.view.grab().toImage(), panel.around.grab().toImage()]
    assert all(one != other for one, other in zip(told, bare, strict=True))


# Samples


def test_samples_are_told_and_sorted_by_what_d_says(stage: ImagesBench) -> None:
    panel = stage.panel("sample")
    arrays = stage.frame(stage.scene.recipe("sample")).arrays
    real = int((arrays["probabilities"] >= 0.5).sum())
    assert 0 < real < 20
    assert f"20 samples of seed 0: mean D = {arrays['probabilities'].mean():.2f}" in panel.info.text()
    assert f"{real} taken for real" in panel.info.text()
    panel.grid.hovered.emit(3)
    assert panel.info.text().startswith("sample 3, Dress: D = ")
    np.testing.assert_array_equal(panel.grid.shown, np.arange(20))
    stage.forget()
    stage.scene.edit("sort", order="by D")
    stage.settle()
    sorted_logits = arrays["logits"][panel.grid.shown]
    assert (np.diff(sorted_logits) <= 0).all() and len(set(panel.grid.shown.tolist())) == 20
    assert stage.asked("sample") == [], "sorting draws nothing anew"


def test_a_sample_is_chosen_and_copied(stage: ImagesBench) -> None:
    panel = stage.panel("sample")
    QTest.mouseClick(panel.grid.viewport(), LEFT, pos=panel.grid.cell_rect(4).center())
    images = stage.scene.feeds["sample"].last.frame.arrays["images"]
    np.testing.assert_array_equal(panel.picture, images[4])
    assert stage.tab.copy() and QGuiApplication.clipboard().image().width() == 280
    panel.grid.menu_asked.emit(7, NOWHERE)
    stage.pick("Copy picture")
    assert QGuiApplication.clipboard().image().pixelColor(5, 5).red() == images[7][0, 0, 0]


def test_truncation_0_leaves_one_picture_of_each_class(stage: ImagesBench) -> None:
    stage.panel("sample")
    stage.scene.edit("cut", truncation=0.0)
    stage.settle()
    images = stage.scene.feeds["sample"].last.frame.arrays["images"]
    np.testing.assert_array_equal(images[:10], images[10:])


# Ways


def test_both_ways_have_the_same_ends_and_the_straight_one_is_shorter(stage: ImagesBench) -> None:
    panel = stage.panel("interpolate")
    ways = [stage.scene.feeds[name].last.frame.arrays for name in ("interpolate", "other_way")]
    for end in (0, -1):
        np.testing.assert_array_equal(ways[0]["images"][end], ways[1]["images"][end])
    turning, straight = panel.lengths.values, panel.lengths.others
    assert straight[2] < 0.9 * min(turning[2], turning[0], turning[-1])
    np.testing.assert_allclose(turning, np.linspace(turning[0], turning[-1], 5), rtol=1e-5)
    np.testing.assert_array_equal(panel.decisions.values, ways[0]["probabilities"].astype(float))
    assert panel.captions[0].text() == "<b>Spherical</b>"


def test_slider_strip_and_transport_walk_the_way(stage: ImagesBench) -> None:
    panel = stage.panel("interpolate")
    images = stage.scene.feeds["interpolate"].last.frame.arrays["images"]
    panel.slider.setFocus()
    QTest.keyClick(panel.slider, Qt.Key.Key_End)
    assert stage.images.look.t == 1.0
    np.testing.assert_array_equal(panel.view.picture, images[-1])
    panel.strip.chosen.emit(1)
    assert stage.images.look.t == 0.25
    stage.stage.player.seek(2)
    assert stage.images.look.t == 0.5
    np.testing.assert_array_equal(panel.view.picture, images[2])
    said = float(stage.scene.feeds["interpolate"].last.frame.arrays["probabilities"][2])
    assert panel.position.text() == f"t = 0.50, D = {said:.2f}"
    before = stage.undo.count()
    stage.stage.player.play()
    stage.stage.player.advance(0.07)
    stage.stage.player.pause()
    assert stage.images.look.t == 0.75 and stage.undo.count() == before, "playing is no edit"


def test_a_click_goes_over_to_the_other_way(stage: ImagesBench) -> None:
    panel = stage.panel("interpolate")
    straight = stage.scene.feeds["other_way"].last.frame.arrays["images"].copy()
    panel.other.chosen.emit(2)
    panel.other.released.emit()
    stage.settle()
    assert (stage.images.interpolate.path, stage.images.look.t) == ("linear", 0.5)
    np.testing.assert_array_equal(panel.view.picture, straight[2])
    assert panel.captions[0].text() == "<b>Linear</b>"
    stage.undo.undo()
    stage.settle()
    assert stage.images.interpolate.path == "spherical"


# Directions


@pytest.mark.parametrize("count", [10, 40])
def test_ten_directions_are_seen_at_once(qtbot: QtBot, count: int) -> None:
    sliders = DirectionSliders(Scale(8, 20, unit=" σ"))
    qtbot.addWidget(sliders)
    sliders.set_directions(
        [Named((f"{row + 1} · 2.0 %",), f"Direction {row + 1}") for row in range(count)], ["2 % of all"]
    )
    sliders.resize(225, 100)
    sliders.show()
    qtbot.waitExposed(sliders)
    qtbot.waitUntil(lambda: (sliders._area.verticalScrollBar().maximum() == 0) == (count == 10))
    assert sliders.height() < 300 and "%" in sliders.title.text()


def test_where_room_is_short_names_give_way_to_sliders(qtbot: QtBot) -> None:
    sliders = DirectionSliders(Scale(8, 20))
    qtbot.addWidget(sliders)
    sliders.set_directions([Named(("long wavy hair (toon) · 98 %", "hair"), "Hair")], ["Directions"])
    sliders.show()
    row = sliders.rows[0]
    for width, name in ((600, row.name.longest), (230, "hair")):
        sliders.resize(width, 100)
        qtbot.waitUntil(lambda name=name: row.name.text() == name)
        assert row.slider.width() >= 56


def test_a_slider_moves_along_its_direction_alone(stage: ImagesBench) -> None:
    panel = stage.panel("directions")
    slider = panel.sliders.rows[1].slider
    slider.setFocus()
    QTest.keyClick(slider, Qt.Key.Key_PageUp)
    QTest.keyClick(slider, Qt.Key.Key_PageUp)
    stage.settle()
    assert stage.images.directions.coefficients == (0.0, 2.0)
    assert stage.undo.count() == 2, "the panel, and the slider"
    arrays = stage.scene.feeds["directions"].last.frame.arrays
    expected = arrays["noise"][0].copy()
    expected[1] += 2.0
    np.testing.assert_allclose(arrays["noise"][1], expected, atol=1e-6)
    np.testing.assert_array_equal(panel.views[1].picture, arrays["images"][1])
    panel.sliders.moved.emit(0, -1.5)
    assert stage.images.directions.coefficients == (-1.5, 2.0) and stage.undo.count() == 3
    panel.zero.click()
    stage.settle()
    assert stage.images.directions.coefficients == ()
    np.testing.assert_array_equal(panel.views[0].picture, panel.views[1].picture)


def test_a_click_on_a_filmstrip_moves_as_far(stage: ImagesBench) -> None:
    panel = stage.panel("directions")
    assert panel.rows.shape == (2, 3, 1)
    assert [heading.caption for heading in panel.rows.rows] == ["50.0 %", "25.0 %"]
    wanted = panel.rows.picture_at(Spot(1, 2, 0)).copy()
    QTest.mouseClick(panel.rows, LEFT, pos=panel.rows.rect_of(Spot(1, 2, 0)).center())
    stage.settle()
    assert stage.images.directions.coefficients == (0.0, 4.0)
    assert np.abs(panel.views[1].picture.astype(int) - wanted).max() <= 1


def test_what_d_says_hides_no_picture_of_a_filmstrip_and_is_told_on_hover(stage: ImagesBench) -> None:
    panel = stage.panel("directions")
    stage.scene.edit("many", rows=3, pictures=25)
    stage.settle()
    places = [panel.rows.rect_of(Spot(*where, 0)) for where in np.ndindex(3, 25)]
    told = panel.rows.grab().toImage()
    said = stage.frame(stage.scene.recipe("traverse")).arrays["probabilities"].reshape(3, 25)
    panel.rows.hovered.emit(Spot(2, 1, 0))
    panel.rows.enlarged.renew()
    assert panel.rows.enlarged.shown.name == f"D = {said[2, 1]:.2f}, direction 3 10.0 %, −3.7σ"
    stage.scene.edit("hide", verdicts=False)
    stage.settle()
    bare = panel.rows.grab().toImage()
    below = [
        place.translated(0, place.height()).adjusted(0, 1, 0, BELOW - place.height()) for place in places
    ]
    assert all(told.copy(place) == bare.copy(place) for place in places)
    assert all(panel.rows.rect().contains(each) and told.copy(each) != bare.copy(each) for each in below)
    panel.rows.enlarged.renew()
    assert panel.rows.enlarged.shown.name == "direction 3 10.0 %, −3.7σ"


def test_a_number_that_stands_beside_a_picture_is_not_written_on_it(stage: ImagesBench) -> None:
    panel = stage.panel("directions")
    told = [view.grab().toImage() for view in panel.views]
    assert all("D = " in text.text() for text in panel.texts)
    stage.scene.edit("hide", verdicts=False)
    stage.settle()
    for view, image in zip(panel.views, told, strict=True):
        upper = view.target().adjusted(0, 0, 0, -view.target().height() // 4)
        bare = view.grab().toImage()
        assert bare != image and bare.copy(upper) == image.copy(upper)


# The discriminator


def test_the_histograms_hold_every_picture_once(stage: ImagesBench) -> None:
    panel = stage.panel("judge")
    arrays, scalars = (lambda frame: (frame.arrays, frame.scalars))(stage.frame(stage.scene.recipe("judge")))
    for kind, shares in (("real", panel.judgements.real), ("fake", panel.judgements.fake)):
        assert shares.sum() == pytest.approx(1.0)
        said = 1 / (1 + np.exp(-arrays[f"{kind}_logits"].astype(np.float64)))
        span = panel._span
        edges = np.linspace(0.5 - span, 0.5 + span, len(shares) + 1)[1:-1]
        np.testing.assert_allclose(np.cumsum(shares[:-1]), [(said < edge).mean() for edge in edges])
        taken = int((arrays[f"{kind}_logits"] >= 0).sum())
        assert f"{taken} of 24 taken for real" in panel.titles[kind].text()
    assert f"{100 * scalars['area']:.1f} %" in panel.numbers.text()
    assert f"{100 * scalars['accuracy']:.1f} %" in panel.numbers.text()
    panel.strips["fake"].hovered.emit(5)
    assert ", generated: <b>D = " in panel.about.text()
    stage.scene.edit("sort", order="by D")
    stage.settle()
    for kind, strip in panel.strips.items():
        assert (np.diff(arrays[f"{kind}_logits"][strip.shown]) <= 0).all()


@pytest.mark.parametrize(("away", "span"), [(0.04, 0.05), (0.07, 0.1), (0.22, 0.25), (0.45, 0.5)])
def test_the_histogram_shows_what_lies_around_a_half(away: float, span: float) -> None:
    said = np.concatenate([np.linspace(0.5 - away, 0.5 + away, 300), [0.01, 0.99]])
    assert span_of(said) == span
    shares = around_half(said, span, 20)
    assert len(shares) == 20 and shares.sum() == pytest.approx(1)
    assert shares == pytest.approx(shares[::-1], abs=0.01), "both sides are shown alike"
    assert marks_of(span)[1] == "½" and (marks_of(span)[0] == "0") == (span == 0.5)


def test_ones_own_picture_is_judged_beside_the_real_ones(stage: ImagesBench) -> None:
    panel = stage.panel("judge")
    assert "Your" not in panel.numbers.text()
    picture = stage.frame(stage.scene.recipe("judge")).arrays["fake"][3]
    own = Drawing(np.ascontiguousarray(picture).tobytes())
    stage.scene.act("judge", source=own)
    stage.settle()
    scalars = stage.scene.feeds["judge"].last.frame.scalars
    said = float(probability(np.array([scalars["own_logit"]], dtype=np.float32))[0])
    assert f"<b>D = {said:.2f}</b>" in panel.numbers.text()
    assert f"{100 * scalars['own_above']:.0f} %" in panel.numbers.text()
    assert stage.images.fitted(stage.scene.card).judge.source == own
    stage.scene.act("judge", source=None)
    stage.settle()
    assert "Your" not in panel.numbers.text()


def test_a_class_is_judged_alone(stage: ImagesBench) -> None:
    panel = stage.panel("judge")
    stage.scene.edit("bags", **{"sample.label": 8})
    stage.settle()
    assert set(stage.scene.feeds["judge"].last.frame.arrays["labels"].tolist()) == {8}
    panel.strips["real"].hovered.emit(0)
    assert panel.about.text().startswith("Bag, real")


# The training


def test_the_scrubber_shows_both_players_at_each_moment(stage: ImagesBench) -> None:
    panel = stage.panel("moments")
    arrays = stage.frame(stage.scene.recipe("moments")).arrays
    assert panel.slider.maximum() == len(STEPS) - 1 == stage.stage.player.count - 1
    panel.slider.setFocus()
    for moment, key in enumerate((Qt.Key.Key_Home, *[Qt.Key.Key_Right] * 3)):
        QTest.keyClick(panel.slider, key)
        assert stage.images.look.moment == moment
        np.testing.assert_array_equal(panel.picture, arrays["images"][0, moment])
        np.testing.assert_array_equal(stage.stage.look(_GENERATED), arrays["images"][0, moment])
        mean = arrays["probabilities"][:, moment].mean()
        assert f"generated {mean:.2f}" in panel.judgements.accessibleDescription()
        assert panel.judgements.real.sum() == pytest.approx(1.0)
    assert "the end, 640 steps" in panel.title.text()
    np.testing.assert_allclose(panel.plot.fake, arrays["probabilities"].mean(axis=0))
    stage.stage.player.seek(0)
    before = stage.undo.count()
    stage.stage.player.play()
    stage.stage.player.advance(0.1)
    assert stage.images.look.moment == 0, "moments are played slowly"
    stage.stage.player.advance(0.6)
    assert stage.images.look.moment == 1 and stage.undo.count() == before
    stage.stage.player.pause()
    stage.stage.player.seek(2)
    stage.stage.player.seek(1)
    assert stage.images.look.moment == 1 and "40 steps" in panel.title.text()
    QTest.mouseClick(panel.rows, LEFT, pos=panel.rows.rect_of(Spot(2, 0, 0)).center())
    assert stage.images.look.moment == 2


def test_a_moment_is_used_everywhere(stage: ImagesBench) -> None:
    panel = stage.panel("moments")
    stage.scene.edit("go", moment=1)
    panel.use.click()
    assert stage.images.sample.snapshot == 1 and not panel.use.isEnabled()
    assert stage.scene.recipe("moments").snapshot == LAST, "here all moments are shown"
    picture = panel.picture.copy()
    stage.panel("sample")
    np.testing.assert_array_equal(stage.scene.feeds["sample"].last.frame.arrays["images"][0], picture)
    stage.scene.edit("go", moment=3, panel="moments")
    panel.use.click()
    assert stage.images.sample.snapshot == LAST


# Models and mishaps


def test_another_model_keeps_what_it_has(stage: ImagesBench) -> None:
    stage.panel("directions")
    stage.scene.edit("far", label=8, coefficients=(1.0, 2.0, 3.0), snapshot=2, **{"sample.label": 9})
    few = stage.players.cards["linear-gan-few"]
    stage.scene.choose_model(few)
    stage.settle()
    state = stage.images
    assert (state.model, state.point.label, state.sample.label) == (few.name, 3, 3)
    assert state.directions.coefficients == (1.0, 2.0) and state.sample.snapshot == 2
    assert stage.reports == []
    for panel in ("plane", "sample", "interpolate", "judge", "moments"):
        stage.panel(panel)
    assert stage.reports == []


def test_a_model_without_directions_says_so(qtbot: QtBot) -> None:
    bench = ImagesBench(gan_card("bare", directions=0))
    qtbot.addWidget(bench.tab)
    bench.tab.store.edit("open", stage="images")
    panel = bench.panel("directions")
    assert "has none" in panel.sliders.title.text() and panel.sliders.rows == []
    np.testing.assert_array_equal(panel.views[0].picture, panel.views[1].picture)
    assert bench.asked("traverse") == [] and bench.reports == []
    bench.link.close()


def test_a_failure_is_said_once_and_dims_the_picture(stage: ImagesBench) -> None:
    panel = stage.panel("plane")
    from playground.core.errors import SessionError

    stage.players.failure = SessionError("The generator is out of order.")
    stage.scene.edit("move", u=0.1)
    stage.settle()
    assert stage.reports == ["The generator is out of order."] and panel.view.stale
    stage.players.failure = None
    stage.scene.edit("move", u=0.2)
    stage.settle()
    assert not panel.view.stale


def test_numbers_out_of_bounds_are_told_in_a_sentence(stage: ImagesBench) -> None:
    stage.scene.edit("much", truncation=9.0)
    assert stage.reports == ["“Truncation ψ” must lie between 0 and 2; it is 9."]
    assert stage.images.point.truncation == 1.0


def test_only_the_open_panel_asks(stage: ImagesBench) -> None:
    stage.forget()
    wanted = {"sample": {Sample}, "interpolate": {Interpolate}, "moments": {Moments}}
    for panel, kinds in wanted.items():
        stage.forget()
        stage.panel(panel)
        stage.scene.edit("again", truncation=stage.images.point.truncation - 0.1)
        stage.settle()
        assert {type(recipe) for _, recipe in stage.requests} == kinds


def test_the_form_has_the_models_classes_and_moments(stage: ImagesBench) -> None:
    stage.panel("plane")
    form = stage.tab.controls()
    editors = {
        name: editor for _, part in stage.tab.forms["images"].groups for name, editor in part.editors.items()
    }
    label, labels, snapshot = (editors[name].box for name in ("label", "sample.label", "snapshot"))
    assert label.count() == 10 and labels.count() == 11 and labels.itemText(0) == "Each in turn"
    names = [snapshot.itemText(index) for index in range(snapshot.count())]
    assert names == ["The end, 640 steps", "160 steps", "40 steps", "Untrained"]
    snapshot.setCurrentIndex(3)
    snapshot.activated.emit(3)
    assert stage.images.sample.snapshot == 0
    form.deleteLater()
