"""Measurements of models that are told words, which need the captioned pictures that they learned from.

python -m playground.zoo.cli compositions emoji-words --data DIR --out DIR
python -m playground.zoo.cli quiz emoji-words --data DIR --out DIR
python -m playground.zoo.cli mark ANSWERS.json --out DIR
python -m playground.zoo.cli swaps emoji-words --data DIR --out DIR

Another needs the pictures that ship alone:

python -m playground.zoo.cli nearness emoji-words --out DIR
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from playground.core.errors import DataError, PlaygroundError
from playground.core.regular_files import named

if TYPE_CHECKING:
    from playground.core.resources import Resources
    from playground.zoo.pair.drawing import Drawer, DrawingSetting


_KEPT = {"kept": "kept", "places": "kept_places", "whole": "kept_whole", "local": "local"}


def add_parsers(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add ``compositions``, ``quiz``, ``mark``, ``swaps`` and ``nearness``."""
    parser = subparsers.add_parser("compositions", help="measure emoji in styles that were held out")
    _add_drawing(parser)
    parser.add_argument("--pair", default="emoji-pair", help="the model that is the yardstick (emoji-pair)")
    parser.add_argument("--pairs", type=int, default=10_000, metavar="N", help="emoji and styles (all)")
    parser.add_argument("--seeds", type=int, default=4, metavar="N", help="drawings of each (4)")
    parser.add_argument(
        "--guidance", type=float, action="append", metavar="SCALE",
        help="a scale to try on training pairs; given once, it is taken (1, 2, 3, 4, 6)",
    )  # fmt: skip
    parser.add_argument(
        "--write",
        type=named,
        metavar="FOLDER",
        help="write the numbers into the card of the model there",
    )
    parser.set_defaults(work=_compositions)
    parser = subparsers.add_parser("quiz", help="draw the prompts that a seed chose, and a quiz")
    _add_drawing(parser)
    parser.add_argument("--seeds", type=int, default=4, metavar="N", help="drawings of each prompt (4)")
    parser.add_argument("--guidance", type=float, default=4.0, metavar="SCALE", help="guidance (4)")
    parser.set_defaults(work=_quiz)
    parser = subparsers.add_parser("mark", help="mark the answers to a quiz")
    parser.add_argument("answers", type=named, help='a JSON file: {"1": "C", …}')
    parser.add_argument("--out", type=named, required=True, metavar="DIR", help="folder of the quiz")
    parser.set_defaults(work=_mark)
    _add_swaps(subparsers)
    parser = subparsers.add_parser("nearness", help="measure how near drawings lie to what was learned")
    _add_way(parser)
    parser.add_argument(
        "--pairs", type=int, default=60, metavar="N", help="emoji and styles of each kind (60)"
    )
    parser.add_argument("--seeds", type=int, default=4, metavar="N", help="drawings of each (4)")
    parser.add_argument("--guidance", type=float, default=4.0, metavar="SCALE", help="guidance (4)")
    parser.set_defaults(work=_nearness)


def _add_swaps(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser("swaps", help="measure edits of one word, with the rest kept and without")
    _add_drawing(parser)
    parser.add_argument("--pair", default="emoji-pair", help="the model that is the yardstick (emoji-pair)")
    parser.add_argument("--swaps", type=int, default=40, metavar="N", help="how many (40)")
    parser.add_argument(
        "--seed",
        type=int,
        metavar="N",
        help="draw other swaps by this seed, none of them among the forty that are measured without it",
    )
    parser.add_argument("--seeds", type=int, default=4, metavar="N", help="drawings of each, up to 8 (4)")
    parser.add_argument("--guidance", type=float, default=4.0, metavar="SCALE", help="guidance (4)")
    for name, field in _KEPT.items():
        parser.add_argument(
            f"--{name}", type=float, metavar="SHARE", help=f"{field} of the recipe words-edit (its usual one)"
        )
    parser.set_defaults(work=_swaps)


def _add_drawing(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--data", type=named, required=True, metavar="DIR", help="folder of the pictures")
    _add_way(parser)


def _add_way(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("model", help="name of a model that is told words")
    parser.add_argument("--out", type=named, required=True, metavar="DIR", help="folder to write to")
    parser.add_argument(
        "--models",
        type=named,
        action="append",
        default=[],
        metavar="DIR",
        help="also look for models in DIR",
    )
    parser.add_argument("--runtime", choices=("onnx", "torch"), default="onnx", help="what runs the models")
    parser.add_argument("--sampler", default="ab2", help="sampler (ab2)")
    parser.add_argument("--steps", type=int, default=20, metavar="N", help="its steps (20)")


def _compositions(args: argparse.Namespace) -> int:
    from playground.evaluate.contrastive import Contrastive
    from playground.export.atomic import make_folder, write_card
    from playground.paradigms.cards import read_card
    from playground.zoo.pair.compositions import SCALES, Measuring, Plan, gallery_of, judge_of, table, told

    if args.pairs < 2 or args.seeds < 1 or args.steps < 1:
        raise DataError("There must be at least two pairs, one seed and one step.")
    resources = _resources(args)
    pair, drawer = Contrastive(args.pair, resources), _drawer(args, resources)
    gallery, every = gallery_of(_captioned(args, "train"), _captioned(args, "t10k"))
    judge = judge_of(gallery, args.pair, pair.look, "emoji")
    scales = tuple(args.guidance or SCALES)
    plan = Plan(pairs=args.pairs, seeds=args.seeds, scales=scales, way=_way(args, scales[0]))
    report = Measuring(judge, every, drawer, plan, make_folder(args.out), _notice).report(
        pair.card.name, pair.card.hash
    )
    if args.write is not None:
        card = read_card(args.write)
        if card.hash != report.model_hash:
            raise DataError(f"{args.write} holds another model than the one that was measured.")
        write_card(args.write, told(card, report))
    _write(args.out, "compositions", report, "\n".join(table(report)) + "\n")
    return 0


def _quiz(args: argparse.Namespace) -> int:
    import numpy as np

    from playground.core.captioned import together
    from playground.export.atomic import make_folder, write_file
    from playground.zoo.pair import prompts
    from playground.zoo.pair.drawing import Asked

    every = together(_captioned(args, "train"), _captioned(args, "t10k"))
    asked, drawer, out = prompts.prompts(every), _drawer(args, _resources(args)), make_folder(args.out)
    drawn = []
    for number, prompt in enumerate(asked):
        # As whoever types what stands beneath it, without the keywords of its caption.
        of = Asked((prompt.name,), prompt.style, number)
        drawn.append(drawer.draw([of], _way(args, args.guidance), args.seeds))
        _notice(f"{number + 1} of {len(asked)} prompts")
    pictures = np.stack(drawn)
    write_file(out / "sheet.png", prompts.sheet(asked, pictures), overwrite=True)
    quiz = prompts.questions(asked, args.seeds)
    for page, content in enumerate(prompts.pages(quiz, pictures), 1):
        write_file(out / f"page-{page:02}.png", content, overwrite=True)
    write_file(out / "key.json", msgspec.json.format(msgspec.json.encode(quiz), indent=1), overwrite=True)
    sys.stdout.write(f"{len(quiz)} questions are in {out}; key.json holds the answers.\n")
    return 0


def _mark(args: argparse.Namespace) -> int:
    from playground.zoo.pair.prompts import marked, read_answers, read_key

    quiz = read_key(args.out / "key.json")
    found = marked(quiz, read_answers(args.answers))
    sys.stdout.write(
        f"{found.value:.1%} right ({found.low:.1%} to {found.high:.1%}) of {len(quiz)} questions\n"
    )
    return 0


def _swaps(args: argparse.Namespace) -> int:
    from playground.core.captioned import together
    from playground.evaluate.contrastive import Contrastive
    from playground.paradigms.words.recipes import Edit
    from playground.zoo.pair import swaps

    resources = _resources(args)
    _check_swaps(args, resources)
    images = together(_captioned(args, "train"), _captioned(args, "t10k"))
    if args.seed is None:
        asked = swaps.swaps(images, args.swaps)
    else:
        asked = swaps.swaps(images, args.swaps, args.seed, without=swaps.swaps(images))
    kept = {field: getattr(args, name) for name, field in _KEPT.items() if getattr(args, name) is not None}
    recipe = Edit(
        model=args.model, sampler=args.sampler, steps=args.steps, guidance=args.guidance, count=args.seeds,
        **kept,
    )  # fmt: skip
    found = tuple(
        swaps.rows(
            swaps.measured(asked, images, recipe, resources, Contrastive(args.pair, resources), _notice)
        )
    )
    said = {"recipe": recipe, "swaps": asked, "rows": found, "model_hash": resources.card(args.model).hash}
    _write(args.out, "swaps", said, "\n".join(swaps.table(found)) + "\n")
    return 0


def _nearness(args: argparse.Namespace) -> int:
    from playground.zoo.pair.nearness import measured, table

    _check_counts(args.pairs, args.seeds, args.steps)
    found = measured(args.model, _resources(args), _way(args, args.guidance), args.pairs, args.seeds, _notice)
    lines = "\n".join(table(found)) + "\n"
    _write(args.out, "nearness", found, lines)
    return 0


def _check_counts(*counts: int) -> None:
    if min(counts) < 1:
        raise DataError("There must be at least one of each: pairs, seeds, steps.")


def _check_swaps(args: argparse.Namespace, resources: Resources) -> None:
    from playground.core.conditions import tokens_of

    _check_counts(args.seeds, args.steps)
    if args.swaps < 2:
        raise DataError("There must be at least two swaps, one of a colour and one of a mood.")
    if args.seed is not None and args.seed < 0:
        raise DataError("Swaps are drawn by a seed that is not negative.")
    card = resources.card(args.model)
    if tokens_of(card).attention is None:
        raise DataError(f"{card.title} has no part that shows how it looks at words, which this measures.")


def _write(out: Path, name: str, report: object, lines: str) -> None:
    """A report as data and as tables in the folder, and the tables on the standard output."""
    from playground.export.atomic import make_folder, write_file

    content = msgspec.json.format(msgspec.json.encode(report), indent=1) + b"\n"
    write_file(make_folder(out) / f"{name}.json", content, overwrite=True)
    write_file(out / f"{name}.md", lines.encode(), overwrite=True)
    sys.stdout.write(lines)


def _captioned(args: argparse.Namespace, part: Any) -> Any:
    from playground.core.captioned import CaptionedImages
    from playground.zoo.data import load

    found = load("emoji", part, args.data)
    if not isinstance(found, CaptionedImages):
        raise DataError(f"{args.data} holds no captions.")
    return found


def _resources(args: argparse.Namespace) -> Resources:
    from playground.core import folders
    from playground.core.resources import Placement
    from playground.paradigms.cards import rules
    from playground.runtimes.resources import open_resources

    for place in args.models:
        if why := folders.why_no_models(place):
            raise PlaygroundError(why)
    return open_resources(
        folders.model_folders(tuple(args.models)), rules(), Placement(args.runtime), _notice
    )


def _drawer(args: argparse.Namespace, resources: Resources) -> Drawer:
    from playground.zoo.pair.drawing import Drawer

    return Drawer(args.model, resources)


def _way(args: argparse.Namespace, guidance: float) -> DrawingSetting:
    from playground.zoo.pair.drawing import DrawingSetting

    return DrawingSetting(sampler=args.sampler, steps=args.steps, guidance=guidance)


def _notice(sentence: str) -> None:
    sys.stderr.write(f"playground: {sentence}\n")
