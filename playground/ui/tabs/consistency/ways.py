"""Multistep samples in several numbers of jumps, one run after another; no Qt here."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from playground.core.frames import Frame
from playground.paradigms import consistency
from playground.ui.sampling.trajectory import Trajectory

Images = NDArray[np.uint8]


class Ways:
    """The trajectories of the present recipes, as far as they have come."""

    def __init__(self) -> None:
        self.recipes: tuple[consistency.Sample, ...] = ()
        self._ways: dict[consistency.Sample, Trajectory] = {}

    def plan(self, wanted: tuple[consistency.Sample, ...]) -> None:
        """Show these from now on; what is there of them stays."""
        self.recipes = wanted
        self._ways = {recipe: way for recipe, way in self._ways.items() if recipe in wanted}

    def take(self, run: object, recipe: consistency.Sample, frame: Frame) -> bool:
        """Add a step; ``False`` where it belongs to none of them."""
        if recipe not in self.recipes:
            return False
        self._ways.setdefault(recipe, Trajectory()).take(run, recipe, frame)
        return True

    def pending(self) -> consistency.Sample | None:
        """The next recipe to run, ``None`` where all are finished."""
        return next((recipe for recipe in self.recipes if self.end(recipe) is None), None)

    @property
    def complete(self) -> bool:
        """Whether all have finished."""
        return bool(self.recipes) and all(self.end(recipe) is not None for recipe in self.recipes)

    def end(self, recipe: consistency.Sample) -> Frame | None:
        """The final frame of a recipe, if it has finished."""
        way = self._ways.get(recipe)
        return None if way is None else way.final

    def ends(self) -> tuple[Images, NDArray[np.bool_]] | None:
        """Pictures ``(recipes, count, …)``, and which of them are there; ``None`` where none is."""
        frames = [self.end(recipe) for recipe in self.recipes]
        there = [frame.arrays["images"] for frame in frames if frame is not None]
        if not there:
            return None
        empty = np.zeros_like(there[0])
        rows = [empty if frame is None else frame.arrays["images"] for frame in frames]
        filled = np.array([[frame is not None] * len(empty) for frame in frames], dtype=np.bool_)
        return np.stack(rows), filled

    def way(self, recipe: consistency.Sample, sample: int) -> list[Images]:
        """One sample's pictures in turn: x, the jump from it, the next x, … up to the last jump."""
        trajectory = self._ways.get(recipe)
        if trajectory is None or not len(trajectory):
            return []
        sample = min(sample, trajectory.count - 1)
        found = []
        # The last step is not asked about: its data is what the jump before it gave.
        for moment in trajectory.moments[: recipe.steps]:
            found += [moment.arrays["x"][sample], moment.arrays["data"][sample]]
        return found
