"""Moving codes along the named directions of a model's card."""

from __future__ import annotations

import numpy as np

from playground.core.cards import Card
from playground.core.frames import Array, Frame
from playground.core.paradigm import Run
from playground.core.pictures import to_levels
from playground.core.resources import Resources
from playground.paradigms.vae_images import card as cards
from playground.paradigms.vae_images.network import Floats, check, pixels_of
from playground.paradigms.vae_images.recipes import Directions, Traverse
from playground.paradigms.vae_images.runs import endpoint


def directions(recipe: Directions, resources: Resources) -> Run:
    """One frame as :class:`Directions` says."""
    card = check(recipe, resources)
    start = endpoint(recipe.source, card, resources, recipe.model)
    latents = np.stack([start, moved(start, vectors_of(card), recipe.strengths)])
    pixels = pixels_of(resources.session(recipe.model, "decoder"), card, latents)
    yield Frame(arrays={"images": to_levels(pixels.mean), "latents": latents}, index=1, final=True)


def traverse(recipe: Traverse, resources: Resources) -> Run:
    """One frame as :class:`Traverse` says."""
    card = check(recipe, resources)
    start, vectors = endpoint(recipe.source, card, resources, recipe.model), vectors_of(card)
    place = place_of(recipe.direction, card)
    others = tuple(0.0 if at == place else each for at, each in enumerate(recipe.strengths))
    offsets = np.linspace(-recipe.reach, recipe.reach, recipe.pictures).astype(np.float32)
    latents = moved(start, vectors, others) + offsets[:, None] * vectors[place]
    pixels = pixels_of(resources.session(recipe.model, "decoder"), card, latents)
    arrays: dict[str, Array] = {"images": to_levels(pixels.mean), "latents": latents, "offsets": offsets}
    yield Frame(arrays=arrays, index=1, final=True)


def vectors_of(card: Card) -> Floats:
    """The directions of a card that has some, ``(k, d)``."""
    table = cards.Directions.of(card)
    named = table.named if table else ()
    return np.array([direction.vector for direction in named], dtype=np.float32).reshape(-1, card.latent)


def moved(start: Floats, vectors: Floats, strengths: tuple[float, ...]) -> Floats:
    """A code ``(d,)`` moved along the first directions, as far as each strength says."""
    return start + np.array(strengths, dtype=np.float32) @ vectors[: len(strengths)]


def place_of(name: str, card: Card) -> int:
    """Which of the card's directions has a name, the first without one."""
    table = cards.Directions.of(card)
    return table.names.index(name) if name and table else 0
