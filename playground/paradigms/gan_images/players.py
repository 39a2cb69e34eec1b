"""A card's generator and discriminator, ready to be asked, and why a recipe cannot be run with them."""

from __future__ import annotations

import time
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from playground.core.cards import Card
from playground.core.conditions import condition_inputs, cycled, refusal_of_label
from playground.core.errors import RecipeError
from playground.core.noise import standard_normal
from playground.core.pictures import to_levels, to_network, to_unit
from playground.core.recipe import Recipe
from playground.core.resources import Resources
from playground.paradigms.gan_images.card import Gan, part_at
from playground.paradigms.gan_images.recipes import FARTHEST, LAST, ONE_AFTER_ANOTHER

Images: TypeAlias = NDArray[np.uint8]
Floats: TypeAlias = NDArray[np.float32]
LabelArray: TypeAlias = NDArray[np.int64]

BLOCK = 16
"""Networks are called on at most this many pictures at once."""


def refusal_of(recipe: Recipe, card: Card) -> str | None:
    """Why a recipe cannot be run with the model of ``card``; ``None`` where the card tells no reason."""
    gan = Gan.of(card)
    if gan is None:
        return f"{card.title} is no pair of generator and discriminator."
    label, snapshot = getattr(recipe, "label", ONE_AFTER_ANOTHER), getattr(recipe, "snapshot", LAST)
    if reason := refusal_of_label(label, gan.condition, card.title):
        return reason
    if snapshot >= len(gan.steps):
        return f"Snapshot {snapshot} does not exist: of {card.title} there are {len(gan.steps)}, from 0."
    if getattr(type(recipe), "judged", False) and not judges(card):
        return f"{card.title} is a generator alone: there is no discriminator that could judge pictures."
    coefficients: tuple[float, ...] = getattr(recipe, "coefficients", ())
    if any(abs(value) > FARTHEST for value in coefficients):
        return f"Coefficients must lie between −{FARTHEST:g} and {FARTHEST:g} σ."
    asked = max(len(coefficients), getattr(recipe, "rows", 0))
    if asked and not gan.directions:
        return f"The card of {card.title} names no principal directions."
    if asked > len(gan.directions):
        return f"{card.title} has {len(gan.directions)} principal directions, and {asked} were asked for."
    return None


def judges(card: Card) -> bool:
    """Whether a model's discriminator was kept."""
    return "discriminator" in card.parts


def gan_of(recipe: Any, resources: Resources) -> Gan:
    """What the card says of the players; raises ``RecipeError`` where the recipe cannot be run."""
    card = resources.card(recipe.model)
    if reason := refusal_of(recipe, card):
        raise RecipeError(reason)
    gan = Gan.of(card)
    if gan is None:
        raise TypeError("a card without players has a refusal")
    return gan


class Players:
    """Both networks at one moment of training."""

    def __init__(self, model: str, resources: Resources, snapshot: int = LAST) -> None:
        """Load what there is of both parts; raises ``CardError``, ``ModelFileError`` or ``SessionError``."""
        card = resources.card(model)
        gan = Gan.of(card)
        if gan is None:
            raise TypeError("a card without players has a refusal")
        self._image, self._condition = card.image, gan.condition
        self._generator = resources.session(model, part_at(card, "generator", snapshot))
        judge = part_at(card, "discriminator", snapshot)
        self._discriminator = resources.session(model, judge) if judges(card) else None
        self.milliseconds = 0.0

    def draw(self, noise: Floats, labels: LabelArray) -> tuple[Images, Floats]:
        """Pictures ``(n, …)`` of noise ``(n, latent)``, and their logits ``(n,)``, NaN without a judge."""
        began = time.perf_counter()
        beside = condition_inputs(self._condition, labels)
        values = self._generator.run({"noise": np.ascontiguousarray(noise, dtype=np.float32), **beside})[
            "image"
        ]
        self.milliseconds += 1000 * (time.perf_counter() - began)
        return to_levels(to_unit(values, self._image)), self._logits(values, labels)

    def judge(self, images: Images, labels: LabelArray) -> Floats:
        """The logits ``(n,)`` of pictures ``(n, …)``."""
        return self._logits(to_network(images, self._image), labels)

    def _logits(self, values: Floats, labels: LabelArray) -> Floats:
        if self._discriminator is None:
            return np.full(len(values), np.nan, dtype=np.float32)
        found = self._discriminator.run({"image": values, **condition_inputs(self._condition, labels)})
        return np.asarray(found["logit"])


def noise_of(seed: int, count: int, gan: Gan) -> Floats:
    """The standard normal noise ``(count, latent)`` of the samples 0 … count − 1 of a seed."""
    return standard_normal(seed, range(count), (gan.latent,), "generator")


def labels_of(label: int, count: int, gan: Gan) -> LabelArray:
    """The label of each sample: all the same, or one class after another."""
    if label == ONE_AFTER_ANOTHER:
        return cycled(gan.condition, count)
    return np.full(count, label, dtype=np.int64)


def empty(count: int, card: Card) -> Images:
    """Black pictures ``(count, channels, height, width)``."""
    return np.zeros((count, *card.image.shape), dtype=np.uint8)
