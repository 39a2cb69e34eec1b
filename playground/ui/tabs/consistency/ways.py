"""Multistep samples in several numbers of jumps, one run after another; no Qt here."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from playground.core.frames import Frame
from playground.paradigms import consistency
from playground.paradigms.denoising.trajectory import Trajectory
from playground.ui.stage.queue import Queue

Images = NDArray[np.uint8]


class Ways:
    """The trajectory of each recipe, as far as it has come, for as long as its queue knows of it."""

    def __init__(self, queue: Queue) -> None:
        self.queue = queue
        self._ways: dict[consistency.Sample, Trajectory] = {}

    @property
    def recipes(self) -> tuple[consistency.Sample, ...]:
        """Those that are shown."""
        return tuple(recipe for recipe in self.queue.planned if isinstance(recipe, consistency.Sample))

    def take(self, run: object, recipe: consistency.Sample, frame: Frame) -> None:
        """Add a step."""
        self._ways = {known: way for known, way in self._ways.items() if self.queue.frame(known) is not None}
        self._ways.setdefault(recipe, Trajectory()).take(run, recipe, frame)

    def ends(self) -> tuple[Images, NDArray[np.bool_]] | None:
        """Pictures ``(recipes, count, …)``, and which of them are there; ``None`` where none is."""
        frames = [self.queue.result(recipe) for recipe in self.recipes]
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
