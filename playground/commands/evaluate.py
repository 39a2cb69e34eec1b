"""``playground evaluate``: measure a model's pictures, and whatever else its kind is measured by."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from playground.commands import UsageError, combinations, options
from playground.core import folders
from playground.core.cards import Card
from playground.core.errors import ExportError
from playground.core.recipe import Recipe
from playground.core.regular_files import named
from playground.paradigms.cards import read_card
from playground.paradigms.families import families, family_of

_FIXED = ("model", "count", "seed")


def add_arguments(parser: argparse.ArgumentParser, argv: Sequence[str]) -> None:
    """The options, with a flag for each field of the recipe that draws the model's pictures."""
    parser.add_argument("name", nargs="?", metavar="MODEL", help="name of a model, or its folder")
    parser.add_argument("--model", metavar="MODEL", help="the same")
    options.add_model_folders(parser)
    _add_measuring(parser)
    options.add_placement(parser)
    folder = _mentioned(type(parser), argv)
    family = family_of(read_card(folder).paradigm) if folder else None
    drawn = family.generate if family else None
    parser.set_defaults(folder=folder, recipe_type=drawn)
    if drawn:
        combinations.add_flags(parser, drawn, _FIXED)
    else:
        parser.epilog = "playground evaluate MODEL --help also shows how the model’s pictures can be made."


def run(args: argparse.Namespace) -> int:
    """Measure, say what was found, and write it where that was asked for."""
    from playground.commands import evaluation

    card = _card(args)
    options.check_counts(args.samples, args.repeats, args.seed)
    if args.out is not None and args.out.exists() and not args.overwrite:
        raise ExportError(f"{args.out} exists already; choose another name or add --overwrite.")
    found: dict[str, Any] = {"name": card.name}
    family = family_of(card.paradigm)
    if family is not None and family.measured:
        card = evaluation.measure_held_out(card, args)
        found |= {"measured": card.measured, "measured_with": card.measured_with}
    points = _recipes(card, args)
    if args.write and len(points) > 1:
        raise UsageError("--write needs one recipe; give every flag one value")
    if points:
        reports = evaluation.measure_pictures(points, card, args)
        found["points"] = reports
        if args.write:
            card = evaluation.with_report(card, reports[0])
    _finish(card, found, args)
    return 0


def _add_measuring(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("what is measured")
    whose = " or ".join(family.title for family in families() if family.asked_for)
    group.add_argument(
        "--samples", type=int, metavar="N",
        help="pictures in a set (2,000; of a model that is told words one for each caption that is held out; "
        f"of a {whose} none unless this or a flag of its pictures is given)",
    )  # fmt: skip
    group.add_argument("--repeats", type=int, default=1, metavar="R", help="independent sets of pictures (1)")
    group.add_argument("--seed", type=int, default=0, metavar="N", help="seed of the first pictures (0)")
    group.add_argument(
        "--data", type=named, metavar="DIR",
        help="folder of the data set’s IDX files, for more held-out images than those that ship",
    )  # fmt: skip
    group.add_argument(
        "--cache", type=named, metavar="DIR",
        help="where pictures are kept, so that a measurement that was stopped goes on (the user’s folder)",
    )  # fmt: skip
    group.add_argument("--fresh", action="store_true", help="make pictures anew that are kept there")
    group.add_argument("--write", action="store_true", help="write the numbers into the model’s card")
    group.add_argument("--out", type=named, metavar="FILE", help="write the numbers to this JSON file")
    group.add_argument("--overwrite", action="store_true", help="replace that file if it exists")
    group.add_argument("--json", action="store_true", help="print the numbers as JSON")


def _mentioned(parser_type: type[argparse.ArgumentParser], argv: Sequence[str]) -> Path | None:
    """The folder of the model that the command line speaks of, found before its other flags are known."""
    early = parser_type(add_help=False, allow_abbrev=False)
    options.add_model_folders(early)
    early.add_argument("--model")
    chosen, rest = early.parse_known_args(list(argv))
    words = [chosen.model] if chosen.model else [word for word in rest if not word.startswith("-")]
    places = folders.model_folders(tuple(chosen.models))
    candidates = (
        path for word in words for path in (Path(word), *(directory / word for directory in places))
    )
    return next((path.resolve() for path in candidates if (path / "card.toml").is_file()), None)


def _card(args: argparse.Namespace) -> Card:
    asked = args.model or args.name
    if asked is None:
        raise UsageError("a model must be given; playground models lists those there are")
    if args.model and args.name and args.model != args.name:
        raise UsageError(f"“{args.name}” is one model too many beside --model {args.model}")
    if args.folder is None:
        raise UsageError(f"There is no model “{asked}”; playground models lists those there are.")
    return read_card(args.folder)


def _recipes(card: Card, args: argparse.Namespace) -> list[Recipe]:
    """What is to be measured of the model's pictures; of some families nothing unless it was asked for."""
    if args.recipe_type is None:
        raise UsageError(f"{card.title} makes no pictures that could be measured.")
    family = family_of(card.paradigm)
    if family is not None and family.asked_for and args.samples is None and not combinations.was_given(args):
        return []
    return combinations.recipes(args.recipe_type, args, model=card.name, seed=args.seed)


def _finish(card: Card, found: dict[str, Any], args: argparse.Namespace) -> None:
    import msgspec

    from playground.export.atomic import write_card, write_file

    if args.write:
        write_card(args.folder, card)
    if args.out is not None:
        content = msgspec.json.format(msgspec.json.encode(found), indent=1)
        write_file(args.out, content + b"\n", overwrite=args.overwrite)
    if args.json:
        options.say_json(found)
