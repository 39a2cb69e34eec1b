"""The lab's stage: what reaches the run, what is drawn, and what can be undone."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from playground.core.frames import Array
from playground.core.progress import unwatched
from playground.core.recipe import change
from playground.paradigms.lab.fields import DRAWN, unpacked
from playground.paradigms.plane.recipes import ConsistencyLab, DiffusionLab, FlowLab
from playground.ui.lab.controls import LabControls
from playground.ui.lab.stage import LabStage
from playground.ui.lab.train_bar import summaries
from playground.ui.plots.key_strip import KeyLabels
from playground.ui.sampling.lab.readings import readings
from playground.ui.sampling.lab.spec import FAR, POSITIONS, position_of, time_of
from playground.ui.sampling.lab.state import PlaneView
from playground.ui.timers import Rest
from playground.ui.widgets.readings import as_text
from tests.support.whole_file import read_whole
from tests.ui.lab.conftest import FIRST, LABS, LabBench

pytestmark = pytest.mark.qt

every_kind = pytest.mark.parametrize("bench", list(LABS), indirect=True)


# Training


@every_kind
def test_a_lab_draws_while_it_trains(bench: LabBench) -> None:
    first = bench.step()
    bench.turn()
    assert bench.step() > first
    assert bench.world.runs == 1
    assert not bench.link.busy
    assert bench.reports == []


@pytest.mark.parametrize(
    "values", [{"learning_rate": 0.01}, {"steps": 5}, {"time": 0.5}, {"probe": (0.5, -1.0)}]
)
def test_hot_controls_reach_the_run_that_trains(bench: LabBench, values: dict[str, object]) -> None:
    before = bench.step()
    bench.stage.scene.run.edit("change", **values)
    bench.turn()
    assert bench.world.runs == 1
    assert bench.step() > before
    assert bench.world.seen[-1] == bench.state.run


@pytest.mark.parametrize("values", [{"data": "two-moons"}, {"width": 64}, {"path": "vp-cosine"}])
def test_other_controls_begin_the_training_anew(bench: LabBench, values: dict[str, object]) -> None:
    bench.stage.scene.run.edit("change", **values)
    bench.turn()
    assert bench.world.runs == 2
    assert bench.world.seen[-1] == bench.state.run


def test_nothing_is_trained_while_nobody_looks(bench: LabBench) -> None:
    bench.stage.hide()
    bench.turn()
    before = len(bench.world.seen)
    bench.turn()
    assert len(bench.world.seen) == before
    bench.stage.show()
    bench.turn()
    assert len(bench.world.seen) > before
    assert bench.world.runs == 1


@every_kind
def test_what_an_interrupted_run_told_is_gone_at_once_and_joined_to_nothing(bench: LabBench) -> None:
    bench.turn(12)
    bench.draw()
    scene, rates = bench.stage.scene, []
    bench.stage.status.connect(rates.append)
    assert "step" in bench.stage.bar.text.text() and bench.stage.numbers.text()
    bench.engine.restart()
    for _ in range(2):  # what arrives is handed on by the event loop
        QApplication.processEvents()
    assert bench.stage.bar.text.text() == "begins …"
    assert bench.stage.numbers.text() == "" and rates[-1] == {}
    assert len(scene.feed.distances) == 0
    bench.turn(12)
    bench.draw()
    steps = scene.feed.distances[:, 0]
    assert len(steps) > 1 and (np.diff(steps) > 0).all()
    assert bench.reports == []


def test_a_run_that_does_not_come_again_counts_as_stopped(bench: LabBench) -> None:
    scene = bench.stage.scene
    scene.feed._channel.interrupted.emit(False)
    assert scene.failed and bench.stage.bar.text.text() == "Stopped"
    bench.turn(6)
    assert not scene.failed


def test_one_step_is_exactly_one_and_leaves_the_lab_held_and_alive(bench: LabBench) -> None:
    bench.stage.train("toggle")
    bench.turn()
    held = bench.step()
    for count in (1, 2):
        bench.stage.train("step")
        bench.turn(10)
        assert bench.step() == held + count
    assert not bench.state.run.training
    bench.stage.scene.run.edit("time", time=0.5)
    bench.turn()
    assert bench.stage.scene.feed.scalars["time"] == 0.5
    assert bench.undo.undoText() == "time"


def test_edits_while_a_step_is_on_its_way_neither_lose_it_nor_hold_the_lab(bench: LabBench) -> None:
    bench.stage.train("toggle")
    bench.turn()
    held = bench.step()
    for count, time in enumerate((0.2, 0.4, 0.6), start=1):
        bench.stage.train("step")
        for part in (0.01, 0.02, 0.03):
            bench.stage.scene.run.edit("time", time=time + part)
            bench.turn(1)
        bench.turn()
        assert bench.step() == held + count
        assert bench.stage.scene.feed.scalars["time"] == pytest.approx(time + 0.03)
    assert not bench.stage.scene.stepping
    bench.stage.train("toggle")
    bench.turn()
    assert bench.step() > held + 3


def test_steps_that_are_asked_for_at_once_are_all_made(bench: LabBench) -> None:
    bench.stage.train("toggle")
    bench.turn()
    held = bench.step()
    for _ in range(3):
        bench.stage.train("step")
    bench.turn(10)
    assert bench.step() == held + 3


def test_a_lab_that_is_begun_anew_with_a_step_on_its_way_stays_held(bench: LabBench) -> None:
    bench.stage.train("toggle")
    bench.turn()
    bench.stage.train("step")
    bench.stage.train("reset")
    bench.turn(8)
    assert bench.step() == 0 and not bench.stage.scene.stepping
    bench.stage.train("step")
    bench.turn(4)
    assert bench.step() == 1


def test_what_is_shown_and_exported_knows_nothing_of_single_steps(bench: LabBench) -> None:
    bench.stage.train("toggle")
    bench.stage.train("step")
    bench.turn(6)
    assert bench.stage.scene.feed.recipe == bench.state.run


def test_a_step_of_a_lab_that_trains_holds_it(bench: LabBench) -> None:
    bench.stage.train("step")
    assert not bench.state.run.training


def test_training_begins_anew_untrained_and_else_with_the_same_recipe(bench: LabBench) -> None:
    bench.turn(20)
    recipe = bench.state.run
    bench.stage.train("reset")
    bench.turn(4)
    assert bench.world.runs == 2
    assert bench.step() < 10
    assert recipe.start and bench.state.run == change(recipe, start="")


def test_a_run_that_fails_is_reported_and_begun_again_by_the_next_change(bench: LabBench) -> None:
    bench.stage.scene.run.edit("seed", seed=13)
    bench.turn()
    assert bench.reports == ["Thirteen is no seed; choose another one."]
    bench.stage.scene.run.edit("seed", seed=14)
    bench.turn()
    assert bench.world.runs == 2


# Time


def test_positions_of_the_transport_are_times_from_noise_to_data() -> None:
    assert (time_of(0), time_of(POSITIONS - 1)) == (1.0, 0.0)
    assert [position_of(time_of(position)) for position in range(POSITIONS)] == list(range(POSITIONS))


def test_scrubbing_is_one_edit_and_playing_none(bench: LabBench) -> None:
    bench.stage.player.seek(50)
    bench.stage.player.seek(60)
    assert bench.undo.count() == 1
    assert bench.state.run.time == time_of(60)
    bench.undo.undo()
    assert bench.stage.player.position == position_of(0.0)
    bench.stage.player.seek(10)
    count = bench.undo.count()
    bench.stage.player.play()
    bench.stage.player.advance(0.5)
    assert bench.state.run.time < time_of(10)
    assert bench.undo.count() == count


def test_flowing_points_follow_the_time_at_once(bench: LabBench) -> None:
    arrays = bench.stage.scene.feed.arrays
    for position, end in ((0, 0), (POSITIONS - 1, -1)):
        bench.stage.player.seek(position)
        bench.stage.planes.draw()
        for name, track in (("learned", "track"), ("exact", "track_exact")):
            np.testing.assert_allclose(bench.stage.planes.planes[name].cloud.points, arrays[track][end])


def test_a_window_with_too_much_to_do_draws_one_plane_at_a_time_and_all_in_the_end(
    bench: LabBench, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Rest, "came", lambda _rest, _late: None)
    planes = bench.stage.planes
    bench.stage.player.seek(0)
    planes.draw()
    monkeypatch.setattr(planes.turn._rest, "ms", 1)
    arrays, drawn = bench.stage.scene.feed.arrays, list[set[str]]()
    draw = planes.draw_frame

    def note(frame: Mapping[str, Array]) -> None:
        before = set(planes._undrawn)
        draw(frame)
        drawn.append(before - planes._undrawn)

    monkeypatch.setattr(planes, "draw_frame", note)
    bench.stage.player.seek(POSITIONS - 1)
    qtbot.waitUntil(lambda: bool(drawn) and not planes._undrawn)
    assert [len(each) for each in drawn] == [1, 1, 1] and set.union(*drawn) == {"learned", "exact", "error"}
    for name, track in (("learned", "track"), ("exact", "track_exact")):
        np.testing.assert_allclose(planes.planes[name].cloud.points, arrays[track][-1])


def test_what_is_told_by_turns_is_what_is_told_at_once(bench: LabBench, qtbot: QtBot) -> None:
    stage = bench.stage
    stage._turn.stop()
    stage.numbers.set_readings(())
    for part in stage.parts.values():
        part.widget.hide()
    stage._begin_telling()
    assert not stage.told()
    qtbot.waitUntil(stage.told)
    by_turns = said(stage)
    stage.tell()
    assert said(stage) == by_turns and stage.told() and by_turns[0]


def test_what_is_being_told_is_told_to_its_end_however_often_it_is_to_begin(
    bench: LabBench, qtbot: QtBot
) -> None:
    stage, ended = bench.stage, list[bool]()
    stage._turn.stop()
    stage.numbers_told.connect(lambda: ended.append(True))
    for _ in range(40):
        stage._begin_telling()
        if ended:
            break
        stage._tell_on()
    assert ended


def said(stage: LabStage[Any, Any]) -> tuple[str, dict[str, bool]]:
    """Numbers, and which parts are shown."""
    shown = {name: not part.widget.isHidden() for name, part in stage.parts.items()}
    return stage.numbers.text, shown


def test_a_track_stays_while_frames_bring_none(bench: LabBench) -> None:
    frame = bench.stage.scene.feed.frame
    assert frame is not None
    assert "track" not in frame.arrays
    assert bench.stage.scene.feed.arrays["track"].shape == (21, 500, 2)


def test_what_lasts_is_forgotten_with_its_run(bench: LabBench) -> None:
    bench.stage.scene.run.edit("data", data="two-moons", points=300)
    bench.turn()
    assert bench.stage.scene.feed.arrays["track"].shape[1] == 300
    assert len(bench.stage.scene.feed.distances) <= bench.step()


# Planes


def test_dragging_moves_the_start_as_one_step(bench: LabBench) -> None:
    plane = bench.stage.planes.large
    QTest.mousePress(plane.canvas, Qt.MouseButton.LeftButton, pos=plane.to_pixel(-1.0, 0.5).toPoint())
    QTest.mouseMove(plane.canvas, plane.to_pixel(-2.0, 1.0).toPoint())
    QTest.mouseRelease(plane.canvas, Qt.MouseButton.LeftButton, pos=plane.to_pixel(-2.0, 1.0).toPoint())
    assert bench.state.run.probe == pytest.approx((-2.0, 1.0), abs=0.05)
    assert bench.undo.count() == 1
    bench.turn()
    np.testing.assert_allclose(
        bench.stage.scene.feed.arrays["probe_path"][0], bench.state.run.probe, rtol=1e-6
    )


def test_a_small_plane_becomes_large_when_it_is_clicked(bench: LabBench) -> None:
    exact = bench.stage.planes.planes["exact"]
    QTest.mouseClick(exact.canvas, Qt.MouseButton.LeftButton)
    assert bench.state.view.large == "exact"
    assert bench.stage.planes.large is exact
    assert exact.width() > bench.stage.planes.planes["learned"].width()
    assert exact.handle.isVisible()
    assert not bench.stage.planes.planes["learned"].handle.isVisible()


def test_where_there_is_little_room_only_one_plane_is_shown(bench: LabBench) -> None:
    planes = bench.stage.planes
    planes.resize(640, 430)
    planes.draw()
    assert [plane.isVisible() for plane in planes.planes.values()] == [True, True, True]
    assert all(planes.isAncestorOf(plane) for plane in planes.planes.values())
    assert {plane.extent for plane in planes.planes.values()} == {3.5}
    planes.resize(640, 250)
    assert [plane.isVisible() for plane in planes.planes.values()] == [True, True, True]
    assert len({plane.width() for plane in planes.planes.values()}) == 1
    planes.resize(400, 380)
    assert [plane.isVisible() for plane in planes.planes.values()] == [True, False, False]


def test_layers_are_switched_off_without_asking_the_engine(bench: LabBench) -> None:
    seen = len(bench.world.seen)
    layers = ("density", "arrows", "flow", "start")
    bench.stage.scene.view.edit("layers", **dict.fromkeys(layers, False))
    bench.stage.planes.draw()
    plane = bench.stage.planes.planes["learned"]
    assert len(bench.world.seen) == seen
    assert plane.heat._image is None
    assert not plane.arrows.isVisible()
    assert not len(plane.cloud.points)
    assert not plane.way.isVisible()
    assert not plane.handle.isVisible()
    assert bench.stage.keys._keys == ()


def test_many_frames_are_drawn_once(bench: LabBench) -> None:
    before = bench.stage.planes.drawn
    for _ in range(50):
        bench.stage.scene.feed.arrived.emit()
    assert bench.stage.planes.drawn == before


@every_kind
def test_every_layer_of_every_lab_can_be_drawn(bench: LabBench) -> None:
    layers = bench.stage.spec.layers
    for large in ("learned", "exact", "error"):
        bench.stage.scene.view.edit("all", large=large, **dict.fromkeys(layers, True))
        bench.turn(2)
        bench.stage.planes.draw()
        bench.stage.tell()
        bench.stage.grab()
        assert len(bench.stage.keys._keys) >= 3
    assert bench.reports == []


@every_kind
def test_in_simple_what_marks_mean_stands_on_the_plane_and_takes_no_room(bench: LabBench) -> None:
    planes, below = bench.stage.planes, bench.stage.keys.keys
    bench.stage.set_simple(True)
    bench.stage.grab()
    labels = planes.findChild(KeyLabels)
    assert labels is not None and set(labels.keys) <= set(below) and len(labels.keys) > 1
    assert bench.stage.keys.isHidden() and planes.large.geometry().contains(labels.geometry())
    assert labels.testAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    assert min(planes.large.size().toTuple()) == min(planes.size().toTuple())
    planes.enlarge("exact")
    (labels,) = (each for each in planes.findChildren(KeyLabels) if each.isVisibleTo(planes))
    bench.stage.set_simple(False)
    assert labels.isHidden() and bench.stage.keys.isVisibleTo(bench.stage)


def test_few_steps_are_compared_once_there_is_a_reflow(bench: LabBench) -> None:
    bench.stage.tell()
    assert not bench.stage.parts["few"].widget.isVisible()
    height = bench.stage.planes.height()
    bench.stage.scene.run.edit("reflow", reflows=1)
    bench.turn()
    bench.stage.tell()
    bench.turn(1)
    assert bench.stage.parts["few"].widget.isVisible()
    assert bench.stage.planes.height() < height
    assert bench.stage.parts["few"].widget.accessibleDescription() == "Flow, Reflow 1; each in 1, 2, 4 steps"
    bench.stage.parts["few"].widget.grab()
    bench.stage.scene.run.edit("reflow", reflows=0)
    bench.turn()
    bench.stage.tell()
    assert not bench.stage.parts["few"].widget.isVisible()


# The form


def test_a_drawing_begins_empty_and_is_cleared_by_one_button(bench: LabBench) -> None:
    controls, scene = bench.stage.controls(), bench.stage.scene
    assert isinstance(controls, LabControls)
    assert not controls.canvas.isVisibleTo(controls)
    bench.turn()
    runs = bench.world.runs
    controls.data.edited.emit(DRAWN)
    assert bench.state.run.drawing == b"" and controls.canvas.isVisibleTo(controls)
    bench.turn()
    bench.stage.train("reset")
    bench.stage.train("step")
    bench.turn()
    assert bench.world.runs == runs, "there is nothing to learn"
    assert bench.stage.bar.text.accessibleDescription() == "Nothing is drawn yet"
    assert scene.feed.frame is None and not controls.canvas.clear.isEnabled()
    controls.canvas.canvas.drawn.emit(np.array([[0.5, -0.25]], np.float32))
    assert unpacked(bench.state.run.drawing).tolist() == [[0.5, -0.25]]
    bench.turn()
    assert bench.world.runs == runs + 1 and scene.feed.frame is not None
    controls.canvas.clear.click()
    assert bench.state.run.drawing == b""
    bench.turn()
    assert bench.world.runs == runs + 1 and scene.feed.frame is None
    assert bench.reports == [] and not any(bench.halts.values())
    bench.undo.undo()
    bench.turn()
    assert bench.world.runs == runs + 2 and scene.feed.frame is not None
    bench.undo.undo()
    bench.undo.undo()
    assert bench.state.run.data == "eight-gaussians"


def test_fields_are_shown_where_the_sampler_uses_them(bench: LabBench) -> None:
    controls = bench.stage.controls()
    rows = dict(controls.editors())
    assert not rows["eta"].isVisibleTo(controls)
    bench.stage.scene.run.edit("sampler", sampler="ddim")
    assert rows["eta"].isVisibleTo(controls)
    assert not rows["variance"].isVisibleTo(controls)


@every_kind
def test_every_field_of_a_lab_has_its_row(bench: LabBench) -> None:
    rows = dict(bench.stage.controls().editors())
    elsewhere = {"beside", "drawing", "moment", "start", "training", "single_steps", "time", "probe"}
    elsewhere.add("units")
    if bench.stage.spec.name == "consistency":
        elsewhere.add("coupling")
    if bench.stage.spec.name == "diffusion":
        elsewhere.add("coupling")
    assert set(bench.state.run.__struct_fields__) - elsewhere == rows.keys() - set(
        bench.state.view.__struct_fields__
    )


def test_rows_light_up_by_name(bench: LabBench) -> None:
    controls = bench.stage.controls()
    controls.light({"steps", "data"})
    assert {name for name, editor in controls.editors() if editor.lit} == {"steps", "data"}


# What the tab asks for


def test_recipes_of_this_lab_are_accepted_and_others_are_not(bench: LabBench) -> None:
    assert bench.stage.accept(FlowLab(steps=3))
    assert bench.state.run == FlowLab(steps=3)
    state = change(bench.state, view=change(bench.state.view, trails=True))
    assert bench.stage.accept(state)
    assert bench.state == state
    assert not bench.stage.accept(DiffusionLab())
    assert not bench.stage.accept(FIRST["diffusion"])
    bench.undo.undo()
    assert not bench.state.view.trails


@every_kind
def test_everything_that_is_shown_can_be_written(bench: LabBench, tmp_path: Path) -> None:
    bench.turn(20)
    bench.draw()
    exports = bench.stage.exports()
    spread = ["spread"] if bench.stage.spec.name == "consistency" else []
    assert [export.stem.partition("-")[2] for export in exports] == [
        "learned", "exact", "error", "points", "loss", "distance", *spread, "history"
    ]  # fmt: skip
    for export in exports[:-1]:
        for suffix in export.suffixes:
            path = tmp_path / f"{export.stem}{suffix}"
            export.save(path, False, unwatched)
            read_whole(path)
    points = (tmp_path / f"{bench.stage.spec.name}-points.csv").read_text().splitlines()
    assert len(points) > 100


def test_the_summary_says_what_goes_on() -> None:
    assert summaries({}, True) == ("begins …",)
    scalars = {"phase": "reflow 1", "step": 1234, "steps_per_second": 56.7}
    assert summaries(scalars, True) == ("Reflow 1: step 1,234, 57/s", "Reflow 1: step 1,234", "step 1,234")
    assert summaries(scalars, False)[0] == "Reflow 1: step 1,234, paused"
    assert summaries({"phase": "pairs 1", "phase_share": 0.25}, True) == ("Pairs 1: 25%", "25%")


def test_a_training_has_come_far_when_its_last_phase_has() -> None:
    far = {name: lab.far for name, lab in LABS.items()}
    so = {"phase": "training", "step": FAR, "sliced_wasserstein": 0.1, "refusal": ""}
    assert not far["diffusion"](DiffusionLab(), {})
    assert far["diffusion"](DiffusionLab(), so)
    assert not far["diffusion"](DiffusionLab(), {**so, "step": FAR - 1})
    assert not far["flow"](FlowLab(reflows=1), so)
    assert far["flow"](FlowLab(reflows=1), {**so, "phase": "reflow 1"})
    assert not far["consistency"](ConsistencyLab(), {**so, "phase": "teacher"})
    assert far["consistency"](ConsistencyLab(), {**so, "phase": "distillation"})
    unmeasured = {"phase": "training", "step": FAR, "refusal": ""}
    assert not far["diffusion"](DiffusionLab(), unmeasured)
    assert far["diffusion"](DiffusionLab(), {**unmeasured, "refusal": "DDPM needs a schedule."})
    assert far["diffusion"](DiffusionLab(training=False), {**unmeasured, "step": 0})


@every_kind
def test_a_lab_is_settled_once_it_has_come_far(bench: LabBench) -> None:
    assert not bench.stage.settled()
    bench.stage.scene.edit("pause", bench.stage.scene.run, training=False)
    bench.turn()
    bench.stage._turn.stop()
    bench.stage.tell()
    assert bench.stage.settled()


@every_kind
def test_a_lab_with_nothing_to_learn_waits_for_nothing(bench: LabBench) -> None:
    assert not bench.stage.settled()
    bench.stage.scene.edit("draw", bench.stage.scene.run, data="drawn", drawing=b"")
    assert bench.stage.scene.empty and bench.stage.settled()


def test_modes_are_covered_by_points_on_them() -> None:
    said = as_text(readings({"modes": 8, "modes_covered": 7, "mode_quality": 0.876, "mode_error": 0.034}))
    assert said == "modes covered 7 of 8  ·  points on one 88%  ·  shares wrong by 3.4%"


def test_an_empty_plane_of_errors_says_why(bench: LabBench) -> None:
    note = bench.stage.planes.planes["error"].note
    assert note.text == "Error"
    for layers, empty in (
        ({"density": False}, False),
        ({"arrows": False}, True),
        ({"density": True}, False),
    ):
        bench.stage.scene.view.edit("layers", **layers)
        bench.draw()
        assert ("off" in note.text) == empty
    lines = note.text.count("\n")
    height = note.boundingRect().height()
    note.set_text("Error\nand why")
    assert lines == 0 and note.boundingRect().height() > 1.5 * height


def test_a_narrow_bar_says_less_but_never_half_a_word(bench: LabBench) -> None:
    label, full = bench.stage.bar.text, bench.stage.bar.text.toolTip()
    assert label.text() == full and "/s" in full
    for width in range(20, 400, 10):
        label.resize(width, 20)
        assert label.fontMetrics().horizontalAdvance(label.text()) <= width
        assert label.text() in full
    assert label.text() == full and label.accessibleDescription() == full


def test_readings_say_only_what_is_known() -> None:
    assert readings({}) == ()
    known = {"nfe": 20, "kl": 0.0213, "kl_error": 0.0012, "kl_smear": 0.0}
    assert as_text(readings(known)) == "NFE 20\nKL of the learned density 0.021 ± 0.001 nats"


def test_a_divergence_from_smeared_data_says_so() -> None:
    said = as_text(readings({"kl": 0.523, "kl_error": 0.004, "kl_smear": 0.044}))
    assert said == "KL of the learned density 0.523 ± 0.004 nats data smeared by 0.04"


def test_jumps_have_an_entry_once_there_is_a_model_that_jumps() -> None:
    def texts(scalars: dict[str, float]) -> set[str]:
        return {key.text for key in LABS["consistency"].keys(FIRST["consistency"], scalars)}

    assert texts({"curve_error": 0.1}) - texts({}) == {"jumps to f(x, t)"}


def test_the_key_speaks_of_the_large_plane() -> None:
    view = FIRST["flow"].view

    def said(shown: PlaneView) -> set[str]:
        return {key.text for key in LABS["flow"].keys(change(FIRST["flow"], view=shown), {})}

    learned = said(view)
    error = said(change(view, large="error"))
    assert "flowing points" in learned - error
    assert "flowing points" in said(change(view, large="exact"))
    trailing = said(change(view, trails=True))
    assert trailing - learned == {"trajectories of some, by their end"}
    assert "error of the velocity to the data" in error - learned
