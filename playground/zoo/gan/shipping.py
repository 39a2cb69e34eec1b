"""What ships of a game between generator and discriminator."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from playground.core.cards import Card
from playground.core.endless import EndlessImages
from playground.core.images import LabelledImages
from playground.core.resources import Placement
from playground.evaluate import beside
from playground.evaluate.copies import comparable
from playground.paradigms.cards import rules
from playground.paradigms.gan_images.recipes import Sample
from playground.paradigms.gan_images.runs import sample
from playground.runtimes.resources import open_resources
from playground.zoo.finished import Finished, with_numbers
from playground.zoo.gan.recipe import TrainGan
from playground.zoo.gan.ship import ship_gan

_SAMPLES = 400


def ship(recipe: TrainGan, finished: Finished) -> Iterator[str]:
    """The model with its moments, and how many of its pictures are copies.

    What else there is to measure of them, whoever wants to know it measures.
    """
    card = ship_gan(recipe, finished.trained, finished.device, finished.shape, finished.folder, finished.run)
    if finished.learned is not None:
        yield from with_numbers(_with_copies(card, finished, finished.learned), finished.folder)


def _with_copies(card: Card, finished: Finished, learned: LabelledImages) -> Card:
    some = beside.spread(learned, comparable(finished.shape))
    resources = open_resources((finished.folder.parent,), rules(), Placement(), lambda _: None)
    *_, last = sample(Sample(model=card.name, count=_SAMPLES), resources)
    whole = len(learned.stream) if isinstance(learned, EndlessImages) else len(learned)
    found = beside.copied(last.arrays["images"], beside.Data(some, finished.heldout))
    return msgspec.structs.replace(
        card,
        measured={**card.measured, **{name: float(f"{value:.6g}") for name, value in found.items()}},
        measured_with=f"pictures: {_SAMPLES}; {beside.copies_said(_SAMPLES, len(some), whole)}",
    )


SHIPS = {TrainGan: ship}
