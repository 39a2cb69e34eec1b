"""Mixing the styles of pictures by the layers of a mapped generator that take them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from playground.core.drawn import blocks
from playground.core.frames import Array, Frame
from playground.core.likelihood import probability
from playground.core.paradigm import Run
from playground.core.resources import Resources
from playground.paradigms.gan_images.card import Gan
from playground.paradigms.gan_images.players import (
    BLOCK,
    Floats,
    Images,
    LabelArray,
    Players,
    empty,
    gan_of,
    labels_of,
    noise_of,
)
from playground.paradigms.gan_images.recipes import COARSE_HALF, SAMPLE, Layers, Mix, Mixed


def mix(recipe: Mix, resources: Resources) -> Run:
    """Frames as :class:`Mix` says."""
    gan = gan_of(recipe, resources)
    players = Players(recipe.model, resources, recipe.snapshot)
    rows, columns = _sources(recipe, gan, players)
    (row_images, row_logits), (column_images, column_logits) = (
        _painted(players, each.styles, recipe.label) for each in (rows, columns)
    )
    taken, count, total = taken_of(recipe, gan), recipe.columns, recipe.rows
    images = empty(total * count, resources.card(recipe.model))
    logits = np.full(len(images), np.nan, dtype=np.float32)
    for row in range(total):
        images, logits, at = images.copy(), logits.copy(), slice(row * count, (row + 1) * count)
        mixed = mixtures(rows.styles[row : row + 1], columns.styles, taken)
        images[at], logits[at] = _painted(players, mixed, recipe.label)
        arrays: dict[str, Array] = {
            "images": images, "logits": logits, "probabilities": probability(logits),
            "row_images": row_images, "row_probabilities": probability(row_logits),
            "column_images": column_images, "column_probabilities": probability(column_logits),
            "row_noise": rows.noise, "row_styles": rows.codes, "taken": taken,
        }  # fmt: skip
        scalars = {"done": row + 1, "columns": count, **players.spent}
        yield Frame(arrays=arrays, scalars=scalars, index=row + 1, total=total, final=row + 1 == total)


def layers(recipe: Layers, resources: Resources) -> Run:
    """Frames as :class:`Layers` says."""
    gan = gan_of(recipe, resources)
    players = Players(recipe.model, resources, recipe.snapshot, judged=False)
    total = gan.layers
    rows, columns = _sources(recipe, gan, players)
    row_images, _ = _painted(players, rows.styles, recipe.label)
    before = np.repeat(row_images, recipe.columns, axis=0)
    change = np.full(total, np.nan, dtype=np.float32)
    for layer in range(total):
        mixed = mixtures(rows.styles, columns.styles, np.arange(total) == layer)
        change, (images, _) = change.copy(), _painted(players, mixed, recipe.label)
        change[layer] = difference(images, before)
        yield Frame(
            arrays={"change": change}, scalars={"done": layer + 1, **players.spent}, index=layer + 1,
            total=total, final=layer + 1 == total,
        )  # fmt: skip


def taken_of(recipe: Mix, gan: Gan) -> NDArray[np.bool_]:
    """Which layers ``(layers,)`` take the column's w."""
    layer = np.arange(1, gan.layers + 1)
    last = (gan.layers + 1) // 2 if recipe.last == COARSE_HALF else recipe.last
    return np.asarray((layer >= recipe.first) & (layer <= last))


def mixtures(rows: Floats, columns: Floats, taken: NDArray[np.bool_]) -> Floats:
    """Every row's w ``(n, layers, style)`` with every column's where it is taken, ``(n · m, …)`` by rows."""
    mixed = np.where(taken[:, None], columns[None], rows[:, None])
    return np.asarray(mixed.reshape(-1, *rows.shape[1:]))


def difference(one: Images, other: Images) -> float:
    """The mean absolute difference of pictures in grey levels."""
    return float(np.abs(one.astype(np.int16) - other).mean())


def noise_of_sources(seed: int, own: Sequence[int], count: int, gan: Gan) -> Floats:
    """Noise ``(count, latent)``: samples of a seed, but for what has a seed of its own."""
    noise = noise_of(seed, count, gan).copy()
    for index, each in enumerate(own[:count]):
        if each != SAMPLE:
            noise[index] = noise_of(each, 1, gan)[0]
    return noise


class _Source(NamedTuple):
    """Rows or columns: noise, its w, and that for every layer ``(count, layers, style)``, truncated."""

    noise: Floats
    codes: Floats
    styles: Floats


def _sources(recipe: Mixed, gan: Gan, players: Players) -> tuple[_Source, _Source]:
    """The rows, and the columns."""
    return (
        _source(recipe, gan, players, noise_of_sources(recipe.a, recipe.own_rows, recipe.rows, gan)),
        _source(recipe, gan, players, noise_of_sources(recipe.b, recipe.own_columns, recipe.columns, gan)),
    )


def _source(recipe: Mixed, gan: Gan, players: Players, noise: Floats) -> _Source:
    labels = labels_of(recipe.label, len(noise), gan)
    codes = players.codes(noise, labels)
    return _Source(noise, codes, players.everywhere(players.truncated(codes, labels, recipe.truncation)))


def _painted(players: Players, styles: Floats, label: int) -> tuple[Images, Floats]:
    labels: LabelArray = np.full(len(styles), label, dtype=np.int64)
    found = [players.paint(styles[part], labels[part]) for part in blocks(len(styles), BLOCK)]
    return np.concatenate([one for one, _ in found]), np.concatenate([logits for _, logits in found])
