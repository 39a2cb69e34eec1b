"""``playground verify``: run an exported file's recipe again and compare."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from playground.commands import options
from playground.core.regular_files import named


def add_arguments(parser: argparse.ArgumentParser, _: Sequence[str]) -> None:
    """The file and where its model is run."""
    parser.add_argument(
        "file", type=named, help="a PNG, GIF, WebP or NPZ file made by this program, or a folder of PNGs"
    )
    options.add_model_folders(parser)
    options.add_placement(parser)
    parser.add_argument("--json", action="store_true", help="say the result as JSON")


def run(args: argparse.Namespace) -> int:
    """Say how far the file is from its recipe's result; status 1 if they are not the same."""
    from playground.export.verify import verify

    result = verify(args.file, options.resources(args))
    if args.json:
        options.say_json(result)
    else:
        options.say(result.sentence)
    return 0 if result.same else 1
