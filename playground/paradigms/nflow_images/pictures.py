"""The pictures whose likelihood is measured: held-out ones, and others to set beside them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from playground.core.conditions import held_out_of
from playground.core.images import LabelledImages
from playground.core.likelihood import LEVELS
from playground.core.noise import generator
from playground.core.resources import Resources
from playground.paradigms.nflow_images.network import Floats, FlowNetwork, Images, LabelArray, levels_of
from playground.paradigms.nflow_images.recipes import DIGITS, ONE_AFTER_ANOTHER, Likelihood


class Block(NamedTuple):
    """Some pictures, the fractions that make densities of their grey levels, and the labels to be told."""

    images: Images
    fractions: Floats
    told: LabelArray


class Pictures:
    """What a recipe measures, a block at a time."""

    def __init__(self, recipe: Likelihood, network: FlowNetwork, resources: Resources) -> None:
        """Raises ``DataError``, also where the pictures have another shape than the flow's."""
        self._recipe, self._network = recipe, network
        self._held_out: LabelledImages | None = None
        if recipe.of not in ("samples", "noise"):
            other = DIGITS if recipe.of == "digits" else ""
            self._held_out = held_out_of(network.card, resources, other)
        there = recipe.count if self._held_out is None else len(self._held_out)
        self.count = min(recipe.count, there)
        self.labels = self._labels()

    def block(self, part: slice) -> Block:
        recipe, network = self._recipe, self._network
        indices = range(part.start, part.stop)
        told = self.labels[part] if recipe.labelled else network.labels(network.flow.classes, len(indices))
        if recipe.of == "samples":
            values = network.generate(network.noise(recipe.noise, indices), told)
            levels = levels_of(values)
            return Block(levels, np.asarray(np.clip(values - levels, 0, 1), np.float32), told)
        return Block(self._levels(part, indices), network.fractions(recipe.noise, indices), told)

    def _levels(self, part: slice, indices: range) -> Images:
        recipe, shape = self._recipe, self._network.shape
        if self._held_out is None:
            drawn = [generator(recipe.noise, index, "grey levels") for index in indices]
            return np.stack([one.integers(0, LEVELS, shape, dtype=np.uint8) for one in drawn])
        images = self._held_out.images[part]
        if recipe.of == "inverted":
            return np.asarray(LEVELS - 1 - images, dtype=np.uint8)
        if recipe.of != "shuffled":
            return images
        orders = [generator(recipe.noise, index, "shuffle") for index in indices]
        flat = images.reshape(len(images), -1)
        return np.stack([order.permutation(one) for order, one in zip(orders, flat, strict=True)]).reshape(
            images.shape
        )

    def _labels(self) -> LabelArray:
        classes = self._network.flow.classes
        if self._recipe.of == "samples":
            return self._network.labels(ONE_AFTER_ANOTHER if self._recipe.labelled else classes, self.count)
        if self._held_out is None or self._recipe.of == "digits":
            return np.full(self.count, classes, dtype=np.int64)
        return self._held_out.labels[: self.count].astype(np.int64)
