"""Moving noise along the principal directions of the generator's first layer, or w along its own."""

from __future__ import annotations

import numpy as np

from playground.core.drawn import blocks
from playground.core.frames import Array, Frame
from playground.core.likelihood import probability
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
    noise, labels = noise_of(recipe.seed, 1, gan), labels_of(recipe.label, 2, gan)
    start = players.codes(noise, labels[:1])
    codes = np.concatenate([start, moved(start, steps_of(gan), recipe.coefficients)])
    images, logits = players.paint(players.truncated(codes, labels, recipe.truncation), labels)
    arrays: dict[str, Array] = {
        "images": images, "logits": logits, "probabilities": probability(logits),
        "styles" if gan.style else "noise": codes,
        "coordinates": coordinates(codes - players.middles(labels), gan),
        "shares": np.array(gan.shares, dtype=np.float32),
    }  # fmt: skip
    yield Frame(arrays=arrays, scalars={"done": len(images), **players.spent}, index=1, final=True)


def traverse(recipe: Traverse, resources: Resources) -> Run:
    """Frames as :class:`Traverse` says."""
    gan = gan_of(recipe, resources)
    players = Players(recipe.model, resources, recipe.snapshot)
    steps = steps_of(gan)
    offsets = np.linspace(-recipe.reach, recipe.reach, recipe.pictures)
    labels = labels_of(recipe.label, recipe.pictures, gan)
    start = players.codes(noise_of(recipe.seed, 1, gan), labels[:1])
    images = empty(recipe.rows * recipe.pictures, resources.card(recipe.model))
    logits = np.full(len(images), np.nan, dtype=np.float32)
    for row in range(recipe.rows):
        codes = players.truncated(start + offsets[:, None] * steps[row], labels, recipe.truncation)
        images, logits = images.copy(), logits.copy()
        for part in blocks(recipe.pictures, BLOCK):
            at = slice(row * recipe.pictures + part.start, row * recipe.pictures + part.stop)
            images[at], logits[at] = players.paint(codes[part], labels[part])
        arrays: dict[str, Array] = {
            "images": images, "logits": logits, "probabilities": probability(logits),
            "offsets": offsets.astype(np.float32),
            "shares": np.array(gan.shares[: recipe.rows], dtype=np.float32),
        }  # fmt: skip
        yield Frame(
            arrays=arrays, scalars={"done": row + 1, "columns": recipe.pictures, **players.spent},
            index=row + 1, total=recipe.rows, final=row + 1 == recipe.rows,
        )  # fmt: skip


def basis_of(gan: Gan) -> Floats:
    """The directions ``(k, code)``, orthonormal rows."""
    return np.array(gan.directions, dtype=np.float32).reshape(-1, gan.code)


def steps_of(gan: Gan) -> Floats:
    """What one σ is along each direction ``(k, code)``."""
    return basis_of(gan) * _deviations(gan)[:, None]


def moved(codes: Floats, steps: Floats, coefficients: tuple[float, ...]) -> Floats:
    """Codes ``(n, code)`` moved along the first directions, as far as each coefficient says."""
    return codes + np.array(coefficients, dtype=np.float32) @ steps[: len(coefficients)]


def coordinates(offsets: Floats, gan: Gan) -> Floats:
    """Codes in σ along each direction ``(n, k)``, given their ``offsets`` ``(n, code)`` from the mean."""
    return np.asarray(offsets @ basis_of(gan).T / _deviations(gan))


def _deviations(gan: Gan) -> Floats:
    """Those of the code along each direction: 1 of noise."""
    return np.array(gan.deviations or (1.0,) * len(gan.directions), dtype=np.float32)
