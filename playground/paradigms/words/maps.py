"""Attention as maps: where each word is looked at, and what each place looks at."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from playground.core.frames import Array

_BINOMIAL = np.array([1, 4, 6, 4, 1], dtype=np.float32) / 16
_REACH = len(_BINOMIAL) // 2


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


def softened(maps: Array) -> NDArray[np.float32]:
    """Maps ``(…, rows, columns)`` smoothed over about a place to each side; nothing is lost at borders."""
    found = np.asarray(maps, dtype=np.float32)
    for axis in (-2, -1):
        size = found.shape[axis]
        places = np.arange(size)
        # Beyond a border the map goes on as in a mirror.
        beside = [_mirrored(places + by, size) for by in range(-_REACH, _REACH + 1)]
        found = sum(
            weight * np.take(found, each, axis=axis) for weight, each in zip(_BINOMIAL, beside, strict=True)
        )
    return found


def _mirrored(places: NDArray[np.int64], size: int) -> NDArray[np.int64]:
    turned = places % (2 * size)
    return np.minimum(turned, 2 * size - 1 - turned)


def typical_nearest(embeddings: Array, most: int = 200) -> float:
    """The median of the cosines between words (n, d), evenly chosen, and the nearest other of each."""
    unit = embeddings / np.maximum(np.linalg.norm(embeddings, axis=1, keepdims=True), 1e-12)
    some = np.linspace(0, len(unit) - 1, min(most, len(unit))).astype(int)
    cosines = unit[some] @ unit.T
    cosines[np.arange(len(some)), some] = -np.inf
    return float(np.median(cosines.max(axis=1)))


def neighbours(embeddings: Array, which: int, most: int = 8) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """The nearest others of one embedding (n, d) by the cosine of the angle, and those cosines."""
    lengths = np.linalg.norm(embeddings, axis=1)
    cosines = embeddings @ embeddings[which] / np.maximum(lengths * lengths[which], 1e-12)
    cosines[which] = -np.inf
    nearest = np.argsort(-cosines, kind="stable")[: min(most, len(embeddings) - 1)]
    return nearest, cosines[nearest].astype(np.float32)
