"""Pictures of faces: layers laid over each other at 64 × 64, and smaller ones as means over areas of that."""

from __future__ import annotations

import functools

import numpy as np
from numpy.typing import NDArray

from playground.core.errors import DataError
from playground.faces.factors import COLUMN, VALUES, Codes, Face, encode
from playground.faces.layers import SIZE, parts

SMALLEST = 16
"""Pixels of a side below which nobody could tell faces apart."""


def render(face: Face, size: int = SIZE) -> NDArray[np.uint8]:
    """A face as ``(3, size, size)`` uint8; raises :class:`DataError` for a size other than 16 to 64."""
    picture: NDArray[np.uint8] = render_codes(encode(face), size)[0]
    return picture


def render_codes(codes: Codes, size: int = SIZE) -> NDArray[np.uint8]:
    """Faces ``(n, factors)`` as ``(n, 3, size, size)`` uint8, the same on every machine."""
    if not SMALLEST <= size <= SIZE:
        raise DataError(f"Faces are {SMALLEST} to {SIZE} pixels wide, not {size}.")
    found = np.empty((len(codes), 3, size, size), dtype=np.uint8)
    for picture, row in zip(found, codes, strict=True):
        picture[:] = shrunk(composed(row), size)
    return found


def shrunk(planes: NDArray[np.float32], size: int) -> NDArray[np.float32]:
    """Whole numbers ``(…, 64, 64)`` as rounded means over areas ``(…, size, size)``.

    All sums are whole numbers below 2²⁴, so single precision gives the same on every machine.
    """
    if size == SIZE:
        return planes
    weights = area_weights(size)
    return np.asarray(np.floor(weights @ planes @ weights.T / SIZE**2 + np.float32(0.5)))


@functools.cache
def area_weights(size: int) -> NDArray[np.float32]:
    """How much of each of 64 pixels lies in each of ``size``, ``(size, 64)``; each row adds up to 64."""
    starts, pixels = np.arange(size) * SIZE, np.arange(SIZE) * size
    shared = np.minimum.outer(starts + SIZE, pixels + size) - np.maximum.outer(starts, pixels)
    return np.asarray(np.maximum(shared, 0), dtype=np.float32)


def unrounded(row: Codes, size: int = SIZE) -> NDArray[np.float32]:
    """One face ``(3, size, size)`` as it is before it is rounded to whole numbers."""
    weights = area_weights(size) / SIZE
    return _laid(row) if size == SIZE else np.asarray(weights @ _laid(row) @ weights.T)


def composed(row: Codes) -> NDArray[np.float32]:
    """One face ``(3, 64, 64)`` in whole numbers from 0 to 255."""
    picture = _laid(row)
    np.rint(picture, out=picture)
    return picture


def _laid(row: Codes) -> NDArray[np.float32]:
    """The layers of a face over each other, ``(3, 64, 64)``."""
    style = VALUES["style"][row[0]]
    picture = np.empty((3, SIZE, SIZE), dtype=np.float32)
    picture[:] = parts().colours["ground"][row[COLUMN["ground"]]][:, None, None]
    for order, stratum in enumerate(parts().strata[style]):
        code = int(row[COLUMN[stratum.factor]]) if stratum.factor else 0
        layer = stratum.layers[code]
        if layer is not None:
            by = stratum.coloured_by
            under = picture[:, layer.box[0] : layer.box[1], layer.box[2] : layer.box[3]]
            under *= layer.shows
            under += _coloured(style, order, code, int(row[COLUMN[by]]) if by else 0)
    return picture


@functools.lru_cache(maxsize=1024)
def _coloured(style: str, order: int, code: int, colour: int) -> NDArray[np.float32]:
    """What a layer adds in one of its colours."""
    stratum = parts().strata[style][order]
    layer = stratum.layers[code]
    if layer is None or not stratum.coloured_by:
        return np.zeros(1, dtype=np.float32) if layer is None else layer.own
    found: NDArray[np.float32] = (
        layer.own + layer.colour * parts().colours[stratum.coloured_by][colour][:, None, None]
    )
    return found
