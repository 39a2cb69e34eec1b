"""``playground train``: train a model from its recipe."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from playground.zoo import cli


def add_arguments(parser: argparse.ArgumentParser, _: Sequence[str]) -> None:
    """The options of training."""
    cli.add_train_arguments(parser)


def run(args: argparse.Namespace) -> int:
    """Train, or go on where an earlier training stopped."""
    return cli.train(args)
