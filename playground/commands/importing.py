"""``playground import``: bring in a model that was trained elsewhere."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, get_args

from playground.commands import UsageError, options
from playground.core import folders
from playground.core.regular_files import named

if TYPE_CHECKING:
    from playground.importing.identify import Identified
    from playground.importing.importing import Imported

_SHOWN = 6


def add_arguments(parser: argparse.ArgumentParser, _argv: Sequence[str]) -> None:
    """The source, and what may be said of it."""
    from playground.importing.draft import Role

    parser.add_argument(
        "source",
        type=_source,
        metavar="SOURCE",
        help="a folder that diffusers saved, hf:owner/name, an .onnx file, a folder of two with a tokenizer, "
        "a state dict, or (--trust) .pt2 or TorchScript",
    )
    parser.add_argument("--name", default="", help="the model’s name (default: the source’s)")
    parser.add_argument("--title", default="", help="what it is called in the window")
    parser.add_argument("--licence", default="", help="its licence, as its card says")
    parser.add_argument(
        "--pictures", metavar="DIR", default="",
        help="pictures like those it was trained on, to measure how it speaks: PNGs, files of an IDX data "
        "set, or a data set’s name (default: those that ship, where they are as large)",
    )  # fmt: skip
    parser.add_argument(
        "--data", metavar="NAME", default="",
        help="the data set that it learned: what it is compared with, and how it speaks (of a model’s "
        "folder that is there: say so in its card)",
    )  # fmt: skip
    parser.add_argument("--role", choices=get_args(Role), help="what a network alone is for")
    parser.add_argument(
        "--range", type=_range, metavar="BLACK:WHITE", help="the values of black and white, such as 0:1"
    )
    parser.add_argument(
        "--labels", type=_labels, default=(), metavar="A,B,…", help="the names of its classes"
    )
    parser.add_argument("--size", type=int, metavar="N", help="sides of the pictures, where it does not say")
    parser.add_argument(
        "--length", type=int, metavar="N", help="tokens that a text has, where nothing beside says it"
    )
    parser.add_argument(
        "--measured", "--yes", action="store_true",
        help="take what fits best, also where that is not sure or a configuration says another",
    )  # fmt: skip
    parser.add_argument(
        "--trust", action="store_true",
        help="run the source’s own code (TorchScript, .pt2, --module), or read its pickle, once, in a "
        "process of its own",
    )  # fmt: skip
    parser.add_argument(
        "--module", metavar="FILE.py:CLASS", default="", help="the network that a state dict belongs to"
    )
    parser.add_argument("--shape", type=_shape, default=(), metavar="C,H,W", help="of what its network takes")
    parser.add_argument("--into", type=named, metavar="DIR", help="the folder of models to write to")
    parser.add_argument("--check", action="store_true", help="check a model’s folder, and write nothing")
    parser.add_argument("--json", action="store_true", help="say what was done as JSON")


def run(args: argparse.Namespace) -> int:
    """Look at it, measure it, write it, and say what was found."""
    if args.check:
        return _check(args.source, args.json)
    if args.data and (args.source / "card.toml").is_file():
        return _learned(args.source, args.data, args.json)
    from playground.importing.draft import Answers
    from playground.importing.importing import name_of
    from playground.importing.sources import folder_of
    from playground.importing.whole import import_model

    source = folder_of(args.source)
    answers = Answers(
        name=args.name, title=args.title, licence=args.licence, data=args.data, role=args.role,
        range=args.range, labels=args.labels, size=args.size, length=args.length, measured=args.measured,
        trust=args.trust, module=args.module, shape=args.shape,
    )  # fmt: skip
    name = name_of(answers, source)
    found = import_model(
        source, name, args.into or folders.user_data() / "models", answers, args.pictures, _tell
    )
    _say(found, args.json)
    return 0


def _tell(what: str, share: float) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\r{what} {share:4.0%}\x1b[K" if share < 1 else "\r\x1b[K")
        sys.stderr.flush()


def _say(found: Imported, as_json: bool) -> None:
    if as_json:
        rows = found.identified.rows[:_SHOWN] if found.identified else ()
        options.say_json(
            {
                "folder": str(found.folder), "name": found.card.name, "paradigm": found.card.paradigm,
                "verdict": found.identified.verdict if found.identified else None,
                "conventions": [
                    {"title": row.convention.title, "score": round(row.score, 4), "alike": row.alike}
                    for row in rows
                ],
                "difference": found.difference, "notes": list(found.notes),
            }
        )  # fmt: skip
        return
    if found.identified is not None:
        _table(found.identified)
    for note in found.notes:
        options.notice(note)
    if found.said:
        options.say(f"How it speaks: {found.said}.")
    options.say(f"The graphs differ from the source by {found.difference:.1e} at most.")
    options.say(f"Four pictures: {found.folder / 'samples.png'}")
    like = f" {found.like}" if found.like else ""
    options.say(f"playground generate --model {found.card.name}{like} --out pictures.png")


def _table(found: Identified) -> None:
    options.say("error  convention (0 is perfect, 1 knows nothing of the pictures)")
    for row in found.rows[:_SHOWN]:
        alike = " =" if row.alike and row is not found.rows[0] else ""
        options.say(f"{row.score:5.3f}  {row.convention.title}{alike}")


def _learned(folder: Path, data: str, as_json: bool) -> int:
    from playground.importing.learned import say_learned

    card = say_learned(folder.resolve(), data)
    if as_json:
        options.say_json({"name": card.name, "data": card.data, "labels": list(card.labels)})
    else:
        options.say(f"{card.title} learned {card.data}: that is what it is compared with.")
    return 0


def _check(folder: Path, as_json: bool) -> int:
    from playground.importing.whole import check

    found = check(folder)
    if as_json:
        options.say_json(found)
        return 0
    options.say(
        f"{found.title} in {folder} can be used: {', '.join(found.parts)} agree with its card, and it draws."
    )
    return 0


def _source(text: str) -> Path:
    if not text:
        raise UsageError("No source is named; “.” means the current folder.")
    return Path(text)


def _range(text: str) -> tuple[float, float]:
    low, _, high = text.partition(":")
    try:
        found = float(low), float(high)
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{text}” must be two numbers, such as -1:1") from None
    if not found[0] < found[1]:
        raise argparse.ArgumentTypeError(f"“{text}” must be black below white")
    return found


def _shape(text: str) -> tuple[int, ...]:
    try:
        found = tuple(int(part) for part in text.split(","))
    except ValueError:
        found = ()
    if not 1 <= len(found) <= 3 or min(found) < 1 or max(found) > 4096:
        raise argparse.ArgumentTypeError(f"“{text}” must be sides with commas between, such as 1,28,28")
    return found


def _labels(text: str) -> tuple[str, ...]:
    found = tuple(part.strip() for part in text.split(","))
    if not all(found):
        raise UsageError("a label of --labels is empty")
    return found
