"""A card's flow, ready to be asked in both directions, and why a recipe cannot be run with it."""

from __future__ import annotations

import functools
import math
import time
from collections.abc import Iterable
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from playground.core import folders
from playground.core.cards import Card
from playground.core.conditions import condition_inputs, cycled, knows_none, refusal_of_label
from playground.core.drawn import blocks
from playground.core.errors import RecipeError
from playground.core.heldout import read_about
from playground.core.likelihood import LEVELS
from playground.core.noise import generator, standard_normal
from playground.core.recipe import Recipe
from playground.core.resources import Resources
from playground.paradigms.nflow_images.card import Nflow
from playground.paradigms.nflow_images.recipes import (
    DIGITS,
    MAX_COUNT,
    ONE_AFTER_ANOTHER,
    Drawing,
    HeldOut,
    Noise,
)
from playground.paradigms.sources import picture_of

Images: TypeAlias = NDArray[np.uint8]
Floats: TypeAlias = NDArray[np.float32]
LabelArray: TypeAlias = NDArray[np.int64]

BLOCK = 16
"""The flow is asked for so many at once, always, so that a picture never depends on how many there are."""


def refusal_of(recipe: Recipe, card: Card) -> str | None:
    """Why a recipe cannot be run with the model of ``card``; ``None`` where the card tells no reason."""
    if getattr(recipe, "of", "") == "digits" and _digits() != card.image.shape:
        taken = " × ".join(map(str, card.image.shape))
        return f"Digits are of another size than the pictures of {card.title}, which are {taken}."
    return _refusal_of_network(recipe, card)


def _refusal_of_network(recipe: Recipe, card: Card) -> str | None:
    """The same, whichever pictures there are: those that are read are measured when they are there."""
    nflow = Nflow.of(card)
    if nflow is None:
        return f"{card.title} is no normalizing flow of pictures."
    condition, classes = nflow.condition, nflow.classes
    if reason := refusal_of_label(getattr(recipe, "label", ONE_AFTER_ANOTHER), condition, card.title):
        return reason
    if getattr(recipe, "labelled", True) or knows_none(condition):
        return None
    return f"{card.title} always has to be told one of its {classes} classes; choose “given the class”."


@functools.cache
def _digits() -> tuple[int, ...]:
    """Channels, height and width of the held-out digits."""
    folder = folders.held_out(DIGITS)
    return () if folder is None else read_about(folder).shape[1:]


class FlowNetwork:
    """Both directions of a model's flow."""

    def __init__(self, recipe: Any, resources: Resources) -> None:
        """Raises ``RecipeError``, ``CardError``, ``ModelFileError`` or ``SessionError``."""
        self.card = resources.card(recipe.model)
        if reason := _refusal_of_network(recipe, self.card):
            raise RecipeError(reason)
        self._forth = resources.session(recipe.model, "normalise")
        self._back = resources.session(recipe.model, "generate")
        self._resources = resources
        self.milliseconds = 0.0

    @property
    def flow(self) -> Nflow:
        """What the card says of the flow."""
        nflow = Nflow.of(self.card)
        if nflow is None:
            raise TypeError("a card without a flow has a refusal")
        return nflow

    @property
    def shape(self) -> tuple[int, int, int]:
        """Shape of a picture and of z."""
        return self.card.image.shape

    def normalise(self, images: Images, noise: Floats, labels: LabelArray) -> tuple[Floats, Floats]:
        """z and log-density of each value, in nats."""
        inputs = {
            "image": images.astype(np.float32),
            "noise": noise,
            **condition_inputs(self.flow.condition, labels),
        }
        found = [self._asked(self._forth, inputs, part) for part in blocks(len(images), BLOCK)]
        z, density = (np.concatenate([one[name] for one in found]) for name in ("z", "log_density"))
        return z, density

    def generate(self, z: Floats, labels: LabelArray) -> Floats:
        """Grey levels plus noise, in [0, 256)."""
        z = np.ascontiguousarray(z, dtype=np.float32)
        inputs = {"z": z, **condition_inputs(self.flow.condition, labels)}
        found = [self._asked(self._back, inputs, part)["image"] for part in blocks(len(z), BLOCK)]
        return np.asarray(LEVELS * np.concatenate(found), dtype=np.float32)

    def image(self, source: HeldOut | Drawing) -> tuple[Images, int | None]:
        """A picture and its label, if that is known; raises ``RecipeError`` where there is none."""
        return picture_of(source, self.card, self._resources)

    def z_of(self, source: HeldOut | Drawing | Noise, label: int, noise: int) -> Floats:
        """The z of a picture given a label, or of a seed's first sample."""
        if isinstance(source, Noise):
            return self._drawn(source)
        image, _ = self.image(source)
        index = source.index if isinstance(source, HeldOut) else 0
        z, _ = self.normalise(image[None], self.fractions(noise, [index]), np.array([label]))
        return np.asarray(z[0])

    def _drawn(self, source: Noise) -> Floats:
        if source.seed < 0:
            raise RecipeError(f"A seed is a number from 0 up; it is {source.seed}.")
        if not 0 <= source.index < MAX_COUNT:
            raise RecipeError(f"Samples are counted from 0 to {MAX_COUNT - 1}; there is no {source.index}.")
        if not 0 <= source.temperature <= 2:
            raise RecipeError(f"A temperature lies between 0 and 2; it is {source.temperature:g}.")
        drawn = self.noise(source.seed, range(source.index, source.index + 1))[0]
        return np.asarray(source.temperature * drawn, dtype=np.float32)

    def noise(self, seed: int, indices: range) -> Floats:
        """The z ``(len(indices), …)`` of samples of a seed at temperature 1."""
        return standard_normal(seed, indices, self.shape, "flow")

    def fractions(self, seed: int, indices: Iterable[int]) -> Floats:
        """The noise in [0, 1) that is added to grey levels of images with these numbers."""
        drawn = [
            generator(seed, index, "dequantise").random(self.shape, dtype=np.float32) for index in indices
        ]
        return np.stack(drawn)

    def labels(self, label: int, count: int) -> LabelArray:
        """The label of each sample: all the same, or one class after another."""
        if label == ONE_AFTER_ANOTHER:
            return cycled(self.flow.condition, count)
        return np.full(count, label, dtype=np.int64)

    def _asked(self, session: Any, inputs: dict[str, Any], part: slice) -> dict[str, Any]:
        """The answers for a block, which is filled up with zeros."""
        size = part.stop - part.start
        block = {name: _filled(values[part]) for name, values in inputs.items()}
        began = time.perf_counter()
        found = session.run(block)
        self.milliseconds += 1000 * (time.perf_counter() - began)
        return {name: values[:size] for name, values in found.items()}


def levels_of(values: Floats) -> Images:
    """The grey levels of values in [0, 256)."""
    return np.clip(np.floor(values), 0, LEVELS - 1).astype(np.uint8)


def log_normal(z: Floats) -> NDArray[np.float64]:
    """Log-density in nats of each value of ``z``, being standard normal."""
    return np.asarray(-0.5 * (np.square(z.astype(np.float64)) + math.log(2 * math.pi)))


def log_base(z: Floats) -> NDArray[np.float64]:
    """Log-density of standard normal ``z`` ``(n, …)`` in nats ``(n,)``."""
    return np.asarray(log_normal(z).reshape(len(z), -1).sum(axis=1))


def _filled(values: NDArray[Any]) -> NDArray[Any]:
    lacking = BLOCK - len(values)
    return (
        np.concatenate([values, np.zeros((lacking, *values.shape[1:]), values.dtype)]) if lacking else values
    )
