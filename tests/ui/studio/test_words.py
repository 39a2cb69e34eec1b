"""What is said of a training follows from what its process told, what was asked, and whether it lives."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest
from msgspec import structs

from playground.studio.training_folders import Asked, Family, Plan, Report, Stage, StoredTraining, Wish
from playground.ui.studio.explain import HAPPENS, tip_of
from playground.ui.studio.words import (
    FAMILIES,
    measured,
    model_there,
    ongoing,
    progress,
    proposed,
    state,
    summary,
)


def training(stage: Stage, *, alive: bool, wish: Wish = "go", left: float | None = None) -> StoredTraining:
    return StoredTraining(
        folder=Path("mine"),
        plan=Plan(name="mine", family="vae", data="drawings"),
        report=Report(stage=stage, step=250, steps=1000, seconds_left=left),
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
    assert summary(training("measuring", alive=True)) == "Measuring"


def test_the_percentage_is_that_of_its_steps_alone_and_100_is_said_of_none_that_goes_on() -> None:
    def of(stage: Stage, step: int) -> StoredTraining:
        kept = training(stage, alive=True)
        return structs.replace(kept, report=structs.replace(kept.report, step=step))

    # What learns longer has made all steps that are known by then.
    assert summary(of("preparing", 1000)) == "Preparing"
    assert ongoing((of("preparing", 1000),)) == "Training mine: preparing"
    assert summary(of("training", 999)) == "Training 99%"
    assert ongoing((of("training", 999),)) == "Training mine: 99%"
    assert summary(of("training", 1000)) == "Training 100%"


def test_that_so_few_steps_teach_nothing_is_said_of_a_finished_training_and_of_one_that_learns() -> None:
    def of(stage: Stage, steps: int, *, alive: bool) -> str:
        kept = training(stage, alive=alive)
        told = structs.replace(kept.report, step=steps if stage == "finished" else 1, steps=steps)
        return progress(structs.replace(kept, report=told))

    assert "2 steps will hardly teach it anything" in of("training", 2, alive=True)
    assert "2 steps have hardly taught it anything" in of("finished", 2, alive=False)
    assert "Train longer" in of("finished", 2, alive=False)
    assert of("finished", 2, alive=False).startswith("Ended, untrained. ")
    assert of("finished", 20_000, alive=False) == "Finished."
    assert "hardly" not in of("training", 20_000, alive=True)


@pytest.mark.parametrize(
    ("seconds", "left", "said"),
    [
        (300, 900, ""),
        (300, 1180, ""),
        (300, 1500, "It will have taken 30 min instead of 20 min: the number"),
        (300, 300, ""),
        (60, 3000, ""),
        (300, None, ""),
    ],
)
def test_a_training_that_takes_longer_than_was_asked_for_says_so(
    seconds: float, left: float | None, said: str
) -> None:
    """Of twenty minutes; at its very beginning nothing is known."""
    kept = training("training", alive=True, left=left)
    told = progress(structs.replace(kept, report=structs.replace(kept.report, seconds=seconds)))
    assert (said in told) if said else "instead" not in told


@pytest.mark.parametrize(
    ("stage", "alive", "sentence", "said"),
    [
        ("preparing", True, "Prepares the training.", "Preparing."),
        ("preparing", True, "Times a step.", "Preparing. Times a step."),
        ("stopped", False, "Stopped at step 250; it can go on.", "Stopped 25%, at step 250; it can go on."),
        ("stopped", True, "Stopped at step 250; it can go on.", "Starting."),
        ("paused", True, "Paused.", "Paused 25%."),
        ("paused", True, "Paused at step 250.", "Paused 25%, at step 250."),
        ("failed", False, "No space is left.", "Failed 25%. No space is left."),
        ("finished", False, "", "Finished."),
    ],
)
def test_nothing_is_said_twice(stage: Stage, alive: bool, sentence: str, said: str) -> None:
    kept = training(stage, alive=alive)
    assert progress(structs.replace(kept, report=structs.replace(kept.report, sentence=sentence))) == said


@pytest.mark.parametrize("stage", ["stopped", "failed", "training"])
def test_of_a_training_that_nobody_works_on_it_is_told_which_model_is_opened(stage: Stage) -> None:
    ended = training(stage, alive=False)
    assert "no model" in model_there(ended)
    for step, said in (
        (100, "step 100 (10% of the training); the training itself is at 25%."),
        (250, "(25% of the training)."),
    ):
        told = structs.replace(ended.report, model="mine", model_step=step)
        assert model_there(structs.replace(ended, report=told)).endswith(said)
    assert model_there(training(stage, alive=True)) == ""


@pytest.mark.parametrize(("stage", "alive"), [("training", True), ("stopped", False), ("training", False)])
def test_while_it_learns_longer_the_finished_model_is_opened_and_the_numbers_are_of_it(
    stage: Stage, alive: bool
) -> None:
    kept = training(stage, alive=alive)
    kept = structs.replace(kept, plan=structs.replace(kept.plan, longer=(5.0,)))
    told = structs.replace(kept.report, model="mine", model_step=190)
    said = "The finished model, that of step 190, is the one that is opened"
    assert model_there(structs.replace(kept, report=told)) == f"{said}."
    told = structs.replace(told, measured={"copies": 0.0})
    of_it = "and the measured numbers below are of it"
    assert model_there(structs.replace(kept, report=told)) == f"{said}, {of_it}."
    told = structs.replace(told, stage="finished")
    assert model_there(structs.replace(kept, report=told, alive=False)) == ""


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


def test_a_distance_stands_with_its_features_its_error_and_what_it_is_held_against() -> None:
    found = {"kernel_distance": 0.02131, "kernel_distance_error": 0.0012, "real_kernel_distance": -0.0004}
    shown = ("0.0213 ± 0.0012", "(training pictures −0.0004)")
    assert measured(found) == (("kernel distance in features of an autoencoder", *shown),)
    assert measured({**found, "classifier_accuracy": 0.9})[0] == (
        "kernel distance in features of a classifier", *shown,
    )  # fmt: skip


def test_every_measured_number_has_a_sentence_which_is_in_the_explanation_too() -> None:
    found = ("bits_per_dim", "kernel_distance", "class_agreement", "copies")
    shown = [name for name, _value, _note in measured(dict.fromkeys(found, 0.1))]
    assert len(shown) == len(found) == len({tip_of(name) for name in shown})
    for name in shown:
        assert tip_of(name) and tip_of(name) in HAPPENS.unescape()
    assert tip_of("odd one") == ""


def test_shares_have_their_intervals_and_what_is_not_known_is_not_said() -> None:
    assert measured(
        {"class_agreement": 0.87, "class_agreement_low": 0.83, "class_agreement_high": 0.904}
    ) == (("class agreement", "87%", "(83%–90%)"),)
    assert measured({"class_agreement": 0.87, "classifier_accuracy": 0.97})[0][2] == "(held-out pictures 97%)"
    copies = {"copies": 0.0125, "copies_expected": 0.01, "copies_by_chance": 0.03}
    assert measured(copies) == (("copies", "1.2%", "(perfect 1.0%, by chance up to 3.0%)"),)
    assert measured({"bits_per_dim": 3.4217, "pixel_bits_per_dim": 4.9}) == (
        ("bits/dim held out", "3.42", "(single pixels 4.9)"),
    )
    assert measured({"odd_one": 1.0}) == ()
