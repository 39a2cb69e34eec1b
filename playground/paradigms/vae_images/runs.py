"""Encode, decode, reconstruct, interpolate, sample, the latent plane, and the likelihood.

Kingma & Welling 2014, "Auto-encoding variational Bayes": the encoder gives q(z|x) = N(μ, σ²), the prior is
N(0, I), and ELBO = E_q[log p(x|z)] − KL(q(z|x) ‖ p(z)).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from playground.core import interpolation
from playground.core.cards import Card
from playground.core.conditions import held_out_of
from playground.core.drawn import SHOWN
from playground.core.errors import RecipeError
from playground.core.frames import Array, Frame
from playground.core.likelihood import bits_per_dim
from playground.core.noise import generator, standard_normal
from playground.core.paradigm import Run
from playground.core.pictures import mosaic, to_levels
from playground.core.resources import Resources, Session
from playground.paradigms.sources import picture_of
from playground.paradigms.vae_images.network import check, pixels_of, posterior_of
from playground.paradigms.vae_images.recipes import (
    BLOCK,
    Codes,
    Decode,
    Interpolate,
    Latent,
    Plane,
    Reconstruct,
    Sample,
    Source,
    grid,
)

Images: TypeAlias = NDArray[np.uint8]
Floats: TypeAlias = NDArray[np.float32]

FARTHEST = 1000.0
"""Latent coordinates beyond this many prior σ are refused: no network means anything there."""


def decode(recipe: Decode, resources: Resources) -> Run:
    """One frame: ``images`` (1, channels, height, width) and ``latents`` (1, d)."""
    card = check(recipe, resources)
    latents = _point(recipe.latent, card)[None]
    decoder = resources.session(recipe.model, "decoder")
    yield Frame(arrays={"images": _pictures(decoder, card, latents), "latents": latents}, index=1, final=True)


def plane(recipe: Plane, resources: Resources) -> Run:
    """Frames with ``mosaic`` (tiles·height, tiles·width) uint8, or (3, …) in colour, the largest vertical
    value at the top.

    The first frame is coarse, then the rows fill in from the top.
    """
    card = check(recipe, resources)
    decoder = resources.session(recipe.model, "decoder")
    base = _point(recipe.base, card)
    for axis in (recipe.horizontal, recipe.vertical):
        if axis >= card.latent:
            raise RecipeError(
                f"Axis {axis + 1} does not exist: {card.title} has {card.latent} latent dimensions."
            )
    if recipe.horizontal == recipe.vertical:
        raise RecipeError("The latent plane needs two different axes.")
    coarse = max(2, recipe.tiles // 4)
    near = np.arange(recipe.tiles) * coarse // recipe.tiles
    first = _pictures(decoder, card, grid(recipe, base, coarse)).reshape(coarse, coarse, *card.image.shape)
    picture = mosaic(first[near][:, near])
    total = recipe.tiles + 1
    yield Frame(arrays={"mosaic": picture}, index=1, total=total)
    points = grid(recipe, base, recipe.tiles).reshape(recipe.tiles, recipe.tiles, -1)
    height = picture.shape[-2] // recipe.tiles
    for row in range(recipe.tiles):
        picture = picture.copy()
        picture[..., row * height : (row + 1) * height, :] = mosaic(
            _pictures(decoder, card, points[row])[None]
        )
        done = row + 1 == recipe.tiles
        yield Frame(arrays={"mosaic": picture}, index=row + 2, total=total, final=done)


def codes(recipe: Codes, resources: Resources) -> Run:
    """Frames with ``mean`` and ``deviation`` (n, d) and ``labels`` (n,) of the first n held-out images."""
    card = check(recipe, resources)
    encoder = resources.session(card.name, "encoder")
    held_out = held_out_of(card, resources)
    count = min(recipe.count, len(held_out))
    means: list[Floats] = []
    deviations: list[Floats] = []
    for start in range(0, count, 100):
        stop = min(start + 100, count)
        mean, deviation = posterior_of(encoder, card, held_out.images[start:stop])
        means.append(mean)
        deviations.append(deviation)
        arrays: dict[str, Array] = {
            "mean": np.concatenate(means),
            "deviation": np.concatenate(deviations),
            "labels": held_out.labels[:stop],
        }
        yield Frame(arrays=arrays, index=stop, total=count, final=stop == count)


def reconstruct(recipe: Reconstruct, resources: Resources) -> Run:
    """One frame with the image's way through the model.

    Arrays: ``original``, ``from_mean``, ``from_sample`` (channels, height, width) uint8; ``mean``,
    ``deviation``, ``noise``, ``latent``, ``kl`` (d,). Scalars in nats, with z the one drawn:
    ``reconstruction`` = log p(x|z), ``kl``, ``elbo``, and ``bits_per_dim``, of which there is only ``kl``
    where the card names no likelihood; ``label`` where it is known.
    """
    card = check(recipe, resources)
    image, label = picture_of(recipe.source, card, resources)
    mean, deviation = posterior_of(resources.session(card.name, "encoder"), card, image[None])
    noise = standard_normal(recipe.seed, [recipe.draw], (card.latent,), "posterior")
    latents = np.concatenate([mean, mean + deviation * noise])
    pixels = pixels_of(resources.session(recipe.model, "decoder"), card, latents)
    pictures = to_levels(pixels.mean)
    kl = kl_to_prior(mean[0], deviation[0])
    scalars: dict[str, str | int | float | bool] = {"kl": float(kl.sum())}
    if card.likelihood is not None:
        reconstruction = float(pixels.log_probability(image.astype(np.float64))[1].sum())
        elbo = reconstruction - float(kl.sum())
        scalars = {
            "reconstruction": reconstruction,
            **scalars,
            "elbo": elbo,
            "bits_per_dim": bits_per_dim(-elbo, card.image.dimensions),
        }
    if label is not None:
        scalars["label"] = label
    arrays = {
        "original": image,
        "from_mean": pictures[0],
        "from_sample": pictures[1],
        "mean": mean[0],
        "deviation": deviation[0],
        "noise": noise[0],
        "latent": latents[1],
        "kl": kl,
    }
    yield Frame(arrays=arrays, scalars=scalars, index=1, final=True)


def interpolate(recipe: Interpolate, resources: Resources) -> Run:
    """Frames with ``images`` (frames, channels, height, width), ``latents`` (frames, d) and ``t`` (frames,).

    Pictures not yet decoded are black; scalar ``done`` counts those that are.
    """
    card = check(recipe, resources)
    ends = [endpoint(source, card, resources, recipe.model) for source in (recipe.a, recipe.b)]
    t = np.linspace(0, 1, recipe.frames)
    way = interpolation.spherical if recipe.path == "spherical" else interpolation.linear
    latents = way(ends[0], ends[1], t).astype(np.float32)
    decoder = resources.session(recipe.model, "decoder")
    yield from _stream(decoder, card, latents, {"t": t.astype(np.float32)})


def sample(recipe: Sample, resources: Resources) -> Run:
    """Frames with ``images`` (count, channels, height, width), filling up, and ``latents`` (count, d)."""
    card = check(recipe, resources)
    noise = standard_normal(recipe.seed, range(recipe.count), (card.latent,), "prior")
    latents = (recipe.temperature * noise).astype(np.float32)
    decoder = resources.session(recipe.model, "decoder")
    seed = recipe.seed if recipe.output == "sample" else None
    yield from _stream(decoder, card, latents, {}, pixel_seed=seed)


def kl_to_prior(mean: Floats, deviation: Floats) -> Floats:
    """KL(N(μ, σ²) ‖ N(0, 1)) of each latent dimension in nats (Kingma & Welling 2014, appendix B)."""
    variance = np.square(deviation)
    return np.asarray(0.5 * (np.square(mean) + variance - 1 - np.log(variance)), dtype=np.float32)


def _stream(
    decoder: Session,
    card: Card,
    latents: Floats,
    extra: dict[str, NDArray[np.float32]],
    pixel_seed: int | None = None,
) -> Iterator[Frame]:
    count = len(latents)
    images = np.zeros((count, *card.image.shape), dtype=np.uint8)
    for start in range(0, count, BLOCK):
        stop = min(start + BLOCK, count)
        block = np.zeros((BLOCK, card.latent), dtype=np.float32)
        block[: stop - start] = latents[start:stop]
        pixels = pixels_of(decoder, card, block)
        shown = pixels.mean
        if pixel_seed is not None:
            rows = [pixels.drawn(generator(pixel_seed, start + row, "pixels"), row) for row in range(BLOCK)]
            shown = np.stack(rows)
        images = images.copy() if count <= SHOWN else images
        images[start:stop] = to_levels(shown)[: stop - start]
        final = stop == count
        whole: dict[str, Array] = {"images": images, "latents": latents, **extra}
        yield Frame(
            arrays=whole if final or count <= SHOWN else {}, scalars={"done": stop, "nfe": 1}, index=stop,
            total=count, final=final,
        )  # fmt: skip


def _pictures(decoder: Session, card: Card, latents: Floats) -> Images:
    return to_levels(pixels_of(decoder, card, latents).mean)


def endpoint(source: Source, card: Card, resources: Resources, model: str) -> Floats:
    """The code ``(d,)`` that a source stands for: a point, or the mean of an image's posterior."""
    if isinstance(source, Latent):
        return _point(source.values, card)
    image, _ = picture_of(source, card, resources)
    mean, _ = posterior_of(resources.session(card.name, "encoder"), card, image[None])
    return np.asarray(mean[0])


def _point(values: tuple[float, ...], card: Card) -> Floats:
    if len(values) > card.latent:
        raise RecipeError(
            f"The latent point has {len(values)} coordinates, but {card.title} has {card.latent} dimensions."
        )
    if not all(abs(value) <= FARTHEST for value in values):
        raise RecipeError(
            f"The coordinates of a latent point must lie between −{FARTHEST:g} and {FARTHEST:g}."
        )
    point = np.zeros(card.latent, dtype=np.float32)
    point[: len(values)] = values
    return point
