"""Looking back at a training: what is drawn, what waits, and the way back to the present."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from playground.core.recipe import change
from playground.ui.lab.train_bar import LookBack
from playground.ui.plots.series_plot import SeriesPlot
from tests.ui.lab.conftest import LabBench


def slider(bench: LabBench) -> LookBack[object, object]:
    found = bench.stage.history
    assert found is not None
    return found


def go(bench: LabBench, position: int) -> None:
    """Move the slider there, as an arrow key does."""
    slider(bench).slider.setValue(position)
    slider(bench).slider.picked.emit(position)
    bench.turn()
    bench.draw()


def plot(bench: LabBench, name: str) -> SeriesPlot:
    found = bench.stage.parts[name].widget
    assert isinstance(found, SeriesPlot)
    return found


def test_the_slider_shows_a_moment_while_the_training_waits(bench: LabBench) -> None:
    bench.turn(8)
    before, undone = bench.state, bench.undo.count()
    go(bench, 3)
    assert (bench.step(), bench.stage.scene.feed.past) == (3, True)
    held = bench.stage.scene.feed.present
    bench.turn(8)
    assert bench.step() == 3 and bench.stage.scene.feed.present == held > 3
    assert (
        slider(bench).text.text() == f"step 3 of {held}"
        and f"waits at step {held}" in bench.stage.bar.text.longest
    )
    assert bench.state == before and bench.undo.count() == undone
    go(bench, 5)
    assert bench.step() == 5


def test_the_curves_are_marked_there_and_remember_nothing_of_the_past(bench: LabBench) -> None:
    bench.turn(8)
    bench.draw()
    known = bench.stage.scene.feed.distances
    loss = plot(bench, "loss")
    assert not loss.marked
    go(bench, 3)
    assert loss.marked == 3 and plot(bench, "distance").marked == 3
    assert len(bench.stage.scene.feed.distances) >= len(known)
    assert bench.stage.scene.feed.distances[-1, 0] == bench.stage.scene.feed.present
    go(bench, slider(bench).slider.maximum())
    assert loss.marked is None


def test_at_the_right_end_the_training_goes_on_from_the_present(bench: LabBench) -> None:
    bench.turn(8)
    go(bench, 2)
    present = bench.stage.scene.feed.present
    go(bench, slider(bench).slider.maximum())
    assert bench.step() > present and slider(bench).text.text() == "the present"
    assert slider(bench).slider.value() == slider(bench).slider.maximum()


def test_training_on_a_single_step_and_beginning_anew_are_done_at_present(bench: LabBench) -> None:
    bench.turn(8)
    go(bench, 2)
    present = bench.stage.scene.feed.present
    bench.stage.train("toggle")
    bench.turn()
    assert bench.state.run.training and bench.step() > present
    bench.stage.train("toggle")
    bench.turn()
    go(bench, 2)
    present = bench.stage.scene.feed.present
    bench.stage.train("step")
    bench.turn()
    assert bench.step() == present + 1
    go(bench, 2)
    bench.stage.train("toggle")
    bench.turn()
    assert bench.state.run.training and bench.step() > present + 1
    go(bench, 2)
    bench.stage.train("reset")
    bench.turn(12)
    assert not bench.stage.scene.feed.past and bench.stage.scene.moment == 0


def test_another_training_has_another_history(bench: LabBench) -> None:
    bench.turn(8)
    go(bench, 6)
    bench.store.edit("begin anew", lab=change(bench.state, run=change(bench.state.run, seed=4)))
    bench.turn(12)
    assert bench.stage.scene.moment == 0 and not bench.stage.scene.feed.past
    assert bench.world.seen[-1].moment == 0


def test_controls_of_the_view_hold_in_the_past(bench: LabBench) -> None:
    bench.turn(8)
    go(bench, 3)
    bench.store.edit("time", lab=change(bench.state, run=change(bench.state.run, time=0.5)))
    bench.turn()
    assert bench.stage.scene.feed.scalars["time"] == 0.5 and bench.step() == 3


def test_what_is_exported_of_the_past_is_a_recipe_of_the_present(bench: LabBench) -> None:
    bench.turn(8)
    go(bench, 3)
    assert bench.stage.scene.shown == bench.state.run


def test_it_says_how_much_is_kept_and_within_what(bench: LabBench, qtbot: QtBot) -> None:
    bench.turn(8)
    bench.draw()
    count = int(bench.stage.scene.feed.scalars["moments"])
    qtbot.waitUntil(lambda: f"{count} moments" in slider(bench).toolTip())
    told = slider(bench).toolTip()
    assert f"{count / 10:.1f} MB of at most 50 MB" in told and "waits" in told


def test_a_moment_of_another_phase_is_told_by_its_own_steps(bench: LabBench) -> None:
    bench.world.student = 4
    bench.turn(8)
    go(bench, 3)
    assert slider(bench).text.text() == "teacher, step 3"
    go(bench, 5)
    assert slider(bench).text.text() == f"step 5 of {bench.stage.scene.feed.present}"
