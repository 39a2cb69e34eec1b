"""What ships of a normalizing flow's training, and how one is measured."""

from __future__ import annotations

from collections.abc import Iterator

from playground.zoo.finished import Finished, with_numbers
from playground.zoo.nflow.recipe import TrainNflow
from playground.zoo.nflow.ship import measure_nflow, ship_nflow


def ship(recipe: TrainNflow, finished: Finished) -> Iterator[str]:
    """The model with its numbers."""
    card = ship_nflow(recipe, finished.trained, finished.device, finished.shape, finished.folder)
    yield from with_numbers(measure_nflow(card, finished.folder, finished.heldout), finished.folder)


SHIPS = {TrainNflow: ship}
MEASURES = {"nflow": measure_nflow}
