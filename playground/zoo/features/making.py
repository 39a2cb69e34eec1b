"""The features of a data set of the user's own: made where they are asked for, and kept with the data set.

They are a model like others, and go when the data set goes. What made them and the content of the data set
stand in their card; where either is another now, they are made anew.
"""

from __future__ import annotations

import contextlib
import datetime
import math
import shutil
from collections.abc import Callable
from pathlib import Path

import msgspec
import numpy as np
import torch

from playground.core import folders, leftovers
from playground.core.cards import FORMAT, Card, ImageFormat, Network
from playground.core.cards import Training as TrainingFacts
from playground.core.errors import CardError, DataError, ExportError, SettingsError
from playground.core.heldout import SHORT
from playground.core.images import LabelledImages, moments, read_labelled_images
from playground.core.likelihood import LEVELS
from playground.core.machine import processor
from playground.core.progress import Heed, unheeded
from playground.core.recipe import change
from playground.datasets import own_sets
from playground.datasets.own_sets import OwnSet
from playground.export.atomic import make_folder, write_card
from playground.export.trust import TrustStore
from playground.paradigms.cards import read_card
from playground.runtimes.catalogue import Entry
from playground.runtimes.torch_session import load_network
from playground.zoo.batches import split, steps_per_epoch
from playground.zoo.features.recipe import TrainEncoder
from playground.zoo.ship import WEIGHTS, versions, write_model
from playground.zoo.start import training_of
from playground.zoo.train import Options

VERSION = 2
"""What makes features; another makes others, and makes those anew that are there."""
STEPS = 300
BATCH = 64
FEATURES = 64
SIDE = 32
"""Pixels of a side up to which a picture is looked at pixel by pixel."""
LEAST = 16
"""A classifier learns from so many training pictures of every class, or there is none."""
_CHOOSING, _MOST_CHOOSING = 0.1, 500
"""The share of the training part that chooses the weights, and how many pictures that are at most."""
_BLOCK = 100

Tell = Callable[[str], None]


def features_of(data: str, tell: Tell, heed: Heed = unheeded) -> Card:
    """The card of the features of a data set, which are made if they are not there.

    That takes half a minute of one core, or one and a half of large pictures. Raises ``DataError`` where the
    data set is gone, or has too few pictures to learn from.
    """
    own = own_sets.read(data)
    images = training_part(own)
    recipe = recipe_of(own, images)
    place = folders.own_features() / recipe.name
    with contextlib.suppress(CardError):
        if _is_of(card := read_card(place), own):
            return card
    kind = "a classifier" if recipe.config["classes"] else "an autoencoder"
    takes = "one and a half minutes" if max(own.shape) > SIDE else "half a minute"
    tell(f"Features of {own.title} are made: {kind}. That is done once, and takes about {takes} of a core.")
    make_folder(place.parent)
    with leftovers.new_folder(place.parent) as temporary:
        card = _made(recipe, own, images, temporary / recipe.name, heed)
        for former in folders.features_of(data):
            shutil.rmtree(former, ignore_errors=True)
        _put(temporary / recipe.name, place)
    with contextlib.suppress(SettingsError):
        # Made here and now of the user's own pictures.
        TrustStore().trust(Entry(card, place))
    return card


def training_part(own: OwnSet) -> LabelledImages:
    """The training part of a data set."""
    return read_labelled_images(own_sets.folder_of(own.name), "train")


def recipe_of(own: OwnSet, images: LabelledImages) -> TrainEncoder:
    """A classifier where every class has pictures enough, or else an autoencoder."""
    counts = np.bincount(images.labels, minlength=len(own.labels))
    classes = len(own.labels) if len(own.labels) > 1 and counts.min() >= LEAST else 0
    channels, height, width = own.shape
    told = f"Tells {own.title} by {FEATURES} numbers"
    recipe = TrainEncoder(
        name=f"{own.name}-{'classifier' if classes else 'autoencoder'}",
        title=f"{'Classifier' if classes else 'Autoencoder'} of {own.title}",
        summary=f"{told}{', names them,' if classes else ''} and pictures of them are compared by these.",
        data=own.name,
        network="feature-autoencoder",
        config={
            "channels": channels, "height": height, "width": width, "features": FEATURES,
            "stride": math.ceil(max(height, width) / SIDE), "classes": classes,
        },
        batch=min(BATCH, max(2, len(images) // 2)), learning_rate=3e-3, weight_decay=2e-2, warm_up=20,
        ema=0.99, validation=min(_MOST_CHOOSING, int(_CHOOSING * len(images))),
    )  # fmt: skip
    learn, _ = split(len(images), recipe)
    return change(recipe, epochs=math.ceil(STEPS / steps_per_epoch(len(learn), recipe)))


def _is_of(card: Card, own: OwnSet) -> bool:
    said = card.training
    return said is not None and (said.recipe, said.data) == (_maker(card.name), _learned_from(own))


def _maker(name: str) -> str:
    return f"{name} {VERSION}"


def _learned_from(own: OwnSet) -> str:
    return f"{own.training:,} training pictures of “{own.name}” ({own.sha256[:SHORT]})"


def _made(recipe: TrainEncoder, own: OwnSet, images: LabelledImages, folder: Path, heed: Heed) -> Card:
    """Train on as many steps as always, and write the model with what it is worth on held-out pictures."""
    if len(images) < 4:
        raise DataError(
            f"The {len(images)} training pictures of {own.title} are too few for features to compare by."
        )
    options = Options(threads=torch.get_num_threads())
    training = training_of(recipe, images, folder, options)
    while training.step < training.total:
        heed()
        training.advance()
        if training.ended_epoch:
            training.validate()
    trained = training.result()
    channels, height, width = own.shape
    card = Card(
        format=FORMAT,
        name=recipe.name,
        title=recipe.title,
        summary=recipe.summary,
        paradigm="classifier",
        data=own.name,
        licence=f"Learned from {own.licence}." if own.licence else "",
        image=ImageFormat(channels=channels, height=height, width=width),
        latent=FEATURES,
        labels=own.labels if recipe.config["classes"] else (),
        network=Network(name=recipe.network, config=recipe.config),
        weights=WEIGHTS,
        parts={},
        files=(),
        training=TrainingFacts(
            recipe=_maker(recipe.name), seed=recipe.seed, steps=trained.steps, seconds=0.0,
            device=processor(), versions=versions(), date=datetime.date.today().isoformat(),
            data=_learned_from(own),
        ),
    )  # fmt: skip
    card = write_model(recipe, card, trained, folder)
    card = _with_worth(card, folder, read_labelled_images(own_sets.folder_of(own.name), "t10k"))
    write_card(folder, card)
    return card


def _with_worth(card: Card, folder: Path, held_out: LabelledImages) -> Card:
    """The card with the classifier's accuracy, and what the code leaves of the pictures' variance."""
    network = load_network(card, folder)
    left, right = 0.0, 0
    for first in range(0, len(held_out), _BLOCK):
        block = slice(first, first + _BLOCK)
        real = torch.tensor(held_out.images[block], dtype=torch.float32) / (LEVELS - 1)
        with torch.inference_mode():
            told, _, scores = network(real)
        left += float((told - real).square().mean(dim=(1, 2, 3)).sum())
        if card.labels:
            right += int((scores.argmax(dim=1).numpy() == held_out.labels[block]).sum())
    _, deviation = moments(held_out.images)
    variance = max(float(np.square(deviation / (LEVELS - 1)).mean()), 1e-9)
    found = {"unexplained": left / len(held_out) / variance}
    if card.labels:
        found["accuracy"] = right / len(held_out)
    return msgspec.structs.replace(
        card,
        measured={name: round(value, 4) for name, value in sorted(found.items())},
        measured_with=f"{len(held_out):,} held-out pictures",
    )


def _put(made: Path, place: Path) -> None:
    """Give a finished model its place; another process may have been faster."""
    try:
        made.rename(place)
    except OSError as error:
        if (place / "card.toml").is_file():
            return
        raise ExportError(f"The features cannot be kept in {place}: {error.strerror or error}.") from error
