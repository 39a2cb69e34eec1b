"""The latent plane, driven by real mouse and key events."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest

from playground.paradigms.vae_images import recipes as vae
from playground.paradigms.vae_images.runs import decode
from playground.ui.tabs.vae.state import VaeImages, most_informative
from tests.support.garments import garments
from tests.support.linear_vae import DEVIATION, linear_card
from tests.ui.tabs.conftest import Bench

pytestmark = pytest.mark.qt

LEFT = Qt.MouseButton.LeftButton


def press_at(bench: Bench, x: float, y: float) -> None:
    plane = bench.stage.above.plane_view.plane
    QTest.mousePress(plane.canvas, LEFT, pos=plane.to_pixel(x, y).toPoint())


def drag_to(bench: Bench, x: float, y: float) -> None:
    plane = bench.stage.above.plane_view.plane
    QTest.mouseMove(plane.canvas, plane.to_pixel(x, y).toPoint())


def let_go(bench: Bench, x: float, y: float) -> None:
    plane = bench.stage.above.plane_view.plane
    QTest.mouseRelease(plane.canvas, LEFT, pos=plane.to_pixel(x, y).toPoint())


def pixel_size(bench: Bench) -> float:
    plane = bench.stage.above.plane_view.plane
    return (plane.to_plane(QPointF(11, 10)) - plane.to_plane(QPointF(10, 10))).x()


def test_a_press_moves_z_there_and_the_picture_is_decoded(bench: Bench) -> None:
    press_at(bench, 1.0, -2.5)
    assert bench.stage.store.state.decode.latent == pytest.approx((1.0, -2.5), abs=pixel_size(bench))
    bench.settle()
    shown = bench.stage.above.picture_view.view.picture
    frame = bench.stage.scene.feeds["decode"].settled
    assert frame is not None and shown is not None
    assert frame.recipe.latent == bench.stage.store.state.decode.latent
    np.testing.assert_array_equal(shown, frame.frame.arrays["images"][0])
    let_go(bench, 1.0, -2.5)


def test_a_drag_is_one_undo_step_and_asks_for_nothing_but_decoded_pictures(bench: Bench) -> None:
    before = bench.undo.count()
    bench.forget()
    press_at(bench, -2.6, -2.6)
    for step in range(1, 12):
        drag_to(bench, -2.6 + 0.4 * step, -2.6 + 0.3 * step)
    let_go(bench, 1.8, 0.7)
    assert bench.undo.count() == before + 1
    assert len(bench.asked("decode")) >= 10
    assert {name for name, _ in bench.requests} == {"vae/decode"}
    x, y = bench.stage.above.plane_view.plane.handle.position
    assert (x, y) == pytest.approx(bench.stage.store.state.decode.latent)
    bench.undo.undo()
    assert bench.stage.store.state.decode.latent == ()
    assert bench.stage.above.plane_view.plane.handle.position == (0, 0)


def test_undo_brings_the_picture_back(bench: Bench) -> None:
    first = bench.stage.above.picture_view.view.picture
    assert first is not None
    press_at(bench, 2.0, 1.0)
    let_go(bench, 2.0, 1.0)
    bench.settle()
    assert not np.array_equal(bench.stage.above.picture_view.view.picture, first)
    bench.undo.undo()
    bench.settle()
    np.testing.assert_array_equal(bench.stage.above.picture_view.view.picture, first)


def test_arrow_keys_nudge_and_each_key_is_a_step(bench: Bench) -> None:
    plane = bench.stage.above.plane_view.plane
    QTest.keyClick(plane, Qt.Key.Key_Right)
    QTest.keyClick(plane, Qt.Key.Key_Up, Qt.KeyboardModifier.ShiftModifier)
    assert bench.stage.store.state.decode.latent == pytest.approx((0.1, 0.01))
    assert bench.undo.count() == 2


def test_every_tile_stands_where_it_was_decoded(bench: Bench) -> None:
    backdrop = bench.stage.above.plane_view.plane.backdrop
    frame = bench.stage.scene.feeds["plane"].last
    assert frame is not None
    mosaic, tiles, radius = frame.frame.arrays["mosaic"], frame.recipe.tiles, frame.recipe.radius
    for row, column in ((0, 0), (0, tiles - 1), (7, 3), (tiles - 1, tiles - 1)):
        centre = backdrop.tile_centre(row, column)
        side = 2 * radius / tiles
        assert centre.x() == pytest.approx(-radius + (column + 0.5) * side)
        assert centre.y() == pytest.approx(radius - (row + 0.5) * side)
        recipe = vae.Decode(model=frame.recipe.model, latent=(centre.x(), centre.y()))
        (picture,) = decode(recipe, bench.world)
        tile = mosaic[row * 28 : (row + 1) * 28, column * 28 : (column + 1) * 28]
        difference = tile.astype(int) - picture.arrays["images"][0, 0]
        assert np.abs(difference).max() <= 1


@pytest.mark.parametrize(("row", "column"), [(0, 0), (2, 17), (19, 5)])
def test_a_tile_is_drawn_around_its_centre_and_nowhere_else(bench: Bench, row: int, column: int) -> None:
    plane = bench.stage.above.plane_view.plane
    for field in ("show_points", "show_rings"):
        bench.stage.store.edit("hide", **{field: False})
    plane.posterior.setVisible(False)
    plane.handle.move(50, 50)
    mosaic = np.zeros((560, 560), np.uint8)
    mosaic[row * 28 : (row + 1) * 28, column * 28 : (column + 1) * 28] = 255
    plane.backdrop.set_mosaic(mosaic, 3.0, 20)
    image = plane.canvas.grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8)
    for other_row in range(20):
        for other_column in range(20):
            centre = plane.backdrop.tile_centre(other_row, other_column)
            level = image.pixelColor(plane.to_pixel(centre.x(), centre.y()).toPoint()).lightness()
            assert (level > 100) == ((other_row, other_column) == (row, column))


def test_a_click_on_a_dot_chooses_its_image_in_one_step(bench: Bench) -> None:
    dots = bench.stage.above.plane_view.plane.dots
    place = dots.position(12)
    expected = dots.nearest(place, 1e-6)
    before = bench.undo.count()
    press_at(bench, place.x(), place.y())
    let_go(bench, place.x(), place.y())
    chosen = bench.stage.store.state.reconstruct.source
    assert isinstance(chosen, vae.HeldOut)
    assert dots.position(chosen.index).x() == pytest.approx(
        dots.position(expected).x(), abs=8 * pixel_size(bench)
    )
    assert bench.undo.count() == before + 1


def test_hovering_a_dot_shows_its_image(bench: Bench) -> None:
    view = bench.stage.above.plane_view
    place = view.plane.dots.position(3)
    QTest.mouseMove(view.plane.canvas, view.plane.to_pixel(place.x(), place.y()).toPoint())
    assert view.card.isVisible() and not view.card.isWindow()
    under = int(view.card.text.text().split("#")[1])
    np.testing.assert_array_equal(view.card.view.picture, garments().images[under])
    name = linear_card().labels[int(garments().labels[under])]
    assert view.card.text.text() == f"{name} #{under}"


def test_the_legend_shows_one_class_alone_and_all_again(bench: Bench) -> None:
    view = bench.stage.above.plane_view
    sandal = view.legend.entries[5]
    sandal.click()
    labels = garments().labels
    assert set(labels[view.plane.dots.shown]) == {5}
    assert bench.stage.store.state.look.hidden == (0, 1, 2, 3, 4, 6, 7, 8, 9)
    sandal.click()
    assert len(view.plane.dots.shown) == len(labels)
    bench.undo.undo()
    assert set(labels[view.plane.dots.shown]) == {5}


def test_the_posterior_is_drawn_at_one_and_two_deviations(bench: Bench) -> None:
    shown = bench.stage.scene.feeds["reconstruct"].last
    assert shown is not None
    mean, latent = shown.frame.arrays["mean"], shown.frame.arrays["latent"]
    posterior = bench.stage.above.plane_view.plane.posterior
    for sigmas, ring in zip((1, 2), posterior.rings, strict=True):
        rect = ring.rect()
        assert (rect.center().x(), rect.center().y()) == pytest.approx(tuple(mean), rel=1e-5)
        assert rect.width() == pytest.approx(2 * sigmas * DEVIATION, rel=1e-5)
        assert rect.height() == pytest.approx(2 * sigmas * DEVIATION, rel=1e-5)
    assert (posterior.sample.x(), posterior.sample.y()) == pytest.approx(tuple(latent))


def test_another_slice_is_asked_for_only_when_a_dimension_outside_the_plane_moves(bench: Bench) -> None:
    old, new = bench.world.cards["linear-2"], bench.world.cards["linear-12"]
    bench.stage.store.replace("model", bench.stage.store.state.fitted(new, old))
    bench.settle()
    assert bench.stage.above.plane_view.plane.note.text
    bench.forget()
    bench.stage.scene.move("in the plane", {0: 1.0, 1: -1.0})
    bench.settle()
    assert not bench.asked("plane")
    bench.stage.scene.move("outside of it", {7: 1.5})
    bench.settle()
    (recipe,) = bench.asked("plane")
    assert isinstance(recipe, vae.Plane)
    assert recipe.base[7] == 1.5 and recipe.base[0] == recipe.base[1] == 0
    assert not bench.asked("codes")


def test_choosing_the_other_axis_swaps_them(bench: Bench) -> None:
    old, new = bench.world.cards["linear-2"], bench.world.cards["linear-12"]
    bench.stage.store.replace("model", bench.stage.store.state.fitted(new, old))
    bench.settle()
    box = bench.stage.above.plane_view.axes.boxes["horizontal"]
    box.setCurrentIndex(box.findData(1))
    box.activated.emit(box.currentIndex())
    assert (bench.stage.store.state.plane.horizontal, bench.stage.store.state.plane.vertical) == (1, 0)
    bench.settle()
    np.testing.assert_allclose(
        bench.stage.above.plane_view.plane.dots.position(0).x(),
        bench.stage.scene.feeds["codes"].last.frame.arrays["mean"][0, 1],
    )


def test_a_model_with_fewer_dimensions_keeps_what_fits() -> None:
    small, large = linear_card(2), linear_card(12, "linear-12")
    wide = VaeImages().with_values(model="linear-2", **{"decode.latent": (1.0, 2.0)}).fitted(large, small)
    assert wide.decode.latent == (1.0, 2.0)
    assert (wide.plane.horizontal, wide.plane.vertical) == most_informative(large)
    every = tuple(range(12))
    moved = wide.with_values(horizontal=9, a=vae.Latent(every), **{"decode.latent": every})
    narrow = moved.fitted(small, large)
    assert narrow.decode.latent == (0, 1) and narrow.plane.horizontal < 2
    assert narrow.interpolate.a == vae.Latent((0, 1))
