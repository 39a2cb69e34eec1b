"""``playground train``: train a model, or what a lab begins with, from its recipe."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from playground.commands import UsageError
from playground.core.errors import RecipeError
from playground.zoo import cli, lab_states, recipes

_OF_MODELS = "data", "download", "device", "ship", "slim"
"""Options that say something of models alone."""


def add_arguments(parser: argparse.ArgumentParser, _: Sequence[str]) -> None:
    """The options of training."""
    cli.add_train_arguments(parser)


def run(args: argparse.Namespace) -> int:
    """Train, or go on where an earlier training stopped."""
    if args.recipe in lab_states.names():
        if given := [f"--{name}" for name in _OF_MODELS if getattr(args, name)]:
            told = f"“{args.recipe}” is what a lab begins with, which is trained as the lab trains"
            raise UsageError(f"{told}: it takes no {', '.join(given)}.")
        return cli.train_lab(args)
    try:
        recipes.recipe(args.recipe)
    except RecipeError as error:
        raise UsageError(error.sentence) from error
    return cli.train(args)
