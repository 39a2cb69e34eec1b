"""What ships of a VAE's training, and how one is measured."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from playground.core.cards import Card
from playground.core.images import LabelledImages
from playground.runtimes.graph_verdict import check_graph
from playground.zoo.finished import Finished, with_numbers
from playground.zoo.measuring import judge_of
from playground.zoo.vae.recipe import TrainVae
from playground.zoo.vae.ship import measure_vae, ship_vae


def ship(recipe: TrainVae, finished: Finished) -> Iterator[str]:
    """The model with its numbers."""
    card = ship_vae(recipe, finished.trained, finished.device, finished.shape, finished.folder)
    card = measure_vae(card, finished.folder, finished.heldout, judge_of(card.data))
    yield from with_numbers(card, finished.folder)


def measured(card: Card, folder: Path, images: LabelledImages) -> Card:
    """The card with numbers measured on images, by a graph that was checked."""
    check_graph(card, folder, "decoder")
    return measure_vae(card, folder, images, judge_of(card.data))


SHIPS = {TrainVae: ship}
MEASURES = {"vae": measured}
