"""Attention as maps: where each word is looked at, and what each place looks at."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from playground.core.frames import Array


def over(attention: Array, block: int | None = None, head: int | None = None) -> NDArray[np.float32]:
    """That of a block and a head, or the mean over all of them.

    ``attention`` is (…, blocks, heads, from, to); what comes is (…, from, to).
    """
    chosen = attention.mean(axis=-4) if block is None else attention[..., block, :, :, :]
    found = chosen.mean(axis=-3) if head is None else chosen[..., head, :, :]
    return np.asarray(found, dtype=np.float32)


def maps_of(
    attention: Array, rows: int, columns: int, block: int | None = None, head: int | None = None
) -> NDArray[np.float32]:
    """How much each place looks at each word, ``(…, words, rows, columns)``.

    ``attention`` is (…, blocks, heads, places, words), the places row by row.
    """
    looked = np.swapaxes(over(attention, block, head), -1, -2)
    return looked.reshape(*looked.shape[:-1], rows, columns)


def among_words(maps: Array) -> NDArray[np.float32]:
    """Of what each place looks at words, the part that goes to each: maps ``(…, words, rows, columns)`` that
    add up to 1 over the words, as those of an attention to words alone do."""
    whole = np.maximum(maps.sum(axis=-3, keepdims=True), 1e-12)
    return np.asarray(maps / whole, dtype=np.float32)


def heard(
    attention: Array, place: int, block: int | None = None, head: int | None = None
) -> NDArray[np.float32]:
    """How much one place looks at each word, ``(…, words)``; the rest of 1 goes to places."""
    return over(attention, block, head)[..., place, :]


def enlarged(places: Array, height: int, width: int) -> Array:
    """Values of places ``(…, rows, columns)`` for every pixel of a picture, ``(…, height, width)``."""
    rows, columns = places.shape[-2:]
    down, right = np.arange(height) * rows // height, np.arange(width) * columns // width
    return places[..., down[:, None], right]


def neighbours(embeddings: Array, which: int, most: int = 8) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """The nearest others of one embedding (n, d) by the cosine of the angle, and those cosines."""
    lengths = np.linalg.norm(embeddings, axis=1)
    cosines = embeddings @ embeddings[which] / np.maximum(lengths * lengths[which], 1e-12)
    cosines[which] = -np.inf
    nearest = np.argsort(-cosines, kind="stable")[: min(most, len(embeddings) - 1)]
    return nearest, cosines[nearest].astype(np.float32)
