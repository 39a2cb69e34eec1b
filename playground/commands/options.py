"""Options and output that commands share."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playground.commands import UsageError
from playground.core import folders, plain_text
from playground.core.noise import MAX_SEED
from playground.core.resources import Placement, Resources
from playground.paradigms.cards import rules


def models_in(name: str) -> Path:
    """The folder that ``--models`` names; raises ``UsageError`` where there is none."""
    if not name:
        raise UsageError("No folder of models is named; “.” means the current folder.")
    folder = Path(name).resolve()
    if why := folders.why_no_models(folder):
        raise UsageError(why)
    return folder


def add_model_folders(parser: argparse.ArgumentParser, kind: Callable[[str], Path] = models_in) -> None:
    """``--models DIR``, which may be given more than once; ``kind`` reads it."""
    parser.add_argument(
        "--models",
        metavar="DIR",
        type=kind,
        action="append",
        default=[],
        help="also look for models in DIR, or use the one that it is",
    )


def by_name(args: argparse.Namespace) -> None:
    """Let a model that is named by its folder be named by its name, and be looked for there first."""
    model = getattr(args, "model", None)
    if isinstance(model, str) and (Path(model) / "card.toml").is_file():
        folder = Path(model).resolve()
        args.model, args.models = folder.name, [folder, *args.models]


def add_placement(parser: argparse.ArgumentParser) -> None:
    """``--runtime`` and ``--device``."""
    parser.add_argument(
        "--runtime", choices=("onnx", "torch"), default="onnx", help="what runs the model (default: onnx)"
    )
    parser.add_argument("--device", default="cpu", help="cpu, cuda, directml, coreml or mps (default: cpu)")


def check_counts(samples: int | None, repeats: int, seed: int) -> None:
    """Raises ``UsageError`` for a number of pictures or of sets, or a seed, that cannot be; without a number
    of pictures there are as many as usual."""
    from playground.evaluate.comparison import why_not
    from playground.evaluate.yardsticks import USUAL_SIZE

    if why := why_not(USUAL_SIZE if samples is None else samples, repeats):
        raise UsageError(why)
    if not 0 <= seed <= MAX_SEED:
        raise UsageError(f"a seed lies between 0 and {MAX_SEED}; it is {seed}")


def resources(args: argparse.Namespace) -> Resources:
    """Resources for the model folders, runtime and device that were asked for; notices go to stderr.

    Whoever names a model asks for it: one of others that nobody has allowed is used, and told of.
    """
    from playground.export.trust import Gate, TrustStore
    from playground.runtimes.resources import open_resources

    placement = Placement(args.runtime, args.device)
    places, admit = folders.model_folders(tuple(args.models)), Gate(TrustStore()).telling(notice)
    return open_resources(places, rules(), placement, notice, admit)


def notice(sentence: str) -> None:
    """Say something that is no error on stderr."""
    sys.stderr.write(f"playground: {plain_text.text(sentence)}\n")


def say(line: str) -> None:
    """Write a line of the command's result to stdout."""
    sys.stdout.write(f"{plain_text.text(line, len(line))}\n")


def say_json(value: Any) -> None:
    """Write the command's result as indented JSON to stdout."""
    import msgspec

    sys.stdout.write(f"{msgspec.json.format(msgspec.json.encode(value), indent=2).decode()}\n")
