"""Forward process, fan of η, interpolation between seeds, and the bound."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest

from playground.engine.inprocess import final
from playground.gaussian.schedules import cosine
from playground.paradigms.vae_images.recipes import HeldOut
from playground.ui.plots.picture_matrix import Spot
from playground.ui.tabs.diffusion.fan_plot import eta_colour
from playground.ui.tabs.diffusion.state import LEVELS
from playground.ui.widgets.number_list import parse, shares
from tests.support.garments import garments
from tests.ui.sampling.bench import StageBench

pytestmark = pytest.mark.qt

LEFT = Qt.MouseButton.LeftButton


# Forward process


def test_the_slider_noises_the_held_out_image(bench: StageBench) -> None:
    view = bench.panel("forward")
    np.testing.assert_array_equal(view.image.picture, garments().images[0])
    bench.stage.player.seek(0)
    np.testing.assert_array_equal(view.noised.picture, garments().images[0])
    assert view.schedule.plots[1]._here.value() == 0
    bench.stage.player.seek(LEVELS - 1)
    frame = final(bench.scene.recipe("forward"), bench.world)
    np.testing.assert_array_equal(view.noised.picture, frame.arrays["x"][-1])
    assert view.schedule.plots[1]._here.value() == pytest.approx(1000)
    assert "0.006 · data + 1.000 · noise" in view.formula.text()


def test_strip_schedule_and_transport_move_the_same_noise(bench: StageBench) -> None:
    view = bench.panel("forward")
    view.strip.chosen.emit(10)
    assert bench.images.look.level == pytest.approx(0.25)
    view.schedule.asked.emit(749.0)
    assert bench.images.look.level == pytest.approx(0.75) and bench.stage.player.position == 30
    bench.stage.player.seek(5)
    assert bench.images.look.level == pytest.approx(5 / 40)
    # Beyond the plot's ends, the nearest end.
    view.schedule.asked.emit(5000.0)
    assert bench.images.look.level == 1


def test_another_schedule_is_dashed_beside_that_of_the_model(bench: StageBench) -> None:
    schedule = bench.panel("forward").schedule
    assert schedule.key.isVisible() and "cosine" in schedule.key.text()
    bars = cosine(1000).alpha_bars[1:]
    np.testing.assert_allclose(schedule.plots[1]._other.getData()[1], bars)
    assert not np.allclose(schedule.plots[1]._line.getData()[1], bars, atol=0.1)


def test_another_image_is_chosen_by_click_and_filtered_by_class(bench: StageBench) -> None:
    view = bench.panel("forward")
    strip = view.chooser.strip
    QTest.mouseClick(strip.viewport(), LEFT, pos=strip.cell_rect(2).center())
    bench.settle()
    assert bench.images.forward.source == HeldOut(2)
    np.testing.assert_array_equal(view.image.picture, garments().images[2])
    view.chooser.filter.setCurrentIndex(view.chooser.filter.findData(7))
    np.testing.assert_array_equal(strip.shown, np.flatnonzero(garments().labels == 7))


def test_ticks_show_where_a_spacing_has_its_steps(bench: StageBench) -> None:
    view = bench.panel("forward")
    bench.forget()
    bench.scene.edit("spacing", spacing="trailing", steps=4)
    np.testing.assert_array_equal(view.schedule.times, [1000, 750, 500, 250, 0])
    assert bench.asked("forward") == []


# Fan


def test_the_fan_has_one_curve_for_eta_zero_and_parts_with_eta(bench: StageBench) -> None:
    view = bench.panel("fan")
    paths = bench.scene.feeds["fan"].last.frame.arrays["paths"]
    assert paths.shape == (4, 8, 9, 2)
    assert np.ptp(paths[0, :, -1], axis=0).max() < 1e-4
    assert np.ptp(paths[-1, :, -1], axis=0).max() > 0.1
    label = view.plot._plot.getAxis("bottom").labelText
    assert label.startswith("PC 1 (") and "% of the variance" in label
    assert [heading.title for heading in view.pictures.rows] == ["η = 0", "η = 0.25", "η = 0.5", "η = 1"]


def test_a_branch_under_the_mouse_shows_its_picture(bench: StageBench) -> None:
    view = bench.panel("fan")
    arrays = bench.scene.feeds["fan"].last.frame.arrays
    end = arrays["paths"][3, 5, -1]
    view.plot.hovered.emit(QPointF(*map(float, end)), 1e-6)
    eta, branch = view.plot.item.lit
    np.testing.assert_allclose(arrays["paths"][eta, branch, -1], end, atol=1e-5)
    assert view.plot.view.isVisible()
    np.testing.assert_array_equal(view.plot.view.picture, arrays["ends"][eta, branch])
    area = view.plot.view.parentWidget().rect()
    assert area.contains(view.plot.view.geometry())
    view.plot.left.emit()
    assert view.plot.item.lit is None and not view.plot.view.isVisible()
    view.pictures.hovered.emit(Spot(2, 0, 1))
    assert view.plot.item.lit == (2, 1)


def test_nothing_far_from_the_curves_is_lit(bench: StageBench) -> None:
    view = bench.panel("fan")
    view.plot.hovered.emit(QPointF(1e4, 1e4), 0.01)
    assert view.plot.item.lit is None


def test_other_etas_are_drawn_anew(bench: StageBench) -> None:
    view = bench.panel("fan")
    bench.scene.edit("η", etas=(0.1, 0.9), branches=3)
    bench.settle()
    assert view.pictures.shape == (2, 1, 3)
    assert eta_colour(0.9).name() in view.legend.text()


def test_the_fan_needs_no_legal_sampler_since_it_is_that_of_ddim(bench: StageBench) -> None:
    bench.scene.edit("illegal", sampler="consistency")
    assert bench.scene.refusal is not None
    bench.panel("fan")
    assert bench.scene.feeds["fan"].last is not None and not bench.scene.feeds["fan"].stale


@pytest.mark.parametrize(
    ("text", "etas"),
    [
        ("0, 0.5, 1", (0.0, 0.5, 1.0)),
        ("1;0.25 .5,0.25", (0.25, 0.5, 1.0)),
        ("2, -1, x, nan, 1e-3, .", ()),
        ("", ()),
    ],
)
def test_etas_are_read_from_a_line(text: str, etas: tuple[float, ...]) -> None:
    assert parse(text, shares()) == etas


# Interpolation


def test_the_slider_goes_from_one_seed_to_the_other(bench: StageBench) -> None:
    bench.scene.edit("few", frames=5)
    view = bench.panel("interpolate")
    images = bench.scene.feeds["interpolate"].last.frame.arrays["images"]
    np.testing.assert_array_equal(view.view.picture, images[0])
    view.slider.picked.emit(4)
    assert bench.images.look.t == 1
    np.testing.assert_array_equal(view.view.picture, images[-1])
    np.testing.assert_array_equal(view.ends["b"].picture, images[-1])
    # The ends are the first samples of their seeds.
    bench.scene.edit("one class", label=0)
    for end, seed in ((0, bench.images.interpolate.a), (-1, bench.images.interpolate.b)):
        bench.scene.edit("seed", seed=seed, **{"samples.count": 1})
        sample = final(bench.scene.recipe("samples"), bench.world).arrays["images"][0]
        np.testing.assert_array_equal(sample, images[end])


def test_the_transport_walks_between_the_seeds_and_swapping_keeps_the_picture(bench: StageBench) -> None:
    bench.scene.edit("few", frames=5)
    view = bench.panel("interpolate")
    bench.stage.player.seek(1)
    assert bench.images.look.t == pytest.approx(0.25)
    before = view.view.picture.copy()
    view.swap.click()
    bench.settle()
    assert (bench.images.interpolate.a, bench.images.interpolate.b, bench.images.look.t) == (1, 0, 0.75)
    # The other end is now A, whose noise alone a deterministic sampler uses: the picture is the same.
    assert np.abs(view.view.picture.astype(int) - before).max() <= 1


# Bound


def test_the_bound_is_measured_on_demand_alone(bench: StageBench) -> None:
    view = bench.panel("bound")
    assert bench.asked("bound") == [] and "Nothing is measured" in view.sum.text()
    view.start.click()
    bench.pump(40)
    assert 0 < view.progress.value() < 1001 and view.progress.maximum() == 1001
    assert not view.start.isEnabled() and not view.cancel.isHidden()
    known = np.isfinite(view.plot.terms)
    assert known.any() and not known.all()
    calls = bench.world.calls
    view.cancel.click()
    bench.pump(30)
    assert bench.world.calls - calls <= 1
    done = view.progress.value()
    # A sum of the first terms says nothing of the whole, nor has it an error.
    assert f"the first {done:,} of 1,001 terms" in view.sum.text() and "±" not in view.sum.text()
    assert view.cancel.isHidden() and view.start.isEnabled()
    view.start.click()
    assert len(bench.asked("bound")) == 2


def test_the_sum_is_that_of_the_terms_and_other_settings_are_told_apart(bench: StageBench) -> None:
    bench.scene.choose_model(bench.world.cards["brief-ddpm"])
    bench.scene.edit("few", **{"bound.count": 2})
    view = bench.panel("bound")
    view.start.click()
    bench.settle()
    scalars = bench.scene.feeds["bound"].last.frame.scalars
    assert view.plot.total[0] == pytest.approx(float(scalars["bits_per_dim"]), rel=1e-5)
    assert f"{float(scalars['bits_per_dim']):.3f}" in view.sum.text()
    assert not view.start.isEnabled()
    view.images.hovered.emit(1)
    assert "Pullover #1" in view.each.text()
    bench.scene.edit("more", **{"bound.count": 3})
    assert view.start.isEnabled() and "other settings" in view.sum.text()
    bench.scene.edit("fewer", **{"bound.count": 2})
    assert f"{float(scalars['bits_per_dim']):.3f}" in view.sum.text()


def test_a_flow_has_no_bound_and_says_so(bench: StageBench) -> None:
    bench.scene.choose_model(bench.world.cards["fashion-flow"])
    bench.panel("bound").start.click()
    bench.settle()
    assert any("schedule of β" in sentence for sentence in bench.reports)


def test_every_panel_can_be_drawn_in_every_order(bench: StageBench) -> None:
    view: Any
    for name in ("bound", "fan", "forward", "interpolate", "denoise"):
        view = bench.panel(name)
        assert not view.grab().isNull()
        assert bench.stage.panels.stack.currentWidget() is view
    assert bench.reports == []
