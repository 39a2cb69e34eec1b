"""What every frame shows: codes, reconstructions, samples and decoded grids of the model as it is now."""

from __future__ import annotations

import math
from collections.abc import Hashable

import numpy as np
from numpy.typing import NDArray

from playground.core.checkpoint import Checkpoint
from playground.core.frames import Array, Scalar
from playground.core.noise import generator
from playground.paradigms.lab.source import Source
from playground.paradigms.vae_lab.context import VaeContext
from playground.paradigms.vae_lab.frames import (
    ACTIVE,
    CELLS,
    CURVE,
    LINE,
    MESH,
    POINTS,
    REACH,
    SAMPLES,
    Floats,
)

_EXTENTS = (3.5, 5.0, 7.0, 10.0, 14.0, 20.0, 30.0, 50.0, 100.0)
"""Halves of the latent square's side, so that it stands still while codes move a little."""
_SHRINK = 0.6
_INSIDE = 99.5
"""Per cent of the codes that have to lie within it."""


def origins(points: Floats, source: Source) -> Floats:
    """Where points come from, 0 to 1 around the circle: their mode, or their angle."""
    if source.centres is None:
        turned = np.arctan2(points[:, 1], points[:, 0]) / (2 * np.pi)
        return np.asarray(turned % 1.0, dtype=np.float32)
    squares = ((points[:, None] - source.centres) ** 2).sum(2)
    return np.asarray(squares.argmin(1) / len(source.centres), dtype=np.float32)


class Views:
    """Computed anew when the model or what is looked at has changed."""

    def __init__(self, context: VaeContext) -> None:
        self._context = context
        recipe = context.recipe
        random = generator(recipe.seed, 0, "vae lab points")
        self.points = context.source.draw(random, POINTS)
        self.origins = origins(self.points, context.source)
        shape = (SAMPLES, recipe.latent)
        self._codes = random.standard_normal(shape, dtype=np.float32)
        self._noise = random.standard_normal((SAMPLES, 2), dtype=np.float32)
        self._draws = random.standard_normal((256, 1, recipe.latent), dtype=np.float32)
        self._extent = _EXTENTS[0]
        self._key: Hashable = None
        self._arrays: dict[str, Array] = {}
        self._scalars: dict[str, Scalar] = {}

    def checkpoint(self, at: Checkpoint) -> None:
        """How much of the latent space was shown, which depends on what was shown before."""
        self._extent = at.value("extent", self._extent)

    def show(self, arrays: dict[str, Array], scalars: dict[str, Scalar]) -> None:
        """Add what there is to see of the model now."""
        context = self._context
        key = context.model.state, context.recipe.code, context.recipe.probe
        if key != self._key:
            self._key = key
            self._see()
        arrays.update(self._arrays)
        scalars.update(self._scalars)

    def _see(self) -> None:
        vae = self._context.model.vae
        mean, deviation = vae.encode(self.points)
        self._extent = _extent(mean, self._extent)
        self._arrays = {
            "codes": mean,
            "code_deviations": deviation,
            "reconstructions": vae.decode(mean),
            "samples": vae.decode(self._codes) + np.float32(vae.deviation) * self._noise,
            "sample_codes": self._codes,
            "aggregate": aggregate(mean, deviation, self._extent),
        }
        self._scalars = {
            "latent": vae.latent,
            "latent_extent": self._extent,
            "active": int((mean.astype(np.float64).var(0) > ACTIVE).sum()),
        }
        self._decode_grid()
        self._probe()

    def _decode_grid(self) -> None:
        vae = self._context.model.vae
        if vae.latent == 1:
            ticks = np.linspace(-REACH, REACH, CURVE, dtype=np.float32)
            self._arrays["curve"] = vae.decode(ticks[:, None])
        else:
            ticks = np.linspace(-REACH, REACH, MESH, dtype=np.float32)
            nodes = np.stack(np.meshgrid(ticks, ticks), axis=-1).reshape(-1, 2)
            self._arrays["mesh"] = vae.decode(nodes).reshape(MESH, MESH, 2)
        code = np.array([self._context.recipe.code[: vae.latent]], dtype=np.float32)
        self._arrays["decoded"] = vae.decode(code)[0]

    def _probe(self) -> None:
        from playground.live import vae_density

        vae, probe = self._context.model.vae, np.array([self._context.recipe.probe], dtype=np.float32)
        mean, deviation = vae.encode(probe)
        self._arrays["probe_code"] = np.stack([mean[0], deviation[0]])
        self._arrays["probe_reconstruction"] = vae.decode(mean)[0]
        places = latent_cells(vae.latent, self._extent)
        shape = (LINE,) if vae.latent == 1 else (CELLS, CELLS)
        posterior = vae_density.posterior(vae, probe[0], places)
        self._arrays["probe_posterior"] = posterior.reshape(shape).astype(np.float32)
        elbo = float(vae.log_weights(probe, self._draws).mean())
        kl = float(kl_to_prior(mean, deviation).sum())
        self._scalars |= {"probe_elbo": elbo, "probe_kl": kl, "probe_reconstruction_loss": -elbo - kl}


def kl_to_prior(mean: Floats, deviation: Floats) -> NDArray[np.float64]:
    """KL(N(μ, σ²) ‖ N(0, 1)) in nats of each number of each code (Kingma & Welling 2014, appendix B)."""
    squares = np.square(deviation, dtype=np.float64)
    return np.asarray(0.5 * (np.square(mean, dtype=np.float64) + squares - 1 - np.log(squares)))


def ticks_of(latent: int, extent: float) -> NDArray[np.float64]:
    """Centres of the cells along an axis of the latent space."""
    cells = LINE if latent == 1 else CELLS
    return np.asarray((np.arange(cells) + 0.5) / cells * 2 * extent - extent)


def latent_cells(latent: int, extent: float) -> Floats:
    """Centres of the cells of the latent interval or square, ``(cells, latent)``."""
    ticks = ticks_of(latent, extent)
    if latent == 1:
        return ticks[:, None].astype(np.float32)
    return np.stack(np.meshgrid(ticks, ticks), axis=-1).reshape(-1, 2).astype(np.float32)


def aggregate(mean: Floats, deviation: Floats, extent: float) -> Floats:
    """Density of the mean of the posteriors N(μ, σ²) over the latent space: ``(LINE,)`` or
    ``(CELLS, CELLS)``.

    A posterior much narrower than a cell is drawn as wide as half of one, so that none falls between them.
    """
    ticks = ticks_of(mean.shape[1], extent)
    wide = np.maximum(deviation, extent / len(ticks))
    along = [_density(ticks, mean[:, axis], wide[:, axis]) for axis in range(mean.shape[1])]
    if len(along) == 1:
        return np.asarray(along[0].mean(0), dtype=np.float32)
    return np.asarray(along[1].T @ along[0] / len(mean), dtype=np.float32)


def _density(ticks: NDArray[np.float64], mean: Floats, deviation: Floats) -> NDArray[np.float64]:
    places = (ticks - mean[:, None]) / deviation[:, None]
    return np.asarray(np.exp(-0.5 * places**2) / (math.sqrt(2 * math.pi) * deviation[:, None]))


def _extent(mean: Floats, before: float) -> float:
    """The least extent that holds the codes; one that is larger than need be stays for a while."""
    needed = 1.15 * float(np.percentile(np.abs(mean), _INSIDE)) if np.isfinite(mean).all() else 0.0
    fitting = next((each for each in _EXTENTS if each >= needed), _EXTENTS[-1])
    return before if fitting < before and needed > _SHRINK * before else fitting
