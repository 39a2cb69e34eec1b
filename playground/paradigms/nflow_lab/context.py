"""What is looked at: a recipe's view of a flow, at a moment of its training."""

from __future__ import annotations

from collections.abc import Hashable
from typing import TYPE_CHECKING

import msgspec
import numpy as np
from numpy.typing import NDArray

from playground.core.errors import RecipeError
from playground.core.noise import generator
from playground.paradigms.lab.measures import exact_points
from playground.paradigms.lab.slices import Clock
from playground.paradigms.lab.source import source_of
from playground.paradigms.lab.starts import Starts
from playground.paradigms.nflow_lab.frames import MEASURED, Floats
from playground.paradigms.nflow_lab.recipes import NflowLab

if TYPE_CHECKING:
    from playground.live.flow_map import FlowMap

_MOST = 10_000


class FlowModel(msgspec.Struct, frozen=True):
    """The map that is learned, after so many training steps."""

    map: FlowMap
    steps: int

    @property
    def state(self) -> Hashable:
        """Equal for equal weights."""
        return self.steps

    def copied(self) -> FlowModel:
        """The model as it is now."""
        return FlowModel(self.map.copied(), self.steps)


class FlowContext:
    """The present recipe and model, and what goes with the recipe for as long as the training lasts."""

    def __init__(self, recipe: NflowLab, model: FlowModel, clock: Clock) -> None:
        self.recipe, self.model, self.clock = recipe, model, clock
        self.source = source_of(recipe)
        self._noise = Starts(recipe.seed)
        self._data = self.source.draw(generator(recipe.seed, 0, "plane flow points"), _MOST)
        self.exact = exact_points(self.source, recipe.seed, MEASURED)

    def starts(self, back: bool, count: int) -> Floats:
        """The points that go through the layers: noise, or data; fewer are the first of many."""
        return self._noise.noise(count) if back else self._data[:count]


def finite(values: NDArray[np.floating], steps: int) -> None:
    """Raise ``RecipeError`` if some of what a flow said after so many training steps is not a number."""
    if not np.all(np.isfinite(values)):
        raise RecipeError(
            f"The flow became unstable after {steps:,} training steps: it maps points beyond all numbers. "
            "Lower the learning rate and begin again."
        )
