"""What ships of a VAE's training, and how one is measured."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from playground.core.captioned import CaptionedImages
from playground.core.cards import Card
from playground.core.images import LabelledImages
from playground.paradigms.vae_images.card import Directions
from playground.runtimes.graph_verdict import check_graph
from playground.zoo.finished import Finished, with_numbers
from playground.zoo.measuring import judge_of
from playground.zoo.vae.directions import with_directions
from playground.zoo.vae.recipe import TrainVae
from playground.zoo.vae.ship import measure_vae, ship_vae


def ship(recipe: TrainVae, finished: Finished) -> Iterator[str]:
    """The model with its numbers, and with the directions that captions name where there are captions."""
    card = ship_vae(recipe, finished.trained, finished.device, finished.shape, finished.folder)
    card = measure_vae(card, finished.folder, finished.heldout, judge_of(card.data))
    learned, held_out = finished.learned, finished.heldout
    if isinstance(learned, CaptionedImages) and isinstance(held_out, CaptionedImages) and recipe.directions:
        card = with_directions(recipe, card, finished.folder, learned, held_out)
    yield from with_numbers(card, finished.folder)
    yield from _told(card)


def measured(card: Card, folder: Path, images: LabelledImages) -> Card:
    """The card with numbers measured on images, by a graph that was checked."""
    check_graph(card, folder, "decoder")
    return measure_vae(card, folder, images, judge_of(card.data))


def _told(card: Card) -> Iterator[str]:
    """Each direction, and how often it is confirmed."""
    table = Directions.of(card)
    for direction in table.named if table else ():
        found = direction.confirmed
        if found is not None:
            yield (
                f"{direction.name}: {found.share:.0%} ({found.low:.0%} to {found.high:.0%}) of "
                f"{found.pictures} held-out pictures by {found.by}, random directions {found.chance:.0%}"
            )


SHIPS = {TrainVae: ship}
MEASURES = {"vae": measured}
