"""``playground generate``: run a recipe and write its pictures or arrays."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, get_args

from playground import __version__, paradigms
from playground.commands import UsageError, flags, many, options
from playground.core.cards import Card
from playground.core.errors import EngineError, RecipeError, UnknownModelError
from playground.core.fields import fields
from playground.core.frames import Frame
from playground.core.paradigm import Run
from playground.core.recipe import Recipe, change, kind_of
from playground.core.regular_files import named
from playground.core.resources import Resources
from playground.export.metadata import read_recipe
from playground.export.pictures import MAX_SCALE, Layout, LayoutName, layout_of
from playground.export.writing import export, is_animation, is_folder, suffixes
from playground.paradigms.cards import rules
from playground.paradigms.families import family_of
from playground.paradigms.lab.ending import TRAIN_STEPS, Until, ended, is_endless, is_training


def add_arguments(parser: argparse.ArgumentParser, argv: Sequence[str]) -> None:
    """The options, with the flags of the recipe that ``--recipe``, ``--kind`` or ``--model`` asks for."""
    early = type(parser)(prog=parser.prog, add_help=False, allow_abbrev=False)
    for one in (early, parser):
        one.add_argument(
            "--recipe",
            type=named,
            metavar="FILE",
            help="start from the recipe in this exported or JSON file",
        )
        kinds = ", ".join(kind_of(kind) for kind in paradigms.recipe_types())
        one.add_argument("--kind", help=f"which recipe is run, one of: {kinds}")
        options.add_model_folders(one)
    early.add_argument("--model")
    chosen, _ = early.parse_known_args(list(argv))
    options.by_name(chosen)
    start, facts = read_recipe(chosen.recipe) if chosen.recipe else (None, {})
    card = _card_of(chosen) if start is None else None
    recipe_type = _recipe_type(chosen, start, card)
    parser.set_defaults(based_on=start, recorded=facts, recipe_type=recipe_type)
    flags.add_flags(parser, recipe_type)
    if card is not None:
        parser.set_defaults(**_usual(card, recipe_type))
    options.add_placement(parser)
    many.add_arguments(parser)
    if is_training(recipe_type):
        _add_training(parser)
    _add_output(parser, recipe_type)


def run(args: argparse.Namespace) -> int:
    """Run the recipe and write what came out."""
    _check_out(args.out)
    options.by_name(args)
    if args.recipes:
        if args.grid or args.based_on is not None or args.kind:
            raise UsageError("--recipes goes with no other recipe: not with --grid, --recipe or --kind")
        return many.draw_recipes(args, options.resources(args))
    recipe = _recipe(args)
    if "retired" in args.recorded:
        options.notice(args.recorded["retired"])
    if args.measure != "none" and not args.grid:
        raise UsageError("--measure goes with --grid alone; say which fields change")
    if args.grid:
        return many.draw_grid(recipe, args, options.resources(args))
    layout = _layout(args)
    until = _until(recipe, args)
    fps = 1000 / layout.milliseconds if args.fps is None else args.fps
    resources = options.resources(args)
    began = time.perf_counter()
    try:
        frame = _final(recipe, resources) if until is None else ended(_runs(resources), recipe, until)
    except UnknownModelError as error:
        # A file may name a model that is elsewhere; a flag that names none is a slip.
        if args.based_on is not None:
            raise
        raise UsageError(error.sentence) from error
    seconds = time.perf_counter() - began
    facts = frame.facts or {"playground": __version__}
    if note := str(frame.scalars.get("note", "")):
        options.notice(note)
    if until is not None:
        facts = {**facts, TRAIN_STEPS: int(frame.scalars["step"])}
    files = export(
        frame, recipe, facts, args.out, layout=layout.name, columns=layout.columns, spacing=layout.spacing,
        scale=layout.scale, index=layout.index, fps=fps, moments=_moments(frame, layout),
        overwrite=args.overwrite, sidecar=args.sidecar,
    )  # fmt: skip
    if args.json:
        written = [str(path) for path in files]
        options.say_json({"files": written, "recipe": recipe, "facts": facts, "seconds": round(seconds, 4)})
    else:
        for path in files:
            options.say(str(path))
    return 0


def _add_output(parser: argparse.ArgumentParser, recipe_type: type[Recipe]) -> None:
    group = parser.add_argument_group("what is written")
    known = ", ".join(suffixes())
    group.add_argument(
        "--out", type=named, required=True, metavar="FILE",
        help=f"the file; its suffix chooses the format ({known}), and without one it is a folder of PNGs",
    )  # fmt: skip
    group.add_argument("--layout", choices=get_args(LayoutName), help="how a PNG shows the pictures")
    taken = {field.name for field in fields(recipe_type)}
    parser.set_defaults(grid_columns=None)
    # What is drawn in rows and columns has its grid.
    if "columns" not in taken:
        group.add_argument(
            "--columns", dest="grid_columns", type=int, metavar="N",
            help="columns of a grid (0: as square as possible)",
        )  # fmt: skip
    # Samplers space their steps, and noises are counted: these have their other name alone there.
    group.add_argument(
        *(("--gap",) if "spacing" in taken else ("--gap", "--spacing")),
        dest="gap", type=int, metavar="N", help="black pixels between pictures",
    )  # fmt: skip
    group.add_argument("--scale", type=int, metavar="N", help=f"enlarge every pixel (1 to {MAX_SCALE} times)")
    group.add_argument(
        *(("--picture",) if "index" in taken else ("--index", "--picture")),
        dest="picture", type=int, metavar="N", help="which picture a single one is, from 0",
    )  # fmt: skip
    group.add_argument("--fps", type=float, metavar="X", help="pictures a second in an animation")
    group.add_argument("--overwrite", action="store_true", help="replace files that exist")
    group.add_argument("--sidecar", action="store_true", help="also write recipe and facts to FILE.json")
    group.add_argument("--json", action="store_true", help="say what was done as JSON")


def _recipe_type(chosen: argparse.Namespace, start: Recipe | None, card: Card | None) -> type[Recipe]:
    known = {kind_of(kind): kind for kind in paradigms.recipe_types()}
    if chosen.kind is not None and chosen.kind not in known:
        raise UsageError(f"there is no recipe kind “{chosen.kind}”; choose one of {', '.join(known)}")
    if start is not None:
        if chosen.kind not in (None, kind_of(start)):
            raise UsageError(f"{chosen.recipe} holds a recipe of kind {kind_of(start)}, not {chosen.kind}")
        return type(start)
    return known[chosen.kind] if chosen.kind else _of_model(card)


def _of_model(card: Card | None) -> type[Recipe]:
    """What the model's paradigm generates; the first paradigm's where no such model is known."""
    drawn = {one.name: one.generate for one in paradigms.discover() if one.generate is not None}
    if card is None:
        return next(iter(drawn.values()))
    if card.paradigm not in drawn:
        raise UsageError(f"{card.title} makes no pictures; playground models lists those that do")
    return drawn[card.paradigm]


def _usual(card: Card, recipe_type: type[Recipe]) -> dict[str, Any]:
    """What flags are that nobody gives, where a model cannot be asked with what they are by themselves."""
    family, known = family_of(card.paradigm), {field.name for field in fields(recipe_type)}
    if family is None or recipe_type not in family.runs:
        return {}
    return {name: value for name, value in family.usual(card).items() if name in known}


def _card_of(chosen: argparse.Namespace) -> Card | None:
    """The card of the model that is named; nothing where there is none."""
    from playground.core import folders
    from playground.runtimes import exact
    from playground.runtimes.catalogue import catalogue

    entries = catalogue(folders.model_folders(tuple(chosen.models)), rules()).entries
    return {card.name: card for card in exact.beside(entry.card for entry in entries)}.get(chosen.model)


def _moments(frame: Frame, layout: Layout) -> int:
    """How many pictures after each other are one thing's way, as the run says or the recorded layout."""
    return int(frame.scalars.get("columns", 0)) or layout.moments


def _recipe(args: argparse.Namespace) -> Recipe:
    if args.based_on is None and (lacking := flags.missing(args.recipe_type, args)):
        raise UsageError(f"{', '.join(lacking)} must be given, or --recipe with a file that says it")
    try:
        return _in_motion(flags.build(args.recipe_type, args.based_on, args), args)
    except RecipeError as error:
        raise UsageError(error.sentence) from error


def _in_motion(recipe: Recipe, args: argparse.Namespace) -> Recipe:
    """Export the trajectory if the file is an animation, unless the user chose what to export."""
    finished = getattr(recipe, "output", "") == "samples" and not hasattr(args, "output")
    if finished and is_animation(args.out) and hasattr(recipe, "moments"):
        return change(recipe, output="trajectory")
    return recipe


def _layout(args: argparse.Namespace) -> Layout:
    """The layout of the flags; what they leave open is as in the file given with ``--recipe``."""
    base = layout_of(args.recorded) if "picture_name" in args.recorded else Layout()
    flags_of = {"columns": "grid_columns", "spacing": "gap", "scale": "scale", "index": "picture"}
    given: dict[str, Any] = {
        key: getattr(args, flag) for key, flag in flags_of.items() if getattr(args, flag) is not None
    }
    return Layout(
        **{
            "columns": base.columns, "spacing": base.spacing, "scale": base.scale, "index": base.index,
            "milliseconds": base.milliseconds, "moments": base.moments, "name": args.layout or base.name,
            **given,
        }
    )  # fmt: skip


def _add_training(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("when a live training of a lab ends")
    group.add_argument("--train-steps", type=int, metavar="N", help="after so many training steps")
    group.add_argument(
        "--seconds",
        dest="train_seconds",
        type=float,
        metavar="X",
        help="after so many seconds, if not before",
    )


def _until(recipe: Recipe, args: argparse.Namespace) -> Until | None:
    """When a live training ends, which nothing else does; ``None`` for any other recipe."""
    if not is_endless(recipe):
        return None
    steps, seconds = args.train_steps, args.train_seconds
    if steps is None and seconds is None:
        raise UsageError(
            f"a live training ({kind_of(recipe)}) goes on for ever; add --train-steps or --seconds"
        )
    return Until(steps=steps, seconds=seconds)


def _runs(resources: Resources) -> Callable[[Recipe], Run]:
    return lambda recipe: paradigms.run(recipe, resources)


def _check_out(out: Path) -> None:
    """An unknown suffix is noticed before any work is done."""
    if not is_folder(out) and out.suffix.lower() not in suffixes():
        raise UsageError(
            f"the suffix “{out.suffix}” is not known; use {', '.join(suffixes())}, or no suffix for a folder"
        )


def _final(recipe: Recipe, resources: Resources) -> Frame:
    if not sys.stderr.isatty():
        from playground.engine.inprocess import final

        return final(recipe, resources)
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(kind_of(recipe))
        for frame in paradigms.run(recipe, resources):
            progress.update(task, completed=frame.index, total=frame.total)
            if frame.final:
                return frame
    raise EngineError("The recipe gave no final result.")
