"""The points and the grid on their way through the layers."""

from __future__ import annotations

from collections.abc import Hashable

import numpy as np

from playground.core.frames import Array
from playground.paradigms.lab.lane import Part, Work
from playground.paradigms.lab.snapshot import Snapshot
from playground.paradigms.nflow_lab import slide
from playground.paradigms.nflow_lab.frames import EXTENT, GRID, Floats, grid
from playground.paradigms.nflow_lab.look import FlowLook, finite

_REFRESH = 0.08
"""Seconds between two walks through what is learned."""
_BLOCK = 1024


def nodes() -> Floats:
    """The nodes of the grid, row by row from the least y: ``((GRID + 1)², 2)``."""
    ticks = np.linspace(-EXTENT, EXTENT, GRID + 1, dtype=np.float32)
    x, y = np.meshgrid(ticks, ticks)
    return np.stack([x.ravel(), y.ravel()], axis=1)


class Places:
    """Where points and grid are at every whole position: so the slider needs no model."""

    def __init__(self, look: FlowLook) -> None:
        self._look, self.snapshot = look, Snapshot(look, _REFRESH)
        self._known: tuple[bool, Floats, Floats, Floats, Floats] | None = None
        self.part = Part(self._key, self._walk)

    def show(self, arrays: dict[str, Array]) -> None:
        """Add the points and the grid at the position, once they are known for the direction."""
        back, position = self._look.recipe.back, self._look.recipe.position
        if self._known is None or self._known[0] != back:
            return
        _, points, base, grid_nodes, slopes = self._known
        arrays["points"] = slide.places(points, position)
        arrays["angles"] = np.arctan2(base[:, 1], base[:, 0])
        arrays["radii"] = np.hypot(base[:, 0], base[:, 1])
        arrays["grid"] = slide.places(grid_nodes, position).reshape(GRID + 1, GRID + 1, 2)
        arrays["log_areas"] = slide.log_areas(slopes, position).reshape(GRID, GRID)

    def _key(self) -> Hashable:
        recipe = self._look.recipe
        return recipe.back, recipe.points, self.snapshot.model.state

    def _walk(self) -> Work:
        recipe, model = self._look.recipe, self.snapshot.model
        back, start = recipe.back, self._look.starts(recipe.back, recipe.points)
        found: list[Floats] = []
        for first in range(0, len(start), _BLOCK):
            found.append(model.map.way(start[first : first + _BLOCK], back).places)
            yield
        points = np.concatenate(found, axis=1)
        grid_nodes = model.map.way(nodes(), back).places
        yield
        slopes = model.map.way(grid(GRID), back).log_slopes
        for values in (points, grid_nodes, slopes):
            finite(values, model.steps)
        self._known = back, points, points[0] if back else points[-1], grid_nodes, slopes
