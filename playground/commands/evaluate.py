"""``playground evaluate``: measure a trained model."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from playground.zoo import cli


def add_arguments(parser: argparse.ArgumentParser, _: Sequence[str]) -> None:
    """The options of measuring."""
    cli.add_evaluate_arguments(parser)


def run(args: argparse.Namespace) -> int:
    """Measure a model on held-out images."""
    return cli.evaluate(args)
