"""Copied or composed? The nearest training pictures of each, and how near held-out ones lie to theirs.

The nearness of held-out pictures, which no model can have copied, says what is usual: a drawing that is
nearer to a training picture than nearly all of them are is a copy, as
:func:`~playground.evaluate.copies.are_copies` says, whatever the distance is in.
"""

from __future__ import annotations

from typing import TypeAlias

import msgspec
import numpy as np
from numpy.typing import NDArray

from playground.core.errors import DataError
from playground.core.likelihood import LEVELS
from playground.evaluate.neighbours import squares

Vectors: TypeAlias = NDArray[np.floating]

_BLOCK = 128
_BEYOND = 8
"""So many more than are asked for may be the nearest, before they are measured exactly."""


class Near(msgspec.Struct, frozen=True):
    """The training images that are nearest to each generated image.

    ``indices`` (n, k) names them, the nearest first, ``distances`` (n, k) how far they are, and ``nearer``
    (n,) is the share of held-out images whose nearest training image is as near or nearer.
    """

    indices: NDArray[np.int64]
    distances: NDArray[np.float64]
    nearer: NDArray[np.float64]


class Neighbourhood:
    """Training pictures as vectors of any kind, and those that are held out from them."""

    def __init__(self, training: Vectors, held_out: Vectors) -> None:
        """``(m, d)`` and ``(h, d)``; raises ``DataError`` where there are none of either."""
        if not len(training) or not len(held_out):
            raise DataError("Copies are told by training pictures and by held-out ones; there must be both.")
        self._training = training
        self._usual = np.sort(self._nearest(held_out, 1)[1][:, 0])

    def of(self, vectors: Vectors, most: int = 6) -> Near:
        """The ``most`` nearest of each of ``(n, d)``, or all there are."""
        indices, distances = self._nearest(vectors, min(most, len(self._training)))
        before = np.searchsorted(self._usual, distances[:, 0], side="right")
        return Near(indices, distances, before / len(self._usual))

    @property
    def usual(self) -> NDArray[np.float64]:
        """The distances of all held-out pictures to their nearest training pictures, the least first."""
        return self._usual

    def _nearest(self, vectors: Vectors, most: int) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        blocks = [vectors[first : first + _BLOCK] for first in range(0, len(vectors), _BLOCK)]
        found = [self._of_block(block, most) for block in blocks]
        indices, distances = (
            np.concatenate([each[part] for each in found]) if found else np.empty((0, most))
            for part in (0, 1)
        )
        return indices.astype(np.int64), distances

    def _of_block(self, block: Vectors, most: int) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        training = self._training
        rough = squares(block.astype(training.dtype), training)
        # Sums of large squares leave a rest where two are the same; the few nearest are measured anew.
        indices = np.argsort(rough, axis=1, kind="stable")[:, : most + _BEYOND]
        apart = np.linalg.norm(block[:, None].astype(np.float64) - training[indices], axis=2)
        order = np.argsort(apart, axis=1, kind="stable")[:, :most]
        return np.take_along_axis(indices, order, axis=1), np.take_along_axis(apart, order, axis=1)


def pixels(images: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Pictures as vectors whose distance is the root of the mean squared difference, black to white being
    1."""
    flat = images.reshape(len(images), -1).astype(np.float32) / (LEVELS - 1)
    return np.asarray(flat / np.sqrt(max(1, flat.shape[1])), dtype=np.float32)
