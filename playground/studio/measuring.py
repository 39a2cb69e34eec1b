"""What a finished model of a data set of one's own is measured by, and what its card says of it."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray

from playground import paradigms
from playground.core import folders
from playground.core.cards import Card
from playground.core.conditions import held_out_of
from playground.core.errors import DataError
from playground.core.heldout import SHORT, learned_other
from playground.core.images import LabelledImages, read_labelled_images
from playground.core.progress import Heed, unheeded
from playground.core.recipe import change
from playground.core.resources import Placement, Resources
from playground.datasets import own_sets
from playground.datasets.own_sets import OwnSet
from playground.evaluate import beside, pixels
from playground.evaluate.beside import Data
from playground.evaluate.copies import comparable
from playground.evaluate.features import Classifier, worth
from playground.evaluate.report import FEW
from playground.evaluate.sampling import BLOCK, Group, make, with_group
from playground.evaluate.sweep.choices import recipe_for
from playground.evaluate.sweep.settings import likelihoods_of
from playground.export.atomic import write_card
from playground.paradigms.cards import read_card, rules
from playground.runtimes.resources import open_resources
from playground.studio.training_folders import Plan
from playground.zoo import of_families
from playground.zoo.features.making import Tell, features_of

SAMPLES = 400
SECONDS = 45.0
"""No more pictures are drawn after that."""
LIKELY = 200
"""Held-out pictures whose likelihood is measured."""
FEW_LIKELY, SECONDS_LIKELY = 8, 30.0
"""The same where one takes seconds, and when it is given up."""


def measure(plan: Plan, model: Path, training: Path, tell: Tell, heed: Heed = unheeded) -> dict[str, float]:
    """Measure the model in the folder ``model``, write what was found into its card, and give the numbers.

    ``training`` is the folder of the training, in which nothing is changed; ``tell`` gets sentences on what
    is done now, and ``heed`` is called often; what either raises ends it, and the model stays as it was. The
    card is another afterwards, so the model must be trusted anew. Raises ``DataError`` where the data set is
    gone or holds other pictures now.
    """
    card = read_card(model)
    learned = card.data or plan.data
    if not own_sets.is_known(learned):
        raise DataError(f"The data set {learned} that it learned from is no longer there.")
    own = own_sets.read(learned)
    if other := learned_other(card):
        raise DataError(other)
    data = data_of(own)
    judge = None
    if min(len(data.held_out), len(data.training)) >= beside.LEAST:
        judge = features_of(own.name, tell, heed)
    resources = open_resources((model.parent, *folders.model_folders()), rules(), Placement(), tell)
    tell("Held-out pictures are measured.")
    card = _with_likelihood(card, model, data, resources, heed)
    tell(f"Pictures are drawn to be measured, for at most about {SECONDS:.0f} seconds.")
    made, asked = drawn(card, resources, heed)
    tell("Pictures are compared with those held out.")
    found = beside.copied(made, data)
    if judge is None:
        said = [f"no distance, for which {beside.LEAST} held-out pictures are needed"]
    else:
        found |= beside.distances(made, asked, data, Classifier(judge.name, resources))
        said = [*_distances_said(found, worth(judge), len(made), len(data.held_out))]
    said.append(beside.copies_said(len(made), len(data.training), own.training))
    return _written(card, model, found, f"pictures: {len(made):,} as usual, {'; '.join(said)}")


def data_of(own: OwnSet) -> Data:
    """What counts of a data set: of a large one so much that comparing takes seconds."""
    folder = own_sets.folder_of(own.name)
    training, held_out = (read_labelled_images(folder, part) for part in ("train", "t10k"))
    return Data(beside.spread(training, comparable(own.shape)), beside.spread(held_out, FEW))


def drawn(
    card: Card, resources: Resources, heed: Heed = unheeded
) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Pictures that a model draws by its usual recipe, and the classes asked for, −1 for none.

    A few hundred of them, or as many as there is time for.
    """
    recipe, classes = recipe_for(card), len(card.labels)
    size = BLOCK * max(1, math.ceil(classes / BLOCK))
    groups: list[Group] = []
    began = time.monotonic()
    while len(groups) * size < SAMPLES and (not groups or time.monotonic() - began < SECONDS):
        one = with_group(recipe, len(groups), size)
        for step in make(one, classes, resources):
            heed()
            if isinstance(step, Group):
                groups.append(step)
    return (
        np.concatenate([group.images for group in groups]),
        np.concatenate([group.labels for group in groups]),
    )


def _with_likelihood(card: Card, model: Path, data: Data, resources: Resources, heed: Heed) -> Card:
    """The card with what its family measures of held-out pictures, and with the bits of a model of pixels."""
    measures: dict[str, Callable[[Card, Path, LabelledImages], Card]] = of_families.said(
        "shipping", "MEASURES"
    )
    some = beside.spread(data.held_out, LIKELY)
    if card.paradigm in measures:
        card = measures[card.paradigm](card, model, some)
    elif found := _bits(card, resources, heed):
        whole = held_out_of(card, resources)
        # Those that the family's run takes.
        some = LabelledImages(*(part[:FEW_LIKELY] for part in (whole.images, whole.labels)))
        card = msgspec.structs.replace(
            card,
            measured={**card.measured, **found},
            measured_with=f"at most so many bits of each value of {len(some)} held-out pictures, whose mean "
            "has the error bits_per_dim_error",
        )
    else:
        return card
    by_pixels = pixels.fitted(data.training.images).bits_per_dim(some.images)
    return msgspec.structs.replace(
        card,
        measured={**card.measured, "pixel_bits_per_dim": by_pixels},
        measured_with=f"{card.measured_with}; pixel_bits_per_dim: those of the same pictures by a smoothed "
        f"histogram for every pixel and channel of {len(data.training):,} training pictures",
    )


def _bits(card: Card, resources: Resources, heed: Heed) -> dict[str, float]:
    """The bits of a few held-out pictures by the recipe of the family; nothing where they take too long."""
    began = time.monotonic()
    for recipe in likelihoods_of(card):
        for frame in paradigms.run(change(recipe, count=FEW_LIKELY), resources):
            heed()
            if frame.final:
                bits = frame.arrays["bits"].astype(np.float64)
                found = {"bits_per_dim": float(bits.mean()), "images": float(len(bits))}
                if len(bits) > 1:
                    found["bits_per_dim_error"] = float(bits.std(ddof=1)) / math.sqrt(len(bits))
                return found
            if time.monotonic() - began > SECONDS_LIKELY:
                break
    return {}


def _distances_said(found: dict[str, float], judge: str, made: int, held_out: int) -> Iterator[str]:
    yield (
        f"kernel distance in the features of {judge} to {held_out:,} held-out pictures, with its standard "
        "error, but for which a perfect model’s is 0; real_: that of as many training pictures, which the "
        "features learned from; noise_: that of Gaussian noise with the mean and deviation of every pixel"
    )
    yield (
        f"no Fréchet distance, which of {min(made, held_out):,} pictures is too large by more than it tells"
    )
    if "class_agreement" in found:
        yield (
            "class_agreement: the share that this classifier gives the class asked for; classifier_accuracy: "
            "what it is of held-out pictures with as many of each class"
        )


def _written(card: Card, model: Path, found: dict[str, float], said: str) -> dict[str, float]:
    numbers = {name: float(f"{value:.6g}") for name, value in {**card.measured, **found}.items()}
    own = own_sets.read(card.data)
    report = filter(None, (card.measured_with, said, f"the data set {own.name} ({own.sha256[:SHORT]})"))
    card = msgspec.structs.replace(
        card, measured=dict(sorted(numbers.items())), measured_with="; ".join(report)
    )
    write_card(model, card)
    return dict(card.measured)
