"""What a picture looks like by its colours and edges alone: likeness that nothing was trained on.

Colours are means over an 8 × 8 grid, as distances from white. Edges are histograms of gradients over the same
grid (Dalal and Triggs 2005, "Histograms of oriented gradients for human detection"), of the colour that
changes most, in eight directions without sign; their roots count, so that strong edges do not drown others.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from playground.core.errors import DataError
from playground.core.likelihood import LEVELS

Vectors: TypeAlias = NDArray[np.float32]
Images: TypeAlias = NDArray[np.uint8]

_GRID, _DIRECTIONS = 8, 8
_BLOCK = 256


def described(images: Images) -> Vectors:
    """Unit vectors ``(n, d)`` of pictures ``(n, channels, height, width)``: colours and edges count alike.

    The inner product of two is 1 for the same picture. Raises ``DataError`` where 8 × 8 cells do not cover
    them.
    """
    if any(side % _GRID or not side for side in images.shape[2:]):
        raise DataError(f"Pictures are compared by cells of {_GRID} × {_GRID}, which do not cover these.")
    blocks = (images[first : first + _BLOCK] for first in range(0, len(images), _BLOCK))
    found = [np.hstack([_unit(_colours(block)), _unit(_edges(block))]) for block in blocks]
    width = images.shape[1] * _GRID**2 + _DIRECTIONS * _GRID**2
    together = np.concatenate(found) if found else np.empty((0, width), np.float32)
    return np.asarray(together / np.sqrt(2), dtype=np.float32)


def _colours(images: Images) -> Vectors:
    white = LEVELS - 1
    return _cells(np.asarray((white - images.astype(np.float32)) / white, np.float32), mean=True)


def _edges(images: Images) -> Vectors:
    levels = np.pad(images.astype(np.float32) / (LEVELS - 1), ((0, 0), (0, 0), (1, 1), (1, 1)), mode="edge")
    across = levels[:, :, 1:-1, 2:] - levels[:, :, 1:-1, :-2]
    down = levels[:, :, 2:, 1:-1] - levels[:, :, :-2, 1:-1]
    most = (across**2 + down**2).argmax(axis=1)[:, None]
    across, down = (np.take_along_axis(each, most, axis=1)[:, 0] for each in (across, down))
    strength = np.hypot(across, down)
    turn = np.arctan2(down, across) / np.float32(np.pi) % 1 * _DIRECTIONS
    before = np.floor(turn).astype(np.int64)
    share = turn - before.astype(np.float32)
    votes: list[Vectors] = [
        strength
        * ((before % _DIRECTIONS == each) * (1 - share) + ((before + 1) % _DIRECTIONS == each) * share)
        for each in range(_DIRECTIONS)
    ]
    return np.sqrt(_cells(np.stack(votes, axis=1), mean=False))


def _cells(values: NDArray[np.float32], *, mean: bool) -> Vectors:
    """Means or sums of ``(n, channels, height, width)`` over the grid, one row for each picture."""
    count, channels, height, width = values.shape
    parts = values.reshape(count, channels, _GRID, height // _GRID, _GRID, width // _GRID)
    reduced = parts.mean(axis=(3, 5)) if mean else parts.sum(axis=(3, 5))
    return np.asarray(reduced.reshape(count, -1), dtype=np.float32)


def _unit(rows: Vectors) -> Vectors:
    """Rows of length 1; one of nothing, such as a white picture's, stays nothing."""
    length = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.maximum(length, np.finfo(np.float32).tiny), dtype=np.float32)
