"""Pictures along a ray through a latent space: a recipe, and the generator that runs it."""

from __future__ import annotations

from typing import Annotated

import numpy as np

from playground.core.fields import about, bounds
from playground.core.frames import Frame
from playground.core.noise import standard_normal
from playground.core.paradigm import Run
from playground.core.recipe import Recipe
from playground.core.resources import Resources
from playground.core.seeds import MAX_SEED
from playground.paradigms.vae_images.recipes import Decode
from playground.paradigms.vae_images.runs import decode


class Ray(Recipe, frozen=True, kw_only=True, tag="toy-ray"):
    """What a VAE decodes on a straight line through the middle of its latent space.

    Frames, one per picture: ``images`` (done, channels, height, width) uint8, and ``latents`` (done, d).
    """

    model: Annotated[str, about("Model", "The VAE whose latent space it is.", widget="model", length=100)]
    count: Annotated[int, bounds(2, 64, "Pictures", "How many there are on the ray.")] = 8
    reach: Annotated[float, bounds(0.1, 6.0, "Reach", "How far it goes from the middle.", unit="σ")] = 3.0
    seed: Annotated[int, bounds(0, MAX_SEED, "Seed", "Decides the direction.", widget="seed")] = 0


def ray(recipe: Ray, resources: Resources) -> Run:
    """Frames as :class:`Ray` says."""
    (way,) = standard_normal(recipe.seed, [0], (resources.card(recipe.model).latent,))
    way = way / np.linalg.norm(way)
    images, latents = [], []
    for index, place in enumerate(np.linspace(-recipe.reach, recipe.reach, recipe.count), start=1):
        point = Decode(model=recipe.model, latent=tuple(float(value) for value in place * way))
        for frame in decode(point, resources):
            images.append(frame.arrays["images"][0])
            latents.append(frame.arrays["latents"][0])
        yield Frame(
            arrays={"images": np.stack(images), "latents": np.stack(latents)},
            index=index,
            total=recipe.count,
            final=index == recipe.count,
        )
