"""What ``playground train`` does; ``python -m playground.zoo.cli`` makes what else ships, too."""

from __future__ import annotations

import argparse
import math
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from playground.core import folders, memory_limit
from playground.core.errors import DataError, PlaygroundError, SessionError
from playground.core.images import stated_shape
from playground.core.regular_files import named
from playground.datasets import own_sets
from playground.export.atomic import make_folder
from playground.paradigms.cards import rules
from playground.zoo import faces_report, lab_states, local_scores, recipes
from playground.zoo.faces import gan_scores as face_gan_scores
from playground.zoo.faces import measuring as face_scores
from playground.zoo.faces import small_scores
from playground.zoo.faces import vae_scores as face_vae_scores
from playground.zoo.faces import words_scores as face_words_scores
from playground.zoo.lock import alone_in
from playground.zoo.pair import cli as pair_cli

if TYPE_CHECKING:
    from playground.core.images import LabelledImages
    from playground.zoo.recipe import TrainingRecipe
    from playground.zoo.train import Training


def add_train_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of ``train``."""
    states = f"or what a lab begins with: {', '.join(lab_states.names())}"
    parser.add_argument("recipe", help=f"what to train: {', '.join(recipes.names())}; {states}")
    _add_data(parser)
    parser.add_argument(
        "--out",
        type=named,
        metavar="DIR",
        help="folder of the run, taken up where it stopped (runs/RECIPE)",
    )
    parser.add_argument("--threads", type=int, default=1, metavar="N", help="processor threads (1)")
    parser.add_argument("--device", help="cpu, cuda or mps (the graphics card where there is one)")
    parser.add_argument(
        "--ship", action="store_true", help="do not train on; make the model of the run’s newest checkpoint"
    )

    parser.add_argument(
        "--slim", type=named, metavar="FILE",
        help="do not train on; write the run’s newest checkpoint in a third of its bytes",
    )  # fmt: skip


def _add_data(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--data", type=own_sets.named, metavar="NAME|DIR",
        help="a data set of your own by its name, or the folder of the data set’s files",
    )  # fmt: skip
    parser.add_argument(
        "--download", action="store_true",
        help="have torchvision fetch the data set from the network if it is not there",
    )  # fmt: skip


def train(args: argparse.Namespace) -> int:
    """Train, or go on training, and write the finished model (or judge) below ``--out``."""
    recipe, own = recipes.recipe(args.recipe), own_sets.at(args.data)
    # Set before torch is imported: OpenMP reads them once.
    os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = str(max(1, args.threads))
    from playground.runtimes.torch_session import devices
    from playground.zoo.adapting import adapted
    from playground.zoo.data import load
    from playground.zoo.start import training_of
    from playground.zoo.train import Options

    # The processor comes first in that list, graphics cards after it.
    device = args.device or devices()[-1]
    if device not in devices():
        raise SessionError(f"PyTorch finds no device “{device}” here, only {', '.join(devices())}.")
    options = Options(device=device, threads=max(1, args.threads))
    recipe = adapted(recipe, own) if own else recipe
    out = args.out or Path("runs") / recipe.name
    make_folder(out)
    if args.data:
        _check_memory(recipe, args.data)
    images = load(recipe.data, "train", args.data, download=args.download)
    _check_fit(recipe, images)
    with alone_in(out):
        training = training_of(recipe, images, out, options)
        if notice := training.resume():
            sys.stderr.write(f"playground: {notice}\n")
        if (args.ship or args.slim) and training.step == 0:
            raise PlaygroundError(f"There is nothing to keep in {out}: it holds no checkpoint yet.")
        if args.slim:
            training.save_slim(args.slim)
            return 0
        if args.ship and training.best_step == 0:
            raise PlaygroundError(f"There is nothing to ship in {out}: no epoch was finished yet.")
        if not args.ship:
            _follow(training)
        _ship(recipe, training, images, args.data, out)
    return 0


def train_lab(args: argparse.Namespace) -> int:
    """Train a lab from the start, and write its state below ``--out``."""
    from rich.console import Console
    from rich.progress import Progress

    out = args.out or Path("runs") / args.recipe
    make_folder(out)
    with Progress(console=Console(stderr=True), refresh_per_second=2) as progress:
        bar = progress.add_task(args.recipe)

        def follow(phase: str, step: int, steps: int) -> None:
            progress.update(bar, description=phase or args.recipe, completed=step, total=steps)

        path = lab_states.make(args.recipe, out, follow)
    sys.stdout.write(f"{path}\n")
    return 0


def _check_memory(recipe: TrainingRecipe, data: Path) -> None:
    """Raise :class:`DataError` where memory cannot hold the pictures.

    They are held as they are read and as the training takes them; those that choose the best epoch and those
    that are held out are numbers of four bytes, too.
    """
    shapes = [stated_shape(data, part) for part in ("train", "t10k")]
    if not all(shapes):
        return
    train, heldout = (math.prod(shape) for shape in shapes)
    count, *picture = shapes[0]
    validated = 4 * min(recipe.validation, count // 2) * math.prod(picture)
    memory_limit.refuse_more(
        2 * train + 5 * heldout + validated,
        f"Training on the {count:,} pictures of {data.name}",
        "make a data set of fewer or smaller pictures (playground data add --size)",
    )


def _check_fit(recipe: TrainingRecipe, images: LabelledImages) -> None:
    """Raise :class:`DataError` for pictures of another shape than the recipe's network takes."""
    from playground import networks

    config = networks.settings(recipe.network, recipe.config)
    config = getattr(config, "autoencoder", config)
    found = images.images.shape[1:]
    # Some networks take pictures of any size.
    sides = (config.height, config.width) if hasattr(config, "height") else found[1:]
    wanted = (getattr(config, "channels", 1), *sides)
    if found != wanted:
        told = (" × ".join(map(str, shape)) for shape in (found, wanted))
        raise DataError(
            "The pictures are {}, but the recipe {name} is for {}.".format(*told, name=recipe.name)
        )


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add ``train``, ``heldout``, ``features`` and what measures words; the chosen one is ``args.work``."""
    parser = subparsers.add_parser("train", help="train a model from its recipe")
    add_train_arguments(parser)
    parser.set_defaults(work=train)
    parser = subparsers.add_parser("heldout", help="write the small held-out samples that ship")
    parser.add_argument("data_set", help="name of a data set")
    _add_data(parser)
    parser.add_argument("--out", type=named, metavar="DIR", required=True, help="folder to write to")
    parser.add_argument("--count", type=int, default=1000, metavar="N", help="how many at most (1,000)")
    parser.set_defaults(work=_heldout)
    parser = subparsers.add_parser("captioned", help="write the captioned pictures that ship")
    parser.add_argument("data_set", help="name of a data set with captions")
    parser.add_argument("--data", type=named, required=True, metavar="DIR", help="folder of the pictures")
    parser.add_argument(
        "--out", type=named, metavar="DIR", help="folder to write to (assets/captioned/DATA_SET)"
    )
    parser.set_defaults(work=_captioned)
    parser = subparsers.add_parser("features", help="write the features of training images that ship")
    parser.add_argument("classifier", help="name of the classifier that looks at the images")
    _add_data(parser)
    parser.add_argument("--models", type=named, metavar="DIR", help="also look for the classifier in DIR")
    parser.add_argument(
        "--out", type=named, metavar="FILE", help="the file (assets/features/DATA.safetensors)"
    )
    parser.set_defaults(work=_features)
    pair_cli.add_parsers(subparsers)
    parser = subparsers.add_parser("face-scores", help="measure a model of faces by exact axes")
    face_scores.add_arguments(parser)
    parser.set_defaults(work=face_scores.run)
    parser = subparsers.add_parser("face-words-scores", help="measure a model of faces that reads sentences")
    face_words_scores.add_arguments(parser)
    parser.set_defaults(work=face_words_scores.run)
    parser = subparsers.add_parser("face-vae-scores", help="measure a VAE of faces by their true factors")
    face_vae_scores.add_arguments(parser)
    parser.set_defaults(work=face_vae_scores.run)
    parser = subparsers.add_parser("face-gan-scores", help="measure a GAN of faces by exact reading")
    face_gan_scores.add_arguments(parser)
    parser.set_defaults(work=face_gan_scores.run)
    parser = subparsers.add_parser("small-world-scores", help="measure the networks of the small world")
    small_scores.add_arguments(parser)
    parser.set_defaults(work=small_scores.run)
    parser = subparsers.add_parser("local-scores", help="measure how local a model’s samples are")
    local_scores.add_arguments(parser)
    parser.set_defaults(work=local_scores.run)
    faces_report.add_parser(subparsers)


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
    """Run the training with a progress bar that shows losses and the time left."""
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


def _ship(
    recipe: TrainingRecipe, training: Training, images: LabelledImages, data: Path | None, out: Path
) -> None:
    from playground.zoo.data import is_of, load
    from playground.zoo.finished import Finished, ship

    heldout = load(recipe.data, "t10k", data)
    trained = training.result()
    own = own_sets.at(data)
    if data is not None and (own or not is_of(recipe.data, images, heldout)):
        trained = msgspec.structs.replace(
            trained, pictures=data.resolve().name, own_set=own.name if own else ""
        )
    finished = Finished(trained, training.options.device, heldout, out, out / "model" / recipe.name, images)
    sys.stdout.writelines(f"{line}\n" for line in ship(recipe, finished))


def _heldout(args: argparse.Namespace) -> int:
    from playground.zoo.data import load
    from playground.zoo.heldout import write_heldout

    images = load(args.data_set, "t10k", args.data, download=args.download)
    write_heldout(args.data_set, images, args.out, args.count)
    return 0


def _captioned(args: argparse.Namespace) -> int:
    from playground.core.captioned import Captioned, CaptionedImages, write_captioned
    from playground.zoo.data import DATA_SETS, load
    from playground.zoo.text.captioned import STYLES

    learned, held_out = load(args.data_set, "train", args.data), load(args.data_set, "t10k", args.data)
    if not isinstance(learned, CaptionedImages) or not isinstance(held_out, CaptionedImages):
        raise DataError(f"{args.data} holds no captions.")
    known, out = DATA_SETS[args.data_set], args.out or folders.assets() / "captioned" / args.data_set
    pictures = Captioned(
        title=known.title, licence=known.licence, styles=STYLES, learned=learned, held_out=held_out
    )
    write_captioned(make_folder(out), pictures)
    sys.stdout.write(f"{out}: {len(learned):,} pictures, and {len(held_out):,} that are held out\n")
    return 0


def _features(args: argparse.Namespace) -> int:
    """Look at every training image once; what ships is replaced."""
    from playground.core.resources import Placement
    from playground.evaluate.features import Classifier
    from playground.evaluate.reference import make_reference, reference_file, write_reference
    from playground.runtimes.resources import open_resources
    from playground.zoo.data import load

    if args.models and (why := folders.why_no_models(args.models)):
        raise PlaygroundError(why)
    places = folders.model_folders((args.models,) if args.models else ())
    classifier = Classifier(args.classifier, open_resources(places, rules(), Placement(), _notice))
    images = load(classifier.card.data, "train", args.data, download=args.download)
    reference = make_reference(images, classifier)
    path: Path = args.out or reference_file(classifier.card.data)
    make_folder(path.parent)
    write_reference(path, reference, overwrite=True)
    sys.stdout.write(f"{path}: {reference.facts.images:,} images seen by {reference.facts.classifier}\n")
    return 0


def _notice(sentence: str) -> None:
    sys.stderr.write(f"playground: {sentence}\n")


if __name__ == "__main__":
    raise SystemExit(main())
