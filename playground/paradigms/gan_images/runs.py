"""The runs of generators of pictures: samples, ways between noises, and the square of four corners."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from playground.core import interpolation
from playground.core.drawn import NONE_VARIED, SHOWN, blocks
from playground.core.frames import Array, Frame
from playground.core.likelihood import probability
from playground.core.noise import varied
from playground.core.paradigm import Run
from playground.core.pictures import mosaic
from playground.core.resources import Resources
from playground.paradigms.gan_images import square
from playground.paradigms.gan_images.players import (
    BLOCK,
    Floats,
    LabelArray,
    Players,
    empty,
    gan_of,
    labels_of,
    noise_of,
)
from playground.paradigms.gan_images.recipes import (
    Corners,
    Interpolate,
    OfGan,
    Plane,
    Point,
    Sample,
)


def sample(recipe: Sample, resources: Resources) -> Run:
    """Frames as :class:`Sample` says."""
    gan = gan_of(recipe, resources)
    noise, labels = noise_of(recipe.seed, recipe.count, gan), labels_of(recipe.label, recipe.count, gan)
    if recipe.vary != NONE_VARIED:
        sample = noise_of(recipe.seed, recipe.vary + 1, gan)[-1]
        noise = varied(noise, range(recipe.count), sample, recipe.vary, recipe.spread)
    yield from _stream(recipe, resources, noise, labels, {"labels": labels})


def interpolate(recipe: Interpolate, resources: Resources) -> Run:
    """Frames as :class:`Interpolate` says."""
    gan = gan_of(recipe, resources)
    ends = (recipe.a, recipe.sample_a), (recipe.b, recipe.sample_b)
    a, b = (noise_of(seed, sample + 1, gan)[-1] for seed, sample in ends)
    t = np.linspace(0, 1, recipe.frames)
    way = interpolation.spherical if recipe.path == "spherical" else interpolation.linear
    noise = way(a, b, t).astype(np.float32)
    noise[0], noise[-1] = a, b
    # Truncation shortens the noise itself only where nothing maps it.
    lengths = (1.0 if gan.style else recipe.truncation) * np.linalg.norm(noise, axis=1)
    extra: dict[str, Array] = {"t": t.astype(np.float32), "lengths": lengths.astype(np.float32)}
    yield from _stream(recipe, resources, noise, labels_of(recipe.label, recipe.frames, gan), extra)


def plane(recipe: Plane, resources: Resources) -> Run:
    """Frames as :class:`Plane` says."""
    gan, tiles = gan_of(recipe, resources), recipe.tiles
    players = Players(recipe.model, resources, recipe.snapshot)
    noise = square.blend(_corners(recipe, resources), square.grid(tiles)).reshape(tiles, tiles, -1)
    labels = labels_of(recipe.label, tiles, gan)
    black = empty(tiles * tiles, resources.card(recipe.model))
    picture = mosaic(black.reshape(tiles, tiles, *black.shape[1:]))
    height = picture.shape[-2] // tiles
    logits = np.full((tiles, tiles), np.nan, dtype=np.float32)
    for row in range(tiles):
        pictures, found = _drawn(players, noise[row], labels, recipe.truncation)
        picture, logits = picture.copy(), logits.copy()
        picture[..., row * height : (row + 1) * height, :] = mosaic(pictures[None])
        logits[row] = found
        arrays: dict[str, Array] = {"mosaic": picture, **_said(logits)}
        yield Frame(
            arrays=arrays, scalars={"done": row + 1, **players.spent}, index=row + 1, total=tiles,
            final=row + 1 == tiles,
        )  # fmt: skip


def point(recipe: Point, resources: Resources) -> Run:
    """Frames as :class:`Point` says."""
    gan = gan_of(recipe, resources)
    players = Players(recipe.model, resources, recipe.snapshot)
    corners = _corners(recipe, resources)
    noise = square.blend(corners, np.array([[recipe.u, recipe.v]]))
    label = labels_of(recipe.label, 1, gan)
    codes = players.codes(noise, label)
    images, logits = players.paint(players.truncated(codes, label, recipe.truncation), label)
    arrays: dict[str, Array] = {
        "images": images, "noise": noise, **players.styles(codes), **_said(logits),
    }  # fmt: skip
    total = 2 if recipe.neighbours else 1
    yield Frame(arrays=arrays, scalars={"done": 1, **players.spent}, index=1, total=total, final=total == 1)
    if not recipe.neighbours:
        return
    places = square.around(recipe.u, recipe.v, recipe.neighbours, recipe.distance)
    labels = labels_of(recipe.label, len(places), gan)
    pictures, found = _drawn(players, square.blend(corners, places), labels, recipe.truncation)
    arrays = {
        **arrays, "around": pictures, "around_probabilities": probability(found),
        "places": places.astype(np.float32),
    }  # fmt: skip
    scalars = {"done": 1 + len(places), **players.spent}
    yield Frame(arrays=arrays, scalars=scalars, index=2, total=2, final=True)


def _corners(recipe: Corners, resources: Resources) -> Floats:
    gan = gan_of(recipe, resources)
    return np.concatenate([noise_of(seed, 1, gan) for seed in (recipe.a, recipe.b, recipe.c, recipe.d)])


def _stream(
    recipe: OfGan, resources: Resources, noise: Floats, labels: LabelArray, extra: Mapping[str, Array]
) -> Iterator[Frame]:
    players, count = Players(recipe.model, resources, recipe.snapshot), len(noise)
    images = empty(count, resources.card(recipe.model))
    logits, codes = np.full(count, np.nan, dtype=np.float32), []
    for part in blocks(count, BLOCK):
        if count <= SHOWN:
            images, logits = images.copy(), logits.copy()
        codes.append(players.codes(noise[part], labels[part]))
        cut = players.truncated(codes[-1], labels[part], recipe.truncation)
        images[part], logits[part] = players.paint(cut, labels[part])
        arrays: dict[str, Array] = {"images": images, **_said(logits), **extra}
        final = part.stop == count
        if final:
            arrays |= {"noise": noise, **players.styles(np.concatenate(codes))}
        yield Frame(
            arrays=arrays if final or count <= SHOWN else {},
            scalars={"done": part.stop, **players.spent},
            index=part.stop, total=count, final=final,
        )  # fmt: skip


def _drawn(players: Players, noise: Floats, labels: LabelArray, truncation: float) -> tuple[Array, Floats]:
    found = [players.draw(noise[part], labels[part], truncation) for part in blocks(len(noise), BLOCK)]
    return np.concatenate([one for one, _ in found]), np.concatenate([logits for _, logits in found])


def _said(logits: Floats) -> dict[str, Array]:
    return {"logits": logits, "probabilities": probability(logits)}
