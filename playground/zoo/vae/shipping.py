"""What ships of a VAE's training, and how one is measured."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec

from playground.core.captioned import CaptionedImages
from playground.core.cards import Card, DiscretizedLogistic
from playground.core.errors import CardError
from playground.core.images import LabelledImages
from playground.core.machine import processor
from playground.evaluate.judge import Judge
from playground.evaluate.vae import DRAWS, measure
from playground.paradigms.vae_images.card import Directions
from playground.runtimes.graph_verdict import check_graph
from playground.runtimes.torch_session import load_network
from playground.zoo.finished import Finished, with_numbers
from playground.zoo.measuring import judge_of
from playground.zoo.ship import new_card, training_seconds, versions, write_model
from playground.zoo.train import Trained
from playground.zoo.vae.directions import with_directions
from playground.zoo.vae.recipe import TrainVae


def ship_vae(
    recipe: TrainVae, trained: Trained, device: str, shape: tuple[int, int, int], folder: Path
) -> Card:
    """Write a model's folder, its card still without measured numbers; raises as :func:`write_model`."""
    card = new_card(recipe, trained, device, "vae", shape, (0.0, 1.0))
    card = msgspec.structs.replace(card, likelihood=DiscretizedLogistic(), latent=recipe.latent)
    return write_model(recipe, card, trained, folder)


def measure_vae(card: Card, folder: Path, images: LabelledImages, judge: Judge | None) -> Card:
    """The card with numbers measured on held-out images; raises ``CardError`` for another likelihood."""
    if not isinstance(card.likelihood, DiscretizedLogistic):
        raise CardError(
            f"The likelihood of {card.title} is not the discretized logistic one; "
            f"“playground generate --kind vae-likelihood --model {card.name}” measures every one there is."
        )
    network = load_network(card, folder)
    found = measure(network, folder / card.parts["decoder"].graph, judge.network if judge else None, images)
    with_judge = (
        f"; kept_class by a classifier that is right on {judge.facts.accuracy:.2%} of "
        f"{judge.facts.images:,} real images"
        if judge
        else ""
    )
    measured = {**found.numbers, **training_seconds(card)}
    return msgspec.structs.replace(
        card,
        measured=dict(sorted(measured.items())),
        latent_kl=found.latent_kl,
        measured_with=(
            f"{len(images):,} held-out images, {DRAWS} draws of ε each, nats and bits of the discretized "
            f"logistic likelihood over 256 grey levels{with_judge}; one thread of {processor()}, "
            + ", ".join(f"{name} {version}" for name, version in versions().items())
        ),
    )


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
