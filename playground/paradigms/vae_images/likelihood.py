"""The likelihood of held-out images by importance sampling.

Burda, Grosse and Salakhutdinov 2016, "Importance weighted autoencoders".
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from playground.core.cards import Bernoulli
from playground.core.conditions import held_out_of
from playground.core.frames import Array, Frame, Scalar
from playground.core.noise import generator, standard_normal
from playground.core.paradigm import Run
from playground.core.resources import Resources
from playground.paradigms.vae_images.network import (
    Pixels,
    binarised,
    check,
    pixels_of,
    posterior_of,
)
from playground.paradigms.vae_images.recipes import Likelihood

_BLOCK = 10


def likelihood(recipe: Likelihood, resources: Resources) -> Run:
    """Frames as :class:`Likelihood` says."""
    card = check(recipe, resources)
    encoder, decoder = resources.session(recipe.model, "encoder"), resources.session(recipe.model, "decoder")
    held_out = held_out_of(card, resources)
    count = min(recipe.count, len(held_out))
    bits = np.full((2, count), np.nan)
    for start in range(0, count, _BLOCK):
        part = range(start, min(start + _BLOCK, count))
        images = held_out.images[part.start : part.stop]
        mean, deviation = posterior_of(encoder, card, images)
        noise = standard_normal(recipe.seed, part, (recipe.draws, card.latent), "importance")
        logs = np.empty((len(part), recipe.draws))
        seen = images
        if isinstance(card.likelihood, Bernoulli):
            seen = binarised(images, [generator(recipe.seed, index, "binarise") for index in part])
        for row, image in enumerate(seen):
            latents = mean[row] + deviation[row] * noise[row]
            logs[row] = _log_likelihood(image, pixels_of(decoder, card, latents))
            # log p(z) − log q(z|x): the constants of both Gaussians are the same.
            ratio = 0.5 * (np.square(noise[row]) - np.square(latents)) + np.log(deviation[row])
            logs[row] += ratio.sum(1, dtype=np.float64)
        bits[:, part.start : part.stop] = -_bounds(logs) / (card.image.dimensions * math.log(2))
        known = bits[:, : part.stop]
        error = float(known[0].std(ddof=1)) / math.sqrt(part.stop) if part.stop > 1 else math.nan
        scalars: dict[str, Scalar] = {
            "bits_per_dim": float(known[0].mean()), "elbo_bits_per_dim": float(known[1].mean()),
            "standard_error": error, "done": part.stop,
        }  # fmt: skip
        arrays: dict[str, Array] = {
            "bits": bits[0].astype(np.float32),
            "elbo_bits": bits[1].astype(np.float32),
            "labels": held_out.labels[:count],
        }
        yield Frame(arrays=arrays, scalars=scalars, index=part.stop, total=count, final=part.stop == count)


def _log_likelihood(image: NDArray[np.uint8], pixels: Pixels) -> NDArray[np.float64]:
    """log p(x|z) of one image under each of the decoder's answers, ``(draws,)``."""
    found = pixels.log_probability(image.astype(np.float64))
    return np.asarray(found.reshape(len(found), -1).sum(1))


def _bounds(logs: NDArray[np.float64]) -> NDArray[np.float64]:
    """log (1/k) Σ w and (1/k) Σ log w of weights’ logarithms ``(n, k)``: ``(2, n)``."""
    top = logs.max(1)
    return np.stack([top + np.log(np.exp(logs - top[:, None]).mean(1)), logs.mean(1)])
