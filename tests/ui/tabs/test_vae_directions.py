"""The panel of named directions: sliders, filmstrip, and what was measured of them."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from playground.paradigms.vae_images import recipes as vae
from playground.paradigms.vae_images.card import Confirmation, Direction, Directions
from playground.ui.plots.picture_matrix import Spot
from playground.ui.tabs.vae.directions_panel import DirectionsPanel
from tests.support.linear_vae import LinearWorld, linear_card
from tests.ui.tabs.conftest import Bench

pytestmark = pytest.mark.qt

CONFIRMED = Confirmation(by="the judge", share=0.8, low=0.7, high=0.9, chance=0.3, pictures=40)
TABLE = Directions(
    step=2.0,
    named=(
        Direction(name="wide", within="shoe", vector=(0.5, -0.25), confirmed=CONFIRMED),
        Direction(name="dark", vector=(0.0, 1.0)),
    ),
)


@pytest.fixture
def bench(qtbot: QtBot) -> Iterator[Bench]:
    steered = msgspec.structs.replace(linear_card(), tables=(TABLE,))
    bench = Bench(LinearWorld(steered, linear_card(12, "linear-12")))
    qtbot.addWidget(bench.tab)
    bench.tab.resize(900, 700)
    bench.tab.show()
    qtbot.waitExposed(bench.tab)
    bench.settle()
    yield bench
    bench.link.close()


@pytest.fixture
def panel(bench: Bench) -> DirectionsPanel:
    bench.stage.panels.bar.setCurrentIndex(3)
    bench.settle()
    panel = bench.stage.panels.built["directions"]
    assert isinstance(panel, DirectionsPanel)
    return panel


def arrays(bench: Bench, view: str) -> dict[str, np.ndarray]:
    shown = bench.stage.scene.feeds[view].last
    assert shown is not None
    return dict(shown.frame.arrays)


def test_a_slider_moves_the_code_along_its_direction(bench: Bench, panel: DirectionsPanel) -> None:
    steps = bench.undo.count()
    slider = panel.sliders.rows[1].slider
    slider.setFocus()
    QTest.keyClick(slider, Qt.Key.Key_PageUp)
    QTest.keyClick(slider, Qt.Key.Key_PageUp)
    bench.settle()
    state = bench.stage.store.state
    assert (state.directions.strengths, state.traverse.direction) == ((0.0, 2.0), "dark")
    assert bench.undo.count() == steps + 1
    moved = arrays(bench, "directions")
    np.testing.assert_allclose(moved["latents"][1] - moved["latents"][0], [0, 2], atol=1e-5)
    np.testing.assert_array_equal(panel.views["mean"].picture, moved["images"][0])
    np.testing.assert_array_equal(panel.views["moved"].picture, moved["images"][1])
    assert panel.along.currentText() == "dark" and panel.strip.rows[0].title == "dark"
    panel.zero.click()
    bench.settle()
    assert bench.stage.store.state.directions.strengths == ()
    np.testing.assert_array_equal(panel.views["moved"].picture, panel.views["mean"].picture)


def test_a_click_on_the_filmstrip_goes_as_far(bench: Bench, panel: DirectionsPanel) -> None:
    assert panel.strip.shape == (1, 7, 1)
    wanted = panel.strip.picture_at(Spot(0, 5, 0)).copy()
    panel.strip.clicked.emit(Spot(0, 5, 0))
    bench.settle()
    assert bench.stage.store.state.directions.strengths == (2.0,)
    np.testing.assert_array_equal(panel.views["moved"].picture, wanted)


def test_another_image_is_moved_alike(bench: Bench, panel: DirectionsPanel) -> None:
    panel.sliders.moved.emit(0, 1.0)
    panel.sliders.released.emit()
    QTest.mouseClick(
        panel.chooser.strip.viewport(),
        Qt.MouseButton.LeftButton,
        pos=panel.chooser.strip.cell_rect(2).center(),
    )
    bench.settle()
    state = bench.stage.store.state
    assert (state.reconstruct.source, state.directions.strengths) == (vae.HeldOut(2), (1.0,))
    np.testing.assert_array_equal(panel.views["x"].picture, bench.stage.scene.held_out_picture(2))
    latents = arrays(bench, "directions")["latents"]
    np.testing.assert_allclose(latents[1] - latents[0], TABLE.named[0].vector, atol=1e-5)


def test_z_goes_to_the_moved_code(bench: Bench, panel: DirectionsPanel) -> None:
    panel.sliders.moved.emit(1, -1.5)
    bench.settle()
    panel.go.click()
    moved = arrays(bench, "directions")["latents"][1]
    assert bench.stage.store.state.decode.latent == pytest.approx(tuple(moved))


def test_what_was_measured_is_said_of_each(bench: Bench, panel: DirectionsPanel) -> None:
    assert [row.name.longest for row in panel.sliders.rows] == ["wide (shoe) · 80 %", "dark"]
    assert panel.found.longest == (
        "2 lengths on, the judge sees more “wide” in 80 % (70 to 90) of 40 held-out “shoe” pictures "
        "without it; random directions: 30 %"
    )
    panel.along.setCurrentIndex(1)
    panel.along.activated.emit(1)
    bench.settle()
    assert panel.found.longest == "Nothing was measured along “dark”."
    np.testing.assert_allclose(np.diff(arrays(bench, "traverse")["latents"][:, 0]), 0, atol=1e-6)


def test_what_is_opened_shows_its_panel(bench: Bench, panel: DirectionsPanel) -> None:
    bench.stage.panels.bar.setCurrentIndex(0)
    recipe = vae.Traverse(model="linear-2", source=vae.HeldOut(3), direction="dark", pictures=5, reach=1.0)
    assert bench.tab.accept(recipe)
    bench.settle()
    assert bench.stage.store.state.panel == "directions" and panel.strip.shape == (1, 5, 1)


def test_a_model_without_directions_says_so(bench: Bench, panel: DirectionsPanel) -> None:
    panel.sliders.moved.emit(0, 1.0)
    bench.settle()
    bench.stage.scene.choose_model(bench.world.cards["linear-12"])
    bench.settle()
    assert bench.stage.store.state.directions.strengths == () and panel.sliders.rows == []
    why = bench.stage.scene.unavailable("directions")
    assert "The card of Linear garments, 12 dimensions names no directions." in why
    bench.undo.undo()
    bench.settle()
    assert bench.stage.store.state.directions.strengths == (1.0,) and len(panel.sliders.rows) == 2


def test_what_is_shown_can_be_exported(bench: Bench, panel: DirectionsPanel) -> None:
    assert [export.title for export in panel.exports()] == [
        "As encoded, and moved",
        "Along a direction, filmstrip and arrays",
        "Along a direction, with headings",
    ]
