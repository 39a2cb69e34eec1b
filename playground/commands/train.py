"""``playground train``: a model, or what a lab begins with, from its recipe; or one of one's own pictures."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from playground.commands import UsageError, of_own
from playground.core.errors import RecipeError
from playground.zoo import cli, lab_states, recipes

_OF_MODELS = "data", "download", "device", "ship", "slim"
"""Options that say something of models alone."""


def add_arguments(parser: argparse.ArgumentParser, argv: Sequence[str]) -> None:
    """The options of training: those of a family, where one is named, or those of a recipe."""
    if argv and argv[0] in of_own.FAMILIES:
        of_own.add_arguments(parser)
        return
    cli.add_train_arguments(parser)
    parser.epilog = (
        f"Of pictures of your own: playground train FAMILY --data NAME|DIR, where FAMILY is one of "
        f"{', '.join(of_own.FAMILIES)}; playground train FAMILY --help says more."
    )


def run(args: argparse.Namespace) -> int:
    """Train, or go on where an earlier training stopped."""
    if hasattr(args, "family"):
        return of_own.train(args)
    if args.recipe in of_own.FAMILIES:
        raise UsageError(f"say the family first: playground train {args.recipe} --data NAME|DIR …")
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
