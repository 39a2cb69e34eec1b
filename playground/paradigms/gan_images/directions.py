"""Moving noise along the principal directions of the generator's first layer."""

from __future__ import annotations

import numpy as np

from playground.core.blocks import blocks
from playground.core.frames import Array, Frame
from playground.core.logistic import probability
from playground.core.paradigm import Run
from playground.core.resources import Resources
from playground.paradigms.gan_images.card import Gan
from playground.paradigms.gan_images.players import (
    BLOCK,
    Floats,
    Players,
    empty,
    gan_of,
    labels_of,
    noise_of,
)
from playground.paradigms.gan_images.recipes import Directions, Traverse


def directions(recipe: Directions, resources: Resources) -> Run:
    """One frame as :class:`Directions` says."""
    gan = gan_of(recipe, resources)
    players = Players(recipe.model, resources, recipe.snapshot)
    start, basis = noise_of(recipe.seed, 1, gan), basis_of(gan)
    noise = np.concatenate([start, moved(start, basis, recipe.coefficients)])
    images, logits = players.draw(np.float32(recipe.truncation) * noise, labels_of(recipe.label, 2, gan))
    arrays: dict[str, Array] = {
        "images": images, "logits": logits, "probabilities": probability(logits), "noise": noise,
        "coordinates": noise @ basis.T, "shares": np.array(gan.shares, dtype=np.float32),
    }  # fmt: skip
    yield Frame(arrays=arrays, index=1, final=True)


def traverse(recipe: Traverse, resources: Resources) -> Run:
    """Frames as :class:`Traverse` says."""
    gan = gan_of(recipe, resources)
    players = Players(recipe.model, resources, recipe.snapshot)
    start, basis = noise_of(recipe.seed, 1, gan), basis_of(gan)
    offsets = np.linspace(-recipe.reach, recipe.reach, recipe.pictures)
    labels = labels_of(recipe.label, recipe.pictures, gan)
    images = empty(recipe.rows * recipe.pictures, resources.card(recipe.model))
    logits = np.full(len(images), np.nan, dtype=np.float32)
    for row in range(recipe.rows):
        noise = recipe.truncation * (start + offsets[:, None] * basis[row])
        images, logits = images.copy(), logits.copy()
        for part in blocks(recipe.pictures, BLOCK):
            at = slice(row * recipe.pictures + part.start, row * recipe.pictures + part.stop)
            images[at], logits[at] = players.draw(noise[part], labels[part])
        arrays: dict[str, Array] = {
            "images": images, "logits": logits, "probabilities": probability(logits),
            "offsets": offsets.astype(np.float32),
            "shares": np.array(gan.shares[: recipe.rows], dtype=np.float32),
        }  # fmt: skip
        yield Frame(
            arrays=arrays, scalars={"done": row + 1, "columns": recipe.pictures}, index=row + 1,
            total=recipe.rows, final=row + 1 == recipe.rows,
        )  # fmt: skip


def basis_of(gan: Gan) -> Floats:
    """The directions ``(k, latent)``, orthonormal rows."""
    return np.array(gan.directions, dtype=np.float32).reshape(-1, gan.latent)


def moved(noise: Floats, basis: Floats, coefficients: tuple[float, ...]) -> Floats:
    """Noise ``(n, latent)`` moved along the first directions, as far as each coefficient says."""
    return noise + np.array(coefficients, dtype=np.float32) @ basis[: len(coefficients)]
