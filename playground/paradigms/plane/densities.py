"""The learned and the exact density at the time."""

from __future__ import annotations

from collections.abc import Hashable

from playground.core.frames import Array, Scalar
from playground.paradigms.lab import measures
from playground.paradigms.lab.frames import Floats
from playground.paradigms.lab.lane import Part, Work
from playground.paradigms.lab.snapshot import Snapshot
from playground.paradigms.lab.source import Matrix
from playground.paradigms.plane.likelihood import likelihood
from playground.paradigms.plane.look import Look
from playground.paradigms.plane.setting import shown

_REFRESH, _STILL = 1.0, 0.25
"""Seconds between two likelihoods, and for which the time has to stand still before one is begun."""
_YOUNG = 200
"""Training steps in which a network may change beyond knowing: a likelihood is shown for so many and as many
again as its network had made."""


class Densities:
    """The exact density, and the learned one as likelihood or, until that is ready, as smoothed samples."""

    def __init__(self, look: Look) -> None:
        self._look, self._snapshot = look, Snapshot(look, _REFRESH)
        self._time, self._moved = look.recipe.time, look.clock.now() - _STILL
        self._exact_logs: Matrix | None = None
        self._exact: Floats | None = None
        self._known: tuple[float, Hashable] | None = None
        self._learned: Floats | None = None
        self._kl, self._steps = 0.0, 0
        self.exact = Part(lambda: look.recipe.time, self._evaluate)
        self.likelihood = Part(self._key, self._follow)

    def renew(self, ready: bool) -> None:
        """Notice that the time has moved or the model has changed; ``ready`` if the last likelihood is
        known."""
        look = self._look
        if look.recipe.time != self._time:
            self._time, self._moved = look.recipe.time, look.clock.now()
        if self._known is not None and self._known[1] != look.model.training:
            self._known = None
        self._snapshot.renew(ready, self._snapshot.model.training != look.model.training)

    def show(self, arrays: dict[str, Array], scalars: dict[str, Scalar], points: Floats) -> None:
        """Add the densities; ``points`` are samples at the time."""
        if self._exact is not None:
            arrays["density_exact"] = self._exact
        model = self._look.model
        current = self._known == (self._look.recipe.time, model.training) and (
            model.steps <= 2 * self._steps + _YOUNG
        )
        if current and self._learned is not None:
            arrays["density"], scalars["density_kind"] = self._learned, "likelihood"
            scalars["kl"] = self._kl
        else:
            arrays["density"], scalars["density_kind"] = measures.smoothed(points), "samples"

    def _evaluate(self) -> Work:
        look = self._look
        level = shown(look.recipe, look.path).density
        self._exact_logs = yield from measures.exact_log_density(look.source, level)
        self._exact = measures.as_image(self._exact_logs)

    def _key(self) -> Hashable | None:
        if self._look.model.network != "denoiser" or self._look.clock.now() - self._moved < _STILL:
            return None
        return self._look.recipe.time, self._snapshot.model.state

    def _follow(self) -> Work:
        look, model = self._look, self._snapshot.model
        level, time = shown(look.recipe, look.path).density, look.recipe.time
        logs = yield from likelihood(model.field.with_traces, model.field.traces, look.path, level)
        self._learned = measures.as_image(logs)
        # The exact density of this time is always there before, since it goes first.
        if self._exact_logs is not None:
            self._kl = measures.divergence(self._exact_logs, logs)
        self._known, self._steps = (time, model.training), model.steps
