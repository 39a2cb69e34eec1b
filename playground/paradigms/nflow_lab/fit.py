"""How well the flow fits: its density beside the known one, divergence, entropy, and its samples."""

from __future__ import annotations

from collections.abc import Hashable

import numpy as np

from playground.core.frames import Array, Scalar
from playground.gaussian.distances import Box
from playground.gaussian.expectations import entropy, mean_over, spread_points
from playground.gaussian.levels import Level
from playground.paradigms.lab import measures
from playground.paradigms.lab.snapshot import Snapshot
from playground.paradigms.lab.source import Matrix
from playground.paradigms.lab.time_slices import SlicedPart, Work
from playground.paradigms.nflow_lab.frames import CELLS, MEASURED, grid
from playground.paradigms.nflow_lab.trajectories import FlowContext, finite

_REFRESH = 0.4
"""Seconds between two measurements of what is learned."""
_BLOCK = 512
_NODES = 256
"""Points of each shift that densities are compared at."""
# Beyond all data, and with edges that the checkerboard's squares share.
_BOX = Box(low=-4.0, high=4.0, cells=128)
_LEAST_BLOCK, _MOST_TERMS = 16, 2**18
_CLEAN = Level(t=0.0, alpha=1.0, sigma=0.0, d_alpha=0.0, d_sigma=1.0)


class Fit:
    """What is measured of the learned density and of samples, against the exact ones."""

    def __init__(self, context: FlowContext) -> None:
        self._context, self._snapshot = context, Snapshot(context, _REFRESH)
        self._arrays: dict[str, Array] = {}
        self._scalars: dict[str, Scalar] = {}
        self._nodes = spread_points(context.source.place, _NODES)
        self._exact_logs: Matrix | None = None
        self.once = (
            SlicedPart(lambda: "exact", self._exact),
            SlicedPart(lambda: "floor", self._floor),
            SlicedPart(lambda: "entropy", self._entropy),
        )
        self.parts = (
            SlicedPart(lambda: self._state("density"), self._density),
            SlicedPart(self._divergence_key, self._divergence),
            SlicedPart(lambda: self._state("samples"), self._samples),
        )

    def renew(self, ready: bool) -> None:
        """Notice that the model has changed; ``ready`` if all about the last one is known."""
        self._snapshot.renew(ready)

    def show(self, arrays: dict[str, Array], scalars: dict[str, Scalar]) -> None:
        """Add what is known."""
        arrays.update(self._arrays)
        scalars.update(self._scalars)
        if "kl" in scalars and "entropy" in scalars:
            scalars["nll"] = float(scalars["entropy"]) + float(scalars["kl"])

    def _state(self, what: str) -> Hashable:
        return what, self._snapshot.model.state

    def _exact(self) -> Work:
        source = self._context.source
        logs = yield from measures.exact_log_density(source, _CLEAN)
        self._arrays["density_exact"] = measures.as_image(logs)
        parts: list[Matrix] = []
        for start in range(0, len(self._nodes), _BLOCK):
            parts.append(source.log_density(self._nodes[start : start + _BLOCK]))
            yield
        self._exact_logs = np.concatenate(parts)

    def _floor(self) -> Work:
        floor = yield from measures.noise_floor(self._context.source, MEASURED)
        self._scalars |= floor.scalars("noise_floor")

    def _entropy(self) -> Work:
        # Of a drawing, each of whose points is a term of the density, in smaller blocks.
        terms = max(len(self._context.recipe.drawing) // 8, 1)
        block = max(_LEAST_BLOCK, min(_BLOCK, _MOST_TERMS // terms))
        self._scalars["entropy"] = yield from entropy(self._context.source.log_density, _BOX, block)

    def _density(self) -> Work:
        model, at, parts = self._snapshot.model, grid(CELLS), []
        for start in range(0, len(at), _BLOCK):
            parts.append(model.map.log_density(at[start : start + _BLOCK]))
            yield
        logs = np.concatenate(parts)
        finite(logs, model.steps)
        self._arrays["density"] = density = measures.as_image(logs.astype(np.float64))
        self._scalars["mass"] = float(density.sum(dtype=np.float64) * measures.BOX.area)

    def _divergence_key(self) -> Hashable | None:
        return None if self._exact_logs is None else self._state("divergence")

    def _divergence(self) -> Work:
        model, exact, parts = self._snapshot.model, self._exact_logs, []
        if exact is None:
            return
        for start in range(0, len(self._nodes), _BLOCK):
            parts.append(model.map.log_density(self._nodes[start : start + _BLOCK]))
            yield
        logs = np.concatenate(parts)
        finite(logs, model.steps)
        self._scalars["kl"], self._scalars["kl_error"] = mean_over(exact - logs)

    def _samples(self) -> Work:
        context, model, parts = self._context, self._snapshot.model, []
        base = context.starts(back=True, count=MEASURED)
        for start in range(0, MEASURED, _BLOCK):
            parts.append(model.map.data(base[start : start + _BLOCK]))
            yield
        points = np.concatenate(parts)
        finite(points, model.steps)
        self._scalars["sliced_wasserstein"] = measures.distance(points, context.exact)
        self._scalars.update(measures.modes(points, context.source))
