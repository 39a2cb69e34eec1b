"""Mixing the styles of pictures by the layers of a mapped generator that take them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from playground.core.blocks import blocks
from playground.core.frames import Array, Frame
from playground.core.logistic import probability
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
from playground.paradigms.gan_images.recipes import COARSE_HALF, SAMPLE, Mix


def mix(recipe: Mix, resources: Resources) -> Run:
    """Frames as :class:`Mix` says."""
    gan = gan_of(recipe, resources)
    players = Players(recipe.model, resources, recipe.snapshot)
    (noise, codes, rows), (_, _, columns) = (
        _styles(recipe, gan, players, noise_of_sources(seed, own, count, gan))
        for seed, own, count in (
            (recipe.a, recipe.own_rows, recipe.rows), (recipe.b, recipe.own_columns, recipe.columns),
        )
    )  # fmt: skip
    taken, count, total = taken_of(recipe, gan), recipe.columns, recipe.rows + gan.layers
    (row_images, row_logits), (column_images, column_logits) = (
        _painted(players, each, recipe.label) for each in (rows, columns)
    )
    images = empty(recipe.rows * count, resources.card(recipe.model))
    logits = np.full(len(images), np.nan, dtype=np.float32)
    change = np.full(gan.layers, np.nan, dtype=np.float32)
    for index in range(total):
        if index < recipe.rows:
            images, logits = images.copy(), logits.copy()
            at = slice(index * count, (index + 1) * count)
            mixed = mixtures(rows[index : index + 1], columns, taken)
            images[at], logits[at] = _painted(players, mixed, recipe.label)
        else:
            change, layer = change.copy(), index - recipe.rows
            one, _ = _painted(players, mixtures(rows, columns, np.arange(gan.layers) == layer), recipe.label)
            change[layer] = difference(one, np.repeat(row_images, count, axis=0))
        arrays: dict[str, Array] = {
            "images": images, "logits": logits, "probabilities": probability(logits),
            "row_images": row_images, "row_probabilities": probability(row_logits),
            "column_images": column_images, "column_probabilities": probability(column_logits),
            "row_noise": noise, "row_styles": codes, "taken": taken, "change": change,
        }  # fmt: skip
        yield Frame(
            arrays=arrays, scalars={"done": min(index + 1, recipe.rows), "columns": count}, index=index + 1,
            total=total, final=index + 1 == total,
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


def _styles(recipe: Mix, gan: Gan, players: Players, noise: Floats) -> tuple[Floats, Floats, Floats]:
    """Noise, its w, and that for every layer ``(count, layers, style)``, truncated."""
    labels = labels_of(recipe.label, len(noise), gan)
    codes = players.codes(noise, labels)
    return noise, codes, players.everywhere(players.truncated(codes, labels, recipe.truncation))


def _painted(players: Players, styles: Floats, label: int) -> tuple[Images, Floats]:
    labels: LabelArray = np.full(len(styles), label, dtype=np.int64)
    found = [players.paint(styles[part], labels[part]) for part in blocks(len(styles), BLOCK)]
    return np.concatenate([one for one, _ in found]), np.concatenate([logits for _, logits in found])
