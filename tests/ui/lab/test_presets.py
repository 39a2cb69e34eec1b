"""What is said of a preset: that it comes trained, where its network is what the training began with."""

from __future__ import annotations

import pytest

from playground.core.recipe import change
from playground.paradigms.plane.recipes import FlowLab
from playground.ui.lab.controls import LabControls, Presets
from playground.ui.sampling.lab.state import PlaneState
from tests.ui.lab.conftest import LabBench

TRAINED = "It comes trained"


@pytest.fixture
def controls(bench: LabBench) -> LabControls[PlaneState, FlowLab]:
    made: LabControls[PlaneState, FlowLab] = bench.stage.controls()
    return made


def show(bench: LabBench, controls: LabControls[PlaneState, FlowLab], name: str) -> str:
    """Choose a preset; what is said of it then."""
    presets: Presets[PlaneState, FlowLab] | None = controls.presets
    assert presets is not None
    presets.buttons[name].click()
    bench.turn()
    return presets.see.text()


def test_a_preset_comes_trained_where_the_training_begins_with_its_network(
    bench: LabBench, controls: LabControls[PlaneState, FlowLab]
) -> None:
    assert TRAINED in show(bench, controls, "straightened")
    assert TRAINED in show(bench, controls, "healthy")
    bench.stage.train("reset")
    bench.turn()
    assert controls.presets is not None and TRAINED not in controls.presets.see.text()


def test_beside_another_one_it_does_not(bench: LabBench, controls: LabControls[PlaneState, FlowLab]) -> None:
    show(bench, controls, "healthy")
    assert controls.beside is not None
    controls.beside.begin.click()
    bench.turn()
    told = show(bench, controls, "straightened")
    assert bench.state.run.second.reflows == 1
    assert "one reflow" in told and TRAINED not in told
    assert TRAINED in show(bench, controls, "healthy")


def test_what_could_not_begin_trained_is_not_said_to_be(
    bench: LabBench, controls: LabControls[PlaneState, FlowLab]
) -> None:
    bench.world.untrained = "The trained state is damaged."
    assert TRAINED not in show(bench, controls, "healthy")
    bench.world.untrained = ""
    assert TRAINED in show(bench, controls, "straightened")


def test_a_preset_of_one_of_two_leaves_their_clock_and_chance_alone(
    bench: LabBench, controls: LabControls[PlaneState, FlowLab]
) -> None:
    run = change(bench.state.run, seed=7, speed=5, training=False, beside={})
    assert bench.stage.accept(run)
    bench.turn()
    bench.stage.scene.point("B")
    show(bench, controls, "coupled")
    shown = bench.state.run
    for each in (shown.first, shown.second):
        assert (each.seed, each.speed, each.training) == (7, 5, False)
    assert (shown.coupling, shown.second.coupling) == ("independent", "optimal transport")
    # Alone, it is as it was made.
    assert controls.beside is not None
    controls.beside.end.click()
    bench.turn()
    show(bench, controls, "coupled")
    assert (bench.state.run.seed, bench.state.run.speed) == (0, 0)


def test_that_a_state_does_not_fit_is_told_of_who_asks_for_it_and_not_of_each_change(
    bench: LabBench, controls: LabControls[PlaneState, FlowLab]
) -> None:
    bench.world.untrained = "The trained state is damaged."
    show(bench, controls, "coupled")
    assert bench.reports == ["The trained state is damaged."]
    for width in (32, 48):
        assert bench.stage.accept(change(bench.state.run, width=width))
        bench.turn()
        assert bench.state.run.width == width
    assert len(bench.reports) == 1
    show(bench, controls, "straightened")
    assert len(bench.reports) == 2
