"""``playground train``: train a model, or what a lab begins with, from its recipe."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from playground.commands import UsageError
from playground.core.errors import RecipeError
from playground.zoo import cli, lab_states, recipes


def add_arguments(parser: argparse.ArgumentParser, _: Sequence[str]) -> None:
    """The options of training."""
    cli.add_train_arguments(parser)


def run(args: argparse.Namespace) -> int:
    """Train, or go on where an earlier training stopped."""
    if args.recipe in lab_states.names():
        return cli.train_lab(args)
    try:
        recipes.recipe(args.recipe)
    except RecipeError as error:
        raise UsageError(error.sentence) from error
    return cli.train(args)
