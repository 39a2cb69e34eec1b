"""Pictures of captions, drawn by the recipe that anyone draws pictures from words by."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray

from playground.core.conditions import tokens_of
from playground.core.prompts import escaped
from playground.core.resources import Resources
from playground.paradigms.words.drawing import sample
from playground.paradigms.words.recipes import Sample


class Asked(msgspec.Struct, frozen=True):
    """What to draw: texts and a style by its place, or none of either, and the seed of all its noise."""

    texts: tuple[str, ...]
    style: int | None
    seed: int


class DrawingSetting(msgspec.Struct, frozen=True, kw_only=True):
    """How to draw: the sampler and its steps, and how strongly the words pull."""

    sampler: str = "ab2"
    steps: int = 20
    guidance: float = 4.0


class Drawer:
    """A model that is told words, ready to draw."""

    def __init__(self, model: str, resources: Resources) -> None:
        """Raises ``CardError`` where the model is told none."""
        self.card = resources.card(model)
        self._styles = tokens_of(self.card).styles
        self._resources = resources

    def draw(self, asked: Sequence[Asked], way: DrawingSetting, count: int) -> NDArray[np.uint8]:
        """So many pictures of each, ``(n · count, channels, height, width)``; raises as the recipe's run."""
        return np.concatenate([self._drawn(self._recipe(each, way, count)) for each in asked])

    def _recipe(self, asked: Asked, way: DrawingSetting, count: int) -> Sample:
        return Sample(
            model=self.card.name,
            prompt=escaped(" ".join(asked.texts)),
            style="" if asked.style is None else self._styles[asked.style],
            count=count,
            seed=asked.seed,
            sampler=way.sampler,
            steps=way.steps,
            guidance=way.guidance,
        )

    def _drawn(self, recipe: Sample) -> NDArray[np.uint8]:
        *_, last = sample(recipe, self._resources)
        images: NDArray[np.uint8] = last.arrays["images"]
        return images
