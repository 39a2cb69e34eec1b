"""The points, the grid and the probe on their way through the layers, and what each gives to log p(x)."""

from __future__ import annotations

import math
from collections.abc import Hashable
from typing import TYPE_CHECKING

import msgspec
import numpy as np
from numpy.typing import NDArray

from playground.core.errors import RecipeError
from playground.core.frames import Array, Scalar
from playground.core.noise import generator
from playground.paradigms.lab.measures import exact_points
from playground.paradigms.lab.snapshot import Snapshot
from playground.paradigms.lab.source import source_of
from playground.paradigms.lab.starts import Starts
from playground.paradigms.lab.time_slices import Clock, SlicedPart, Work
from playground.paradigms.nflow_lab.frames import EXTENT, GRID, MEASURED, Floats
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


def between(way: Floats, position: float) -> Floats:
    """Points ``(n, 2)`` at a position, of their places ``(L + 1, n, 2)`` at the whole ones."""
    before = min(math.floor(position), len(way) - 1)
    share = np.float32(position - before)
    if share == 0:
        return np.asarray(way[before])
    return np.asarray(way[before] + share * (way[before + 1] - way[before]), dtype=np.float32)


def log_growth(nodes: Floats) -> Floats:
    """How the areas of a grid's cells have grown, ``(n, n)``, of its carried nodes ``(n + 1, n + 1, 2)``.

    Natural logarithms of the area of the quadrilateral that is drawn, over that of a cell at the start.
    """
    rising, falling = nodes[1:, 1:] - nodes[:-1, :-1], nodes[1:, :-1] - nodes[:-1, 1:]
    areas = np.abs(rising[..., 0] * falling[..., 1] - rising[..., 1] * falling[..., 0]) / 2
    cell = (2 * EXTENT / len(areas)) ** 2
    return np.asarray(np.log(np.maximum(areas / cell, _TINY)), dtype=np.float32)


_REFRESH = 0.08
"""Seconds between two walks through what is learned."""
_TINY = 1e-30
"""The least growth of an area of which a logarithm is taken."""
_BLOCK = 1024


def nodes() -> Floats:
    """The nodes of the grid, row by row from the least y: ``((GRID + 1)², 2)``."""
    ticks = np.linspace(-EXTENT, EXTENT, GRID + 1, dtype=np.float32)
    x, y = np.meshgrid(ticks, ticks)
    return np.stack([x.ravel(), y.ravel()], axis=1)


class Trajectories:
    """Where points and grid are at every whole position: so the slider needs no model."""

    def __init__(self, context: FlowContext) -> None:
        self._context, self.snapshot = context, Snapshot(context, _REFRESH)
        self._known: tuple[bool, Floats, Floats, Floats] | None = None
        self.part = SlicedPart(self._key, self._walk)

    def show(self, arrays: dict[str, Array]) -> None:
        """Add the points and the grid at the position, once they are known for the direction."""
        back, position = self._context.recipe.back, self._context.recipe.position
        if self._known is None or self._known[0] != back:
            return
        _, points, base, grid_nodes = self._known
        arrays["points"] = between(points, position)
        arrays["angles"] = np.arctan2(base[:, 1], base[:, 0])
        arrays["radii"] = np.hypot(base[:, 0], base[:, 1])
        arrays["grid"] = between(grid_nodes, position).reshape(GRID + 1, GRID + 1, 2)
        arrays["log_areas"] = log_growth(arrays["grid"])

    def _key(self) -> Hashable:
        recipe = self._context.recipe
        return recipe.back, recipe.points, self.snapshot.model.state

    def _walk(self) -> Work:
        recipe, model = self._context.recipe, self.snapshot.model
        back, start = recipe.back, self._context.starts(recipe.back, recipe.points)
        found: list[Floats] = []
        for first in range(0, len(start), _BLOCK):
            found.append(model.map.way(start[first : first + _BLOCK], back).points)
            yield
        points = np.concatenate(found, axis=1)
        grid_nodes = model.map.way(nodes(), back).points
        for values in (points, grid_nodes):
            finite(values, model.steps)
        self._known = back, points, points[0] if back else points[-1], grid_nodes


class Waterfall:
    """The probe through the flow that the points walk through."""

    def __init__(self, context: FlowContext, trajectories: Trajectories) -> None:
        self._context, self._trajectories = context, trajectories
        self._way: Floats | None = None
        self._terms: Floats | None = None
        self._exact = math.nan
        self.part = SlicedPart(self._key, self._walk)

    def show(self, arrays: dict[str, Array], scalars: dict[str, Scalar]) -> None:
        """Add the way and the terms, if they are known."""
        if self._way is None or self._terms is None:
            return
        arrays["probe_way"], arrays["waterfall"] = self._way, self._terms
        arrays["probe_at"] = between(self._way[:, None], self._context.recipe.position)[0]
        scalars["log_density"] = float(self._terms.sum(dtype=np.float64))
        scalars["log_density_exact"] = self._exact

    def _key(self) -> Hashable:
        recipe = self._context.recipe
        return recipe.probe, recipe.held_at, recipe.back, self._trajectories.snapshot.model.state

    def _walk(self) -> Work:
        recipe, model = self._context.recipe, self._trajectories.snapshot.model
        probe = np.array([recipe.probe], dtype=np.float32)
        start = model.map.start(probe, recipe.held_at, recipe.back)
        walked, log_slopes = model.map.way(start, recipe.back)
        finite(walked, model.steps)
        log_dets = log_slopes[:, 0].sum(1, dtype=np.float64)
        if recipe.back:  # The inverse map's, from the base's side on.
            log_dets = -log_dets[::-1]
        data, base = walked[:: -1 if recipe.back else 1, 0][[0, -1]].astype(np.float64)
        base_log_density = -0.5 * (base @ base) - math.log(2 * math.pi)
        self._way = walked[:, 0]
        self._terms = np.array([base_log_density, *log_dets], dtype=np.float32)
        finite(self._terms, model.steps)
        self._exact = float(self._context.source.log_density(data[None])[0])
        yield
