"""What ``playground train`` and ``playground evaluate`` do; also ``python -m playground.zoo.cli``."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from playground.core import folders
from playground.core.errors import PlaygroundError, SessionError
from playground.zoo import recipes
from playground.zoo.lock import alone_in

if TYPE_CHECKING:
    from playground.core.cards import Card
    from playground.evaluate.judge import Judge
    from playground.zoo.recipe import TrainingRecipe
    from playground.zoo.train import Training


def add_train_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of ``train``."""
    parser.add_argument("recipe", help=f"what to train: {', '.join(recipes.names())}")
    parser.add_argument("--data", type=Path, metavar="DIR", help="folder of the data set's IDX files")
    parser.add_argument(
        "--out", type=Path, metavar="DIR", help="folder of the run, taken up where it stopped (runs/RECIPE)"
    )
    parser.add_argument("--threads", type=int, default=1, metavar="N", help="processor threads (1)")
    parser.add_argument("--device", help="cpu, cuda or mps (the graphics card where there is one)")
    parser.add_argument(
        "--ship", action="store_true", help="do not train on; make the model of the run's newest checkpoint"
    )


def train(args: argparse.Namespace) -> int:
    """Train, or go on training, and write the finished model (or judge) below ``--out``."""
    recipe = recipes.recipe(args.recipe)
    # Set before torch is imported: OpenMP reads them once.
    os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = str(max(1, args.threads))
    from playground.runtimes.torch_session import devices
    from playground.zoo.data import load
    from playground.zoo.train import Options, Training

    # The processor comes first in that list, graphics cards after it.
    device = args.device or devices()[-1]
    if device not in devices():
        raise SessionError(f"PyTorch finds no device “{device}” here, only {', '.join(devices())}.")
    options = Options(device=device, threads=max(1, args.threads))
    out = args.out or Path("runs") / recipe.name
    _make(out)
    images = load(recipe.data, "train", args.data)
    with alone_in(out):
        training = Training(recipe, images, out, options)
        if notice := training.resume():
            sys.stderr.write(f"playground: {notice}\n")
        if args.ship and training.step == 0:
            raise PlaygroundError(f"There is nothing to ship in {out}: it holds no checkpoint yet.")
        if args.ship and training.best_step == 0:
            raise PlaygroundError(f"There is nothing to ship in {out}: no epoch was finished yet.")
        if not args.ship:
            _follow(training)
        _ship(recipe, training, args.data, out)
    return 0


def add_evaluate_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of ``evaluate``."""
    parser.add_argument("model", help="name of a model, or its folder")
    parser.add_argument(
        "--data", type=Path, metavar="DIR", help="folder of held-out IDX files (those that ship)"
    )
    parser.add_argument("--write", action="store_true", help="write the numbers into the model's card")
    parser.add_argument("--json", action="store_true", help="print the numbers as JSON")


def evaluate(args: argparse.Namespace) -> int:
    """Measure a model on held-out images and print what was found."""
    from playground.core.cards import read_card
    from playground.core.images import read_labelled_images
    from playground.export.card_file import write_card
    from playground.runtimes.graph_check import check_graph
    from playground.runtimes.model_files import FileChecker
    from playground.zoo.ship import measure_vae

    folder = _model_folder(args.model).resolve()
    card = read_card(folder)
    FileChecker().check(card, folder)
    check_graph(card, folder, "decoder")
    images = read_labelled_images(args.data or folders.assets() / "heldout" / card.data, "t10k")
    card = measure_vae(card, folder, images, _judge(card.data))
    if args.write:
        write_card(folder, card)
    _say(card, args.json)
    return 0


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add ``train``, ``evaluate`` and ``heldout``; the chosen one is ``args.work``."""
    parser = subparsers.add_parser("train", help="train a model from its recipe")
    add_train_arguments(parser)
    parser.set_defaults(work=train)
    parser = subparsers.add_parser("evaluate", help="measure a trained model")
    add_evaluate_arguments(parser)
    parser.set_defaults(work=evaluate)
    parser = subparsers.add_parser("heldout", help="write the small held-out samples that ship")
    parser.add_argument("data_set", help="name of a data set")
    parser.add_argument("--data", type=Path, metavar="DIR", help="folder of the data set's IDX files")
    parser.add_argument("--out", type=Path, metavar="DIR", required=True, help="folder to write to")
    parser.set_defaults(work=_heldout)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one of the commands: 0 done, 1 failed with a sentence on stderr."""
    parser = argparse.ArgumentParser(prog="python -m playground.zoo.cli", allow_abbrev=False)
    add_parser(parser.add_subparsers(required=True))
    args = parser.parse_args(argv)
    try:
        status: int = args.work(args)
    except PlaygroundError as error:
        sys.stderr.write(f"playground: {error.sentence}\n")
        return 1
    return status


def _follow(training: Training) -> None:
    """Drive the training with a bar of progress, losses and time left."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from playground.zoo.runs import recorded

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[losses]}"),
    )
    with Progress(*columns, console=Console(stderr=True), refresh_per_second=2) as progress:
        bar = progress.add_task(training.recipe.name, total=training.total, losses="")
        for frame in recorded(training):
            losses = "  ".join(
                f"{name} {value:.4g}"
                for name, value in frame.scalars.items()
                if isinstance(value, float) and name not in ("seconds", "seconds_left", "rate")
            )
            if "validation_loss" in frame.scalars:
                progress.console.print(f"step {frame.index}: {losses}", highlight=False)
            progress.update(bar, completed=frame.index, losses=losses)


def _ship(recipe: TrainingRecipe, training: Training, data: Path | None, out: Path) -> None:
    from playground.export.card_file import write_card
    from playground.zoo.data import load
    from playground.zoo.recipe import TrainJudge, TrainVae
    from playground.zoo.ship import measure_vae, ship_judge, ship_vae

    heldout = load(recipe.data, "t10k", data)
    trained, device = training.result(), training.options.device
    if isinstance(recipe, TrainJudge):
        path = out / f"{recipe.data}.safetensors"
        facts = ship_judge(recipe, trained, heldout, path)
        sys.stdout.write(f"{path}: right on {facts.accuracy:.2%} of {facts.images:,} held-out images\n")
    elif isinstance(recipe, TrainVae):
        folder = out / "model" / recipe.name
        channels, height, width = heldout.images.shape[1:]
        card = ship_vae(recipe, trained, device, (channels, height, width), folder)
        card = measure_vae(card, folder, heldout, _judge(recipe.data))
        write_card(folder, card)
        _say(card, as_json=False)
        sys.stdout.write(f"The model is in {folder}.\n")


def _say(card: Card, as_json: bool) -> None:
    import msgspec

    if as_json:
        found = {"name": card.name, "measured": card.measured, "measured_with": card.measured_with}
        sys.stdout.write(msgspec.json.format(msgspec.json.encode(found), indent=1).decode() + "\n")
        return
    width = max(map(len, card.measured))
    for name, value in card.measured.items():
        sys.stdout.write(f"{name:<{width}}  {value:,.6g}\n")
    sys.stdout.write(f"{card.measured_with}.\n")


def _judge(data: str) -> Judge | None:
    from playground.evaluate.judge import judge_file, load_judge

    path = judge_file(data)
    return load_judge(path) if path.exists() else None


def _model_folder(name: str) -> Path:
    if (Path(name) / "card.toml").is_file():
        return Path(name)
    places = [place / name for place in folders.model_folders() if (place / name / "card.toml").is_file()]
    if not places:
        raise PlaygroundError(f"There is no model “{name}”; playground models lists those there are.")
    return places[0]


def _heldout(args: argparse.Namespace) -> int:
    from playground.zoo.heldout import write_heldout

    write_heldout(args.data_set, args.data, args.out)
    return 0


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise PlaygroundError(f"The folder {folder} cannot be made: {error.strerror or error}.") from error


if __name__ == "__main__":
    raise SystemExit(main())
