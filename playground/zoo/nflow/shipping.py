"""What ships of a normalizing flow: both directions on one file of weights, and how one is measured."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec

from playground import networks
from playground.core.cards import Card
from playground.core.images import LabelledImages
from playground.core.likelihood import LEVELS
from playground.evaluate.nflow import THERE_AND_BACK, measure
from playground.paradigms.nflow_images.card import Nflow
from playground.runtimes.torch_session import load_network
from playground.zoo.adapting import condition_of
from playground.zoo.finished import Finished, with_numbers
from playground.zoo.nflow.recipe import TrainNflow
from playground.zoo.ship import new_card, training_seconds, write_model
from playground.zoo.train import Trained


def ship_nflow(
    recipe: TrainNflow, trained: Trained, device: str, shape: tuple[int, int, int], folder: Path
) -> Card:
    """Write a model's folder, its card still without measured numbers; raises as :func:`write_model`."""
    halvings = networks.settings(recipe.network, recipe.config).halvings
    nflow = Nflow(condition=condition_of(recipe), halvings=halvings)
    card = new_card(recipe, trained, device, "nflow", shape, (0.0, LEVELS - 1.0))
    return write_model(recipe, msgspec.structs.replace(card, tables=(nflow,)), trained, folder)


def measure_nflow(card: Card, folder: Path, images: LabelledImages) -> Card:
    """The card with numbers measured on held-out images."""
    nflow = Nflow.of(card)
    if nflow is None:
        raise TypeError("a card of a flow says what it takes")
    found = measure(load_network(card, folder), images, nflow.classes, nflow.halvings)
    measured = {**card.measured, **found, **training_seconds(card)}
    _, _, pictures = card.measured_with.partition("pictures: ")
    sentence = (
        f"{len(images):,} held-out images, bits of the density of grey levels 0…255 plus one draw of uniform "
        "noise in [0, 1) for each, which in the mean are at most too many for the grey levels themselves; "
        f"round trip of {min(len(images), THERE_AND_BACK):,}, white being 1"
    )
    return msgspec.structs.replace(
        card,
        measured=dict(sorted(measured.items())),
        measured_with=f"{sentence}; pictures: {pictures}" if pictures else sentence,
    )


def ship(recipe: TrainNflow, finished: Finished) -> Iterator[str]:
    """The model with its numbers."""
    card = ship_nflow(recipe, finished.trained, finished.device, finished.shape, finished.folder)
    yield from with_numbers(measure_nflow(card, finished.folder, finished.heldout), finished.folder)


SHIPS = {TrainNflow: ship}
MEASURES = {"nflow": measure_nflow}
