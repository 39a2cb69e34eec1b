"""Grey levels 0…255 to the values a network sees, and back."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from playground.core.cards import ImageFormat


def tiled(pictures: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Pictures ``(…, channels, height, width)`` with their channels as the tiles of a grey picture."""
    *lead, channels, height, width = pictures.shape
    columns = math.ceil(math.sqrt(channels))
    rows = math.ceil(channels / columns)
    tiles = np.zeros((*lead, rows * columns, height, width), dtype=np.uint8)
    tiles[..., :channels, :, :] = pictures
    grid = tiles.reshape(*lead, rows, columns, height, width)
    return grid.swapaxes(-3, -2).reshape(*lead, 1, rows * height, columns * width)


def shown(pictures: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Pictures ``(…, channels, height, width)`` as one looks at them: grey, in colour, or tiled."""
    return pictures if pictures.shape[-3] in (1, 3) else tiled(pictures)


def mosaic(pictures: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Pictures ``(rows, columns, channels, height, width)`` side by side.

    ``(rows · height, columns · width)`` where they are grey, and ``(3, …)`` where they are in colour.
    """
    each = shown(pictures)
    rows, columns, channels, height, width = each.shape
    whole = each.transpose(2, 0, 3, 1, 4).reshape(channels, rows * height, columns * width)
    return whole[0] if channels == 1 else whole


def tile_of(mosaic: NDArray[np.uint8], tiles: int, row: int, column: int) -> NDArray[np.uint8]:
    """A picture ``(channels, height, width)`` of a mosaic ``([3,] rows, columns)`` of ``tiles²`` of them."""
    height, width = (side // tiles for side in mosaic.shape[-2:])
    return np.ascontiguousarray(mosaic.reshape(-1, tiles, height, tiles, width)[:, row, :, column])


def squared(mosaic: NDArray[np.uint8], tiles: int) -> NDArray[np.uint8]:
    """A mosaic ``([3,] rows, columns)`` of ``tiles`` × ``tiles`` pictures, each amid a black square."""
    channels, height, width = mosaic.shape[:-2], mosaic.shape[-2] // tiles, mosaic.shape[-1] // tiles
    side = max(height, width)
    if height == width:
        return mosaic
    top, left = (side - height) // 2, (side - width) // 2
    whole = np.zeros((*channels, tiles, side, tiles, side), dtype=np.uint8)
    whole[..., top : top + height, :, left : left + width] = mosaic.reshape(
        *channels, tiles, height, tiles, width
    )
    return whole.reshape(*channels, tiles * side, tiles * side)


def to_network(levels: NDArray[np.uint8], image: ImageFormat) -> NDArray[np.float32]:
    """Levels as the network's input, where black is ``image.low`` and white ``image.high``."""
    unit = levels.astype(np.float32) / 255
    return np.asarray(image.low + (image.high - image.low) * unit, dtype=np.float32)


def to_unit(values: NDArray[np.float32], image: ImageFormat) -> NDArray[np.float32]:
    """Network values on the scale where black is 0 and white is 1."""
    return np.asarray((values - image.low) / (image.high - image.low), dtype=np.float32)


def to_unit_log_scale(log_scale: NDArray[np.float32], image: ImageFormat) -> NDArray[np.float32]:
    """The logarithm of a width in network values as that of a width on the unit scale."""
    return np.asarray(log_scale - math.log(image.high - image.low), dtype=np.float32)


def to_levels(unit: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Unit values clipped to [0, 1] and rounded to the nearest grey level."""
    return np.rint(np.clip(unit, 0, 1) * 255).astype(np.uint8)
