"""What ships of a game between generator and discriminator."""

from __future__ import annotations

from collections.abc import Iterator

from playground.zoo.finished import Finished
from playground.zoo.gan.recipe import TrainGan
from playground.zoo.gan.ship import ship_gan


def ship(recipe: TrainGan, finished: Finished) -> Iterator[str]:
    """The model with its moments; its pictures are measured by whoever wants to know."""
    ship_gan(recipe, finished.trained, finished.device, finished.shape, finished.folder, finished.run)
    yield from ()


SHIPS = {TrainGan: ship}
