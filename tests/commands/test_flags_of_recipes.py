"""The command line leaves a recipe's fields alone that nobody has set."""

from __future__ import annotations

import argparse

import pytest

from playground import paradigms
from playground.commands import flags, generate
from playground.core.recipe import Recipe, kind_of
from playground.paradigms.lab.ending import is_training

TRAININGS = [kind for kind in paradigms.recipe_types() if is_training(kind)]


@pytest.mark.parametrize("kind", TRAININGS, ids=kind_of)
def test_a_training_is_what_it_is_at_first_where_no_flag_says_otherwise(kind: type[Recipe]) -> None:
    words = [f"--kind={kind_of(kind)}", "--train-steps=9", "--out=it.npz"]
    parser = argparse.ArgumentParser(allow_abbrev=False)
    generate.add_arguments(parser, words)
    assert flags.build(kind, None, parser.parse_args(words)) == kind()


def test_bounds_are_told_in_all_their_digits() -> None:
    words = ["--kind=gan-sample", "--out=it.npz"]
    parser = argparse.ArgumentParser(allow_abbrev=False)
    generate.add_arguments(parser, words)
    told = " ".join(parser.format_help().split())
    assert "(0 to 2,147,483,647; default 0)" in told and "(0 to 2; default 1.0)" in told
