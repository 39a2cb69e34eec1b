"""What is said of a training follows from what its process told, what was asked, and whether it lives."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest

from playground.studio.kept import Asked, Family, Kept, Plan, Stage, Told, Wish
from playground.ui.studio.words import FAMILIES, measured, ongoing, proposed, state, summary


def training(stage: Stage, *, alive: bool, wish: Wish = "go", left: float | None = None) -> Kept:
    return Kept(
        folder=Path("mine"),
        plan=Plan(name="mine", family="vae", data="drawings"),
        told=Told(stage=stage, step=250, steps=1000, seconds_left=left),
        asked=Asked(wish=wish),
        alive=alive,
    )


@pytest.mark.parametrize(
    ("stage", "alive", "wish", "said"),
    [
        ("training", True, "go", "training"),
        ("training", True, "pause", "pausing"),
        ("training", True, "stop", "stopping"),
        ("training", False, "go", "interrupted"),
        ("paused", True, "pause", "paused"),
        ("paused", False, "pause", "interrupted"),
        ("measuring", False, "go", "interrupted"),
        ("stopped", False, "stop", "stopped"),
        ("stopped", True, "go", "starting"),
        ("failed", False, "go", "failed"),
        ("finished", False, "go", "finished"),
    ],
)
def test_states(stage: Stage, alive: bool, wish: Wish, said: str) -> None:
    assert state(training(stage, alive=alive, wish=wish)) == said


def test_time_left_is_told_while_it_learns_alone() -> None:
    assert summary(training("training", alive=True, left=600)) == "Training 25%, 10 min left"
    assert summary(training("training", alive=False, left=600)) == "Interrupted 25%"
    assert summary(training("finished", alive=False, left=0)) == "Finished"


def test_what_goes_on_elsewhere() -> None:
    learning, paused = training("training", alive=True), training("paused", alive=True, wish="pause")
    assert ongoing((learning,)) == ongoing((learning, paused)) == "Training mine: 25%"
    assert ongoing((paused,)) == ongoing(()) == ""
    assert ongoing((learning, learning)) == "2 trainings"


def test_all_families_have_a_name_and_a_new_training_one_that_is_free() -> None:
    assert set(FAMILIES) == set(get_args(Family))
    assert proposed("vae", "drawings", ()) == "drawings-vae"
    assert proposed("vae", "drawings", ("drawings-vae", "drawings-vae-2")) == "drawings-vae-3"
    assert len(proposed("consistency", "x" * 40, ())) <= 40


def test_numbers_have_their_names() -> None:
    assert dict(measured({"kernel_distance": 0.02131, "odd_one": 1.0})) == {
        "kernel distance": "0.02131",
        "odd one": "1",
    }
