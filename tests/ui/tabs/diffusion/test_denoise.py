"""Denoising: steps as they arrive, scrubbing, another setting in the middle of a run, and stopping."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from playground.engine.inprocess import final
from playground.ui.plots.picture_matrix import Spot
from playground.ui.sampling.denoise_panel import DenoisePanel, _sees
from playground.ui.state.feed import Shown
from tests.ui.sampling.bench import StageBench

pytestmark = pytest.mark.qt

LEFT = Qt.MouseButton.LeftButton


def panel(bench: StageBench) -> DenoisePanel:
    found = bench.stage.panels.built["denoise"]
    assert isinstance(found, DenoisePanel)
    return found


def shown_step(bench: StageBench) -> int:
    moment = panel(bench)._shown
    assert moment is not None
    return moment.step


def test_every_step_is_kept_and_the_last_is_the_samples(bench: StageBench) -> None:
    trajectory = bench.scene.trajectory
    assert [moment.step for moment in trajectory.moments] == list(range(9))
    assert shown_step(bench) == 8
    images = final(bench.scene.recipe("samples"), bench.world).arrays["images"]
    np.testing.assert_array_equal(trajectory.moments[-1].arrays["data"], images)


def test_a_run_is_seen_step_by_step(bench: StageBench) -> None:
    bench.scene.edit("another seed", seed=5)
    seen = []
    for _ in range(40):
        bench.pump(1)
        if bench.scene.trajectory.recipe == bench.scene.recipe("samples"):
            seen.append(shown_step(bench))
    assert list(dict.fromkeys(seen)) == list(range(9))
    assert "NFE" in panel(bench).title.text()


def test_a_settled_stage_tells_in_the_status_line_what_is_seen(bench: StageBench, qtbot: QtBot) -> None:
    told: list[object] = []
    bench.tab.status.connect(told.append)
    qtbot.waitUntil(bench.tab.settled)
    told.clear()

    def tells_what_is_seen() -> bool:
        return not bench.tab.settled() or told[-1] == panel(bench).status()

    seen: list[bool] = []
    bench.scene.feeds["samples"].arrived.connect(lambda _shown: seen.append(tells_what_is_seen()))
    bench.scene.edit("fewer", steps=3)
    bench.settle()
    qtbot.waitUntil(bench.tab.settled)
    assert len(seen) >= 3 and all(seen) and tells_what_is_seen()


def test_scrubbing_moves_all_columns_and_the_line_in_the_schedule(bench: StageBench) -> None:
    bench.stage.player.seek(3)
    view, moment = panel(bench), bench.scene.trajectory.moments[3]
    assert shown_step(bench) == 3 and bench.images.look.position == pytest.approx(3 / 8)
    assert view.schedule.plots[0]._here.value() == pytest.approx(float(moment.scalars["t"]))
    assert view.film._lit == (None, view.film._places.index(3))
    bench.undo.undo()
    assert shown_step(bench) == 8 and bench.stage.player.position == 8


def test_playing_leaves_nothing_to_undo(bench: StageBench) -> None:
    bench.stage.player.seek(0)
    steps = bench.undo.count()
    bench.stage.player.play()
    bench.stage.player.advance(0.2)
    bench.stage.player.pause()
    assert 0 < shown_step(bench) < 8
    assert bench.undo.count() == steps


def test_the_film_of_a_longer_run_leads_nowhere_in_a_shorter_one(bench: StageBench) -> None:
    view, before = panel(bench), bench.images
    view.film.asked.emit(len(bench.stage.scene.trajectory))
    assert bench.images == before


def test_the_filmstrip_and_the_schedule_seek(bench: StageBench) -> None:
    view = panel(bench)
    rect = view.film.rect_of(Spot(1, 0, 0))
    QTest.mouseClick(view.film, LEFT, pos=rect.center())
    assert shown_step(bench) == 0
    view.schedule.asked.emit(float(bench.scene.trajectory.times[5]) + 1)
    assert shown_step(bench) == 5
    bench.undo.undo()
    assert shown_step(bench) == 8 or shown_step(bench) == 0


def test_a_press_on_a_curve_of_the_schedule_goes_to_its_time(bench: StageBench) -> None:
    plot = panel(bench).schedule.plots[0]
    QTest.mouseClick(plot, LEFT, pos=plot.title.geometry().center())
    assert shown_step(bench) == 8, "the title is no curve"
    QTest.mouseClick(plot, LEFT, pos=plot._plot.geometry().center())
    assert 0 < shown_step(bench) < 8


def test_the_transport_counts_steps_as_the_panel_does(bench: StageBench) -> None:
    player = bench.stage.player
    assert (player.first, player.count - 1) == (0, 8)
    bench.panel("interpolate")
    assert player.first == 1


def test_the_position_survives_another_number_of_steps(bench: StageBench) -> None:
    bench.stage.player.seek(4)
    bench.scene.act("more", steps=16)
    bench.settle()
    assert shown_step(bench) == 8 and bench.stage.player.count == 17


def test_the_ticks_are_the_times_of_the_run(bench: StageBench) -> None:
    np.testing.assert_allclose(panel(bench).schedule.times, bench.scene.trajectory.times, rtol=1e-6)
    bench.scene.act("spacing", spacing="quadratic")
    # At once, before any frame has come.
    assert panel(bench).schedule.times[1] == pytest.approx(bench.scene.times[1])


def test_a_click_follows_a_sample_in_all_columns(bench: StageBench) -> None:
    grid = panel(bench).columns.grids["noise"]
    QTest.mouseClick(grid.viewport(), LEFT, pos=grid.cell_rect(2).center())
    assert bench.images.look.sample == 2
    assert {each._current for each in panel(bench).columns.grids.values()} == {2}
    images = panel(bench).film._images
    np.testing.assert_array_equal(images[1, -1, 0], bench.scene.trajectory.moments[-1].arrays["data"][2])


def test_another_setting_in_the_middle_of_a_run_brings_no_stale_frame(bench: StageBench) -> None:
    bench.scene.edit("long", steps=200)
    bench.pump(30)
    assert 0 < len(bench.scene.trajectory) < 200
    arrived: list[Shown] = []
    bench.scene.feeds["samples"].arrived.connect(arrived.append)
    bench.scene.edit("η", eta=1.0, steps=12)
    wanted = bench.scene.recipe("samples")
    bench.settle()
    fresh = list(bench.world.run(wanted, bench.link.placement))
    assert [shown.recipe for shown in arrived] == [wanted] * 13
    assert len(bench.scene.trajectory) == 13
    for moment, frame in zip(bench.scene.trajectory.moments, fresh, strict=True):
        np.testing.assert_array_equal(moment.arrays["x"], frame.arrays["x"])


def test_dragging_a_slider_never_mixes_runs(bench: StageBench) -> None:
    for eta in np.linspace(0, 1, 9):
        bench.scene.edit("η", eta=float(eta), steps=30)
        bench.pump(3)
        trajectory = bench.scene.trajectory
        steps = [moment.step for moment in trajectory.moments]
        assert steps == list(range(len(steps)))
    bench.settle()
    final_frame = final(bench.scene.recipe("samples"), bench.world)
    np.testing.assert_array_equal(
        bench.scene.trajectory.moments[-1].arrays["data"], final_frame.arrays["images"]
    )


def test_stop_answers_within_one_step_and_keeps_what_is_there(bench: StageBench) -> None:
    bench.scene.edit("long", steps=1000, guidance=1.0)
    bench.pump(20)
    reached, calls = len(bench.scene.trajectory), bench.world.calls
    assert bench.link.stop()
    bench.pump(50)
    assert bench.world.calls - calls <= 1
    assert reached <= len(bench.scene.trajectory) <= reached + 1
    assert not panel(bench).columns.grids["x"]._stale
    assert "(stopped)" in panel(bench).title.text()
    bench.scene.edit("short", steps=6)
    bench.settle()
    assert len(bench.scene.trajectory) == 7


def test_a_failing_model_leaves_the_last_pictures_dimmed(bench: StageBench) -> None:
    from playground.core.errors import SessionError

    bench.world.failure = SessionError("The model broke.")
    bench.scene.edit("again", seed=9)
    bench.settle()
    assert bench.reports == ["The model broke."]
    assert panel(bench).columns.grids["data"]._stale


def test_an_adaptive_run_shows_the_times_it_took(bench: StageBench) -> None:
    bench.scene.edit("adaptive", sampler="dopri5", guidance=1.0, **{"samples.count": 2})
    bench.settle()
    trajectory = bench.scene.trajectory
    assert trajectory.final is not None and len(trajectory.times) == len(trajectory)
    np.testing.assert_allclose(panel(bench).schedule.times, trajectory.times, rtol=1e-6)
    assert bench.stage.player.count == trajectory.last_step + 1


def test_the_next_seed_is_one_step_to_undo(bench: StageBench) -> None:
    panel(bench).again.click()
    assert bench.images.samples.seed == 1
    bench.undo.undo()
    assert bench.images.samples.seed == 0


def test_a_picture_has_a_menu(bench: StageBench) -> None:
    from PySide6.QtGui import QGuiApplication
    from PySide6.QtWidgets import QMenu

    view: Any = panel(bench)
    view.columns.menu_asked.emit("data", 1, QPoint(5, 5))
    menu = view.findChild(QMenu)
    actions = {action.text(): action for action in menu.actions()}
    actions["Copy picture"].trigger()
    assert QGuiApplication.clipboard().image().width() >= 28
    actions["Follow this sample"].trigger()
    assert bench.images.look.sample == 1
    menu.close()


def test_a_sample_leads_to_others_like_it_and_to_the_way_from_it(bench: StageBench) -> None:
    view: Any = panel(bench)
    before = view._shown.arrays["data"][1]

    def choose(entry: str) -> None:
        view.columns.menu_asked.emit("data", 1, QPoint(5, 5))
        bench.pick(entry)

    choose("Vary it")
    asked = bench.images.samples
    assert (asked.vary, asked.label) == (1, 1 if asked.label >= 0 else asked.label)
    np.testing.assert_array_equal(view._shown.arrays["data"][1], before)
    assert "near the noise of **sample 1**" in _sees(bench.scene)
    view.again.click()
    assert bench.images.samples.vary == -1 and bench.images.samples.seed == asked.seed + 1
    bench.undo.undo()
    bench.undo.undo()
    bench.settle()
    choose("Interpolate to here")
    way = bench.images.interpolate
    assert (bench.images.panel, way.b, way.sample_b, way.sample_a) == ("interpolate", asked.seed, 1, 0)
    np.testing.assert_array_equal(bench.panel("interpolate").ends["b"].picture, before)
    assert bench.panel("interpolate").names["b"].text().endswith("seed 0, sample 1")
    bench.panel("interpolate").swap.click()
    assert bench.images.interpolate.sample_a == 1 and bench.images.interpolate.sample_b == 0


def test_copy_takes_the_chosen_sample(bench: StageBench) -> None:
    assert bench.tab.copy()
    assert bench.tab.store.state.stage == "images"


def test_samples_of_another_model_go_on_another_path(bench: StageBench) -> None:
    bench.scene.choose_model(bench.world.cards["fashion-flow"])
    bench.settle()
    assert panel(bench).schedule.plots[0].curve.symbol == "α"
    assert bench.scene.trajectory.times[0] == pytest.approx(1.0)
    assert bench.images.samples.model == "fashion-flow"


def test_the_filmstrip_does_not_tell_how_a_way_ends_before_one_goes_it(bench: StageBench) -> None:
    film = panel(bench).film
    assert film._filled.all(), "one stands at its end"
    bench.scene.edit("another", position=0.0, seed=7)
    bench.settle()
    assert film._filled[:, 0].all() and not film._filled[:, 1:].any()
    bench.stage.player.seek(4)
    reached = np.asarray(film._places) <= 4
    assert (film._filled == reached).all() and not reached.all()
    bench.stage.player.seek(1)
    assert (film._filled == reached).all(), "what was seen stays"
    bench.stage.player.seek(8)
    assert film._filled.all()
