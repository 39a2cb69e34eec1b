"""How many steps the minutes come to is found before a training begins, and leaves nothing behind."""

from __future__ import annotations

import json

import pytest

from playground.cli import main
from playground.core import folders
from playground.core.errors import DataError
from playground.datasets.own_sets import OwnSet
from playground.studio import training_folders
from playground.studio.speed import foreseen
from playground.studio.training_folders import Plan

pytestmark = pytest.mark.torch


@pytest.mark.parametrize("family", ["vae", "flow"])
def test_steps_are_timed_on_noise_and_nothing_is_begun(
    drawings: OwnSet, family: training_folders.Family
) -> None:
    plan = Plan(name="mine", family=family, data=drawings.name, size=16, minutes=0.02)
    assert foreseen(plan) >= 1
    assert training_folders.names() == () and not (folders.user_data() / "models").exists()


def test_a_plan_that_cannot_be_is_refused(drawings: OwnSet) -> None:
    with pytest.raises(DataError, match="name it"):
        foreseen(Plan(name="mine", family="reflow", data=drawings.name, size=16))


def test_the_command_says_it_as_a_sentence_and_as_json(
    drawings: OwnSet, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["train", "vae", "--data", drawings.name, "--minutes", "0.02", "--estimate"]
    assert main(words) == 0
    told = capsys.readouterr()
    assert "That comes to about" in told.out and "hardly teach it anything" in told.err
    assert main([*words, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["steps"] >= 1
    assert training_folders.names() == ()
