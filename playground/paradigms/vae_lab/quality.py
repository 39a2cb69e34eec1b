"""What is measured of the model about once a second: its density, samples, bounds and information."""

from __future__ import annotations

import math
from collections.abc import Hashable

import numpy as np
from numpy.typing import NDArray

from playground.core.frames import Array, Scalar
from playground.core.noise import generator
from playground.gaussian.expectations import mean_over, spread_points
from playground.paradigms.lab import measures
from playground.paradigms.lab.snapshot import Snapshot
from playground.paradigms.lab.time_slices import SlicedPart, Work
from playground.paradigms.vae_lab.context import VaeContext
from playground.paradigms.vae_lab.frames import BOX, DRAWS, MEASURED, POINTS, Floats
from playground.paradigms.vae_lab.truth import Truth
from playground.paradigms.vae_lab.views import kl_to_prior

_REFRESH = 0.5
_BLOCK = 100
_NODES = 128
"""Points of each shift that bounds and density are measured at."""


class Quality:
    """Works on a copy of the model, part by part."""

    def __init__(self, context: VaeContext, truth: Truth, points: Floats) -> None:
        self._context, self._truth, self._points = context, truth, points
        self._snapshot = Snapshot(context, _REFRESH)
        random = generator(context.recipe.seed, 0, "vae lab measures")
        latent = context.recipe.latent
        self._codes = random.standard_normal((MEASURED, latent), dtype=np.float32)
        self._noise = random.standard_normal((MEASURED, 2), dtype=np.float32)
        self._nodes = spread_points(context.source.place, _NODES)
        self._exact: NDArray[np.float64] | None = None
        self._draws = random.standard_normal((DRAWS, len(self._nodes), latent), dtype=np.float32)
        self._density: Floats | None = None
        self._found: dict[str, Scalar] = {}
        self._scalars: dict[str, Scalar] = {}
        self.parts = tuple(
            SlicedPart(self._key, work) for work in (self._sample, self._bound, self._inform, self._evaluate)
        )

    def renew(self, ready: bool) -> None:
        """Notice that the model has changed; ``ready`` if all about the last one is known."""
        self._snapshot.renew(ready)

    def show(self, arrays: dict[str, Array], scalars: dict[str, Scalar]) -> None:
        """Add what is known."""
        if self._density is not None:
            arrays["density"] = self._density
        scalars.update(self._scalars)

    def _key(self) -> Hashable | None:
        # All is compared with the truth, which comes first.
        return None if self._truth.masses is None else self._snapshot.model.state

    def _sample(self) -> Work:
        vae, source = self._snapshot.model.vae, self._context.source
        points = vae.decode(self._codes) + np.float32(vae.deviation) * self._noise
        yield
        on = self._truth.on_data(points)
        found: dict[str, Scalar] = {
            "sliced_wasserstein": measures.distance(points, self._truth.samples),
            "stray": 1 - float(on.mean()),
        }
        self._found |= found | measures.modes(points, source)

    def _bound(self) -> Work:
        from playground.live.vae import importance_bound
        from playground.live.vae_density import log_densities

        vae, entropy = self._snapshot.model.vae, self._truth.entropy
        if self._exact is None:
            self._exact = self._context.source.log_density(self._nodes)
        if entropy is None:
            return
        bounds: list[NDArray[np.float64]] = []
        for start in range(0, len(self._nodes), _BLOCK):
            part = slice(start, start + _BLOCK)
            weights = vae.log_weights(self._nodes[part], self._draws[:, part])
            bounds.append(np.stack([weights.mean(0), importance_bound(weights)]))
            yield
        logs = yield from log_densities(vae, self._nodes)
        elbo, importance = np.concatenate(bounds, axis=1).mean(1)
        divergence, gap = mean_over(self._exact - logs), float(logs.mean() - elbo)
        # With the exact entropy in place of that of these points, whose chance is then in no number.
        nll = entropy + divergence.value
        self._found |= {
            "divergence": divergence.value, "divergence_error": divergence.error, "gap": gap,
            "nll": nll, "bound": nll + gap, "importance": nll + float(logs.mean() - importance),
        }  # fmt: skip

    def _inform(self) -> Work:
        mean, deviation = self._snapshot.model.vae.encode(self._points)
        drawn = mean + deviation * self._draws[0, :POINTS]
        parts = []
        for start in range(0, POINTS, _BLOCK):
            parts.append(log_aggregate(drawn[start : start + _BLOCK], mean, deviation))
            yield
        prior = _log_normal(drawn, np.zeros_like(mean), np.ones_like(deviation))
        total = float(kl_to_prior(mean, deviation).sum(1).mean())
        marginal = float((np.concatenate(parts) - prior).mean())
        self._found |= {"data_kl": total, "aggregate_kl": marginal, "information": total - marginal}

    def _evaluate(self) -> Work:
        from playground.live.vae_density import cell_masses

        masses = yield from cell_masses(self._snapshot.model.vae, BOX)
        self._density = (masses / BOX.area).astype(np.float32)
        # All at once: numbers that add up are then numbers of one model.
        self._found["measured_step"] = self._snapshot.model.steps
        self._scalars, self._found = self._found, {}


def log_aggregate(latent: Floats, mean: Floats, deviation: Floats) -> NDArray[np.float64]:
    """Log-density at codes ``(m, d)`` of the mean of Gaussians ``(n, d)``, ``(m,)``."""
    logs = _log_normal(latent[:, None], mean, deviation)
    top = logs.max(1)
    return np.asarray(top + np.log(np.exp(logs - top[:, None]).mean(1)))


def _log_normal(latent: Floats, mean: Floats, deviation: Floats) -> NDArray[np.float64]:
    wide = deviation.astype(np.float64)
    places = (latent.astype(np.float64) - mean) / wide
    dimensions = latent.shape[-1]
    logs = -0.5 * (places**2).sum(-1) - np.log(wide).sum(-1) - dimensions / 2 * math.log(2 * math.pi)
    return np.asarray(logs)
