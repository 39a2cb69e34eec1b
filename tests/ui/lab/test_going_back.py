"""Undo gives back the network that was trained, not the settings alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from playground.core.recipe import change
from playground.paradigms.lab.recipe import LabRecipe
from playground.ui.lab.controls import LabControls, Presets
from playground.ui.sampling.lab.state import PlaneState
from tests.ui.lab.conftest import LabBench
from tests.ui.lab.test_held_again import opened, until

pytestmark = [pytest.mark.qt, pytest.mark.torch]

LONG = 12
"""Steps after which a training is told from one that has just begun."""


@pytest.fixture
def bench(qtbot: QtBot, tmp_path: Path) -> Iterator[LabBench]:
    with opened(qtbot, tmp_path) as bench:
        learn(bench)
        yield bench


def learn(bench: LabBench) -> int:
    """Let it train on, and hold it; the step that it has come to."""
    set_training(bench, True)
    since = bench.step() if bench.stage.scene.feed.fresh and bench.stage.scene.feed.scalars else 0
    until(bench, lambda: bench.stage.scene.feed.step >= since + LONG)
    set_training(bench, False)
    bench.turn(10)
    return bench.step()


def set_training(bench: LabBench, training: bool) -> None:
    run = change(bench.state.run, training=training)
    bench.store.load(change(bench.store.state, lab=change(bench.state, run=run)))


def presets(bench: LabBench) -> Presets[PlaneState, LabRecipe]:
    controls: LabControls[PlaneState, LabRecipe] = bench.stage.controls()
    found: Presets[PlaneState, LabRecipe] | None = controls.presets
    assert found is not None
    found.setParent(bench.stage)
    return found


def here(bench: LabBench, step: int) -> bool:
    """Whether the training of this step, or a later one of it, is the one that is shown."""
    return bench.stage.scene.feed.fresh and bench.step() >= step


def losses(bench: LabBench) -> list[list[float]]:
    return np.asarray(bench.stage.scene.feed.arrays["losses"]).tolist()


def test_undo_and_redo_of_a_preset_give_both_trainings_back(bench: LabBench) -> None:
    first, step, seen = bench.state, bench.step(), losses(bench)
    presets(bench).buttons["coupled"].click()
    until(bench, lambda: bench.stage.scene.feed.fresh and bench.step() > step)
    other = learn(bench)  # it comes trained
    bench.undo.undo()
    assert bench.state.run == first.run
    until(bench, lambda: bench.stage.scene.feed.fresh and bench.step() == step)
    assert losses(bench) == seen
    on = learn(bench)
    assert on > step
    bench.undo.redo()
    until(bench, lambda: bench.stage.scene.feed.fresh and bench.step() == other)
    assert bench.state.run.coupling == "optimal transport"
    bench.undo.undo()
    until(bench, lambda: bench.stage.scene.feed.fresh and bench.step() == on)
    assert bench.reports == []


def test_the_same_preset_once_more_begins_anew_and_can_be_undone(bench: LabBench) -> None:
    all_presets = presets(bench)
    all_presets.buttons["coupled"].click()
    until(bench, lambda: here(bench, 0))
    step, done = learn(bench), bench.undo.index()
    set_training(bench, True)
    all_presets.buttons["coupled"].click()
    until(bench, lambda: bench.stage.scene.feed.fresh and bench.step() < step)
    assert bench.undo.index() == done + 1
    bench.undo.undo()
    until(bench, lambda: here(bench, step))


def test_beginning_anew_can_be_undone(bench: LabBench) -> None:
    step = bench.step()
    bench.stage.train("reset")
    until(bench, lambda: bench.stage.scene.feed.fresh and bench.step() < step)
    assert bench.undo.undoText() == "begin untrained"
    bench.undo.undo()
    until(bench, lambda: here(bench, step))


def test_the_same_settings_by_hand_are_another_training(bench: LabBench) -> None:
    step, width = bench.step(), bench.state.run.width
    for other in (32, width):
        bench.stage.scene.act("width", bench.stage.scene.run, width=other)
        until(bench, lambda: bench.stage.scene.feed.fresh and bench.step() < step)
    bench.undo.undo()
    bench.undo.undo()
    until(bench, lambda: here(bench, step))
