"""The learned and the exact density at the time."""

from __future__ import annotations

from collections.abc import Generator, Hashable

import numpy as np

from playground.core.frames import Array, Scalar
from playground.gaussian.distances import Estimate
from playground.gaussian.expectations import mean_over, spread_numbers, spread_points
from playground.gaussian.levels import Level
from playground.paradigms.lab import measures
from playground.paradigms.lab.frames import Floats
from playground.paradigms.lab.snapshot import Snapshot
from playground.paradigms.lab.source import Matrix
from playground.paradigms.lab.time_slices import SlicedPart, Work
from playground.paradigms.plane.context import PlaneContext, PlaneModel
from playground.paradigms.plane.likelihood import data_likelihood, likelihood
from playground.paradigms.plane.setting import shown

_REFRESH, _STILL = 1.0, 0.25
"""Seconds between two likelihoods, and for which the time has to stand still before one is begun."""
_YOUNG = 200
"""Training steps in which a network may change beyond knowing: a likelihood is shown for so many and as many
again as its network had made."""
_NODES = 256
"""Points of each shift that densities are compared at."""
_BLOCK = 512


class Densities:
    """The exact density, and the learned one as likelihood or, until that is ready, as smoothed samples."""

    def __init__(self, context: PlaneContext) -> None:
        self._context, self._snapshot = context, Snapshot(context, _REFRESH)
        self._time, self._moved = context.recipe.time, context.clock.now() - _STILL
        self._exact: Floats | None = None
        self._blurred: Floats | None = None
        """The exact one, smoothed as points are."""
        self._known: tuple[float, Hashable] | None = None
        self._learned: Floats | None = None
        self._kl, self._smear, self._steps = Estimate(0.0, 0.0), 0.0, 0
        self._nodes: tuple[Level, Floats, Matrix] | None = None
        self.exact = SlicedPart(lambda: context.recipe.time, self._evaluate)
        self.likelihood = SlicedPart(self._key, self._follow)

    def renew(self, ready: bool) -> None:
        """Notice that the time has moved or the model has changed; ``ready`` if the last likelihood is
        known."""
        context = self._context
        if context.recipe.time != self._time:
            self._time, self._moved = context.recipe.time, context.clock.now()
        if self._known is not None and self._known[1] != context.model.training:
            self._known = None
        self._snapshot.renew(ready, self._snapshot.model.training != context.model.training)

    def show(self, arrays: dict[str, Array], scalars: dict[str, Scalar], points: Floats) -> None:
        """Add the densities; ``points`` are samples at the time."""
        if self._exact is not None:
            arrays["density_exact"] = self._exact
        model = self._context.model
        current = self._known == (self._context.recipe.time, model.training) and (
            model.steps <= 2 * self._steps + _YOUNG
        )
        if current and self._learned is not None:
            arrays["density"], scalars["density_kind"] = self._learned, "likelihood"
            scalars["kl"], scalars["kl_error"] = self._kl
            scalars["kl_smear"] = self._smear
            alike = self._exact
        else:
            arrays["density"], scalars["density_kind"] = measures.smoothed(points), "samples"
            alike = self._blurred
        if alike is not None:
            arrays["density_alike"] = alike

    def _evaluate(self) -> Work:
        context = self._context
        level = shown(context.recipe, context.path).density
        clean = context.path.level(0.0) if self._at_data(level) else level
        self._exact = measures.as_image((yield from measures.exact_log_density(context.source, clean)))
        self._blurred = measures.blurred(self._exact)

    def _key(self) -> Hashable | None:
        if self._context.model.network != "denoiser" or self._context.clock.now() - self._moved < _STILL:
            return None
        return self._context.recipe.time, self._snapshot.model.state

    def _follow(self) -> Work:
        context, model = self._context, self._snapshot.model
        level, time = shown(context.recipe, context.path).density, context.recipe.time
        logs = yield from likelihood(model.field.with_traces, model.field.traces, context.path, level)
        kl = yield from self._divergence(model, level)
        self._learned, self._kl = measures.as_image(logs), kl
        self._smear = 0.0 if self._at_data(level) else context.source.smear(level)
        self._known, self._steps = (time, model.training), model.steps

    def _at_data(self, level: Level) -> bool:
        return level.t <= self._context.path.floor

    def _divergence(self, model: PlaneModel, level: Level) -> Generator[None, None, Estimate]:
        """KL(exact‖learned) at a level; at the data KL(data‖model), as the league measures it."""
        if self._nodes is None or self._nodes[0] != level:
            self._nodes = yield from self._exact_at(level)
        _, points, exact = self._nodes
        field, path = model.field, self._context.path
        if self._at_data(level):
            learned = yield from data_likelihood(field.with_traces, field.traces, path, points)
        else:
            learned = yield from likelihood(field.with_traces, field.traces, path, level, points)
        return mean_over(exact - learned)

    def _exact_at(self, level: Level) -> Generator[None, None, tuple[Level, Floats, Matrix]]:
        """Points that fill the exact density of a level evenly, and its logarithm there."""
        source, parts = self._context.source, list[Matrix]()
        clean = self._at_data(level)
        if clean:
            points = spread_points(source.place, _NODES)
        else:
            uniform, normal = spread_numbers(1, _NODES)
            points = source.exact.seen(level, uniform[:, 0], normal).astype(np.float32)
        for start in range(0, len(points), _BLOCK):
            block = points[start : start + _BLOCK]
            parts.append(source.log_density(block) if clean else source.exact.log_density(block, level))
            yield
        return level, points, np.concatenate(parts)
