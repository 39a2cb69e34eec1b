"""A training that has come to its end, and what is made of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeAlias

import msgspec

from playground.core.cards import Card
from playground.core.images import LabelledImages
from playground.export.atomic import write_card
from playground.zoo import of_families
from playground.zoo.measuring import measured_lines
from playground.zoo.recipe import TrainClassifier, TrainDenoiser, TrainingRecipe, TrainJudge
from playground.zoo.ship import ship_classifier, ship_denoiser, ship_judge
from playground.zoo.train import Trained


class Finished(msgspec.Struct, frozen=True):
    """What was trained, on which device, the held-out images, and the folders of the run and of the model.

    ``learned`` are the images that it learned from, where they are at hand.
    """

    trained: Trained
    device: str
    heldout: LabelledImages
    run: Path
    folder: Path
    learned: LabelledImages | None = None

    @property
    def shape(self) -> tuple[int, int, int]:
        """Channels, height and width of an image."""
        channels, height, width = self.heldout.images.shape[1:]
        return channels, height, width


Ship: TypeAlias = Callable[[Any, Finished], Iterator[str]]
"""Writes what ships of a recipe’s training, and gives the lines that say what was found."""


def ship(recipe: TrainingRecipe, finished: Finished) -> Iterator[str]:
    """Write what ships, and say what was found; a family does so by its ``shipping.py``, in ``SHIPS``."""
    general: dict[type, Ship] = {
        TrainClassifier: _classifier, TrainJudge: _judge, TrainDenoiser: _denoiser,
    }  # fmt: skip
    write = of_families.nearest({**general, **of_families.said("shipping", "SHIPS")}, recipe)
    if write is None:
        raise TypeError(f"nothing ships of {type(recipe).__name__}")
    yield from write(recipe, finished)
    if finished.folder.exists():
        yield f"The model is in {finished.folder}."


def with_numbers(card: Card, folder: Path) -> Iterator[str]:
    """Write a card that was measured, and say its numbers."""
    write_card(folder, card)
    yield from measured_lines(card)


def _classifier(recipe: TrainClassifier, finished: Finished) -> Iterator[str]:
    card = ship_classifier(recipe, finished.trained, finished.device, finished.heldout, finished.folder)
    yield from measured_lines(card)


def _denoiser(recipe: TrainDenoiser, finished: Finished) -> Iterator[str]:
    ship_denoiser(recipe, finished.trained, finished.device, finished.shape, finished.folder, finished.run)
    yield from ()


def _judge(recipe: TrainJudge, finished: Finished) -> Iterator[str]:
    path = finished.run / f"{recipe.data}.safetensors"
    facts = ship_judge(recipe, finished.trained, finished.heldout, path)
    yield f"{path}: right on {facts.accuracy:.2%} of {facts.images:,} held-out images"
