"""``playground screenshot``: render a tab or the Studio to a PNG file without a display."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from pathlib import Path

from playground.commands import UsageError, options
from playground.core.recipe import Recipe
from playground.core.regular_files import named

_SMALLEST, _LARGEST = 320, 8192


def add_arguments(parser: argparse.ArgumentParser, _: Sequence[str]) -> None:
    """What is shown, how large, and where it is written."""
    parser.add_argument("--out", type=named, required=True, metavar="FILE.png", help="the PNG file")
    parser.add_argument("--tab", metavar="NAME", help="which tab, or studio (the recipe’s, or the first)")
    parser.add_argument(
        "--stage", default="", metavar="NAME",
        help="which stage of the tab: lab or images; of compare quality, table, league or race (the first)",
    )  # fmt: skip
    parser.add_argument("--training", default="", metavar="NAME", help="show this training in the Studio")
    parser.add_argument(
        "--recipe", type=named, metavar="FILE", help="show the recipe in this file, in its panel"
    )
    parser.add_argument(
        "--size",
        type=size,
        default=(1440, 900),
        metavar="WxH",
        help="pixels, at least the smallest window (1440x900)",
    )
    parser.add_argument("--theme", choices=("light", "dark"), default="light", help="colours (light)")
    parser.add_argument("--full", action="store_true", help="with all controls of the tab")
    parser.add_argument("--overwrite", action="store_true", help="replace a file that exists")
    options.add_model_folders(parser)


def run(args: argparse.Namespace) -> int:
    """Render the tab with its engine's results."""
    if args.out.suffix.lower() != ".png":
        raise UsageError(f"a screenshot is a PNG file, so {args.out} must end in .png")
    if os.path.lexists(args.out) and not args.overwrite:
        from playground.core.errors import ExportError

        raise ExportError(
            f"{args.out} was not written: it already exists; choose another name or --overwrite."
        )
    if args.training:
        from playground.studio import training_folders

        training_folders.folder_of(args.training)  # says which there are
    state = _state(args.recipe)
    # Read by Qt when it starts; whoever sets it wants another platform than the invisible one.
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from playground.commands.window import application

    application().screenshot(
        tab=args.tab or ("studio" if args.training else _tab(state)), out=args.out, size=args.size,
        theme=args.theme, state=state, models=tuple(args.models), stage=args.stage, training=args.training,
        full=args.full,
    )  # fmt: skip
    options.say(str(args.out))
    return 0


def size(text: str) -> tuple[int, int]:
    """Width and height from ``1440x900``."""
    width, _, height = text.lower().partition("x")
    try:
        sides = (int(width), int(height))
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{text}” must look like 1440x900") from None
    if not all(_SMALLEST <= side <= _LARGEST for side in sides):
        raise argparse.ArgumentTypeError(
            f"“{text}” must lie between {_SMALLEST} and {_LARGEST} pixels a side"
        )
    return sides


def _state(path: Path | None) -> Recipe | None:
    if path is None:
        return None
    from playground.export.metadata import read_recipe

    return read_recipe(path)[0]


def _tab(state: Recipe | None) -> str:
    from playground import paradigms

    return (paradigms.paradigm_of(state) if state else paradigms.discover()[0]).name
