"""Which pictures are copies of training pictures: by how much nearer the nearest one is than others are.

A picture's nearness is the distance to its nearest training picture as a share of the mean distance to its
nearest fifty, after Carlini et al. 2023 ("Extracting training data from diffusion models", section 5): a
blurred picture is near to many, a copy to one. Those of held-out pictures, which nobody can have copied, say
which nearness is unusual.
"""

from __future__ import annotations

import math
from typing import Any, TypeAlias

import msgspec
import numpy as np
from numpy.typing import NDArray

Matrix: TypeAlias = NDArray[np.float64]
Rows: TypeAlias = NDArray[Any]

AMONG = 50
RARE = 0.01
_BLOCK = 256


class Copies(msgspec.Struct, frozen=True, kw_only=True):
    """The share of pictures that are copies, what a perfect model would show on average, and ``chance``: what
    one would stay below 95 times of 100.

    A copy is nearer than the ``rank``-th nearest of ``held_out`` pictures, the first being the nearest.
    """

    share: float
    expected: float
    chance: float
    rank: int
    held_out: int


def copies(made: Rows, held_out: Rows, training: Rows) -> Copies:
    """Of pictures or their features ``(n, …)``, by their Euclidean distances.

    The rank is a hundredth of the held-out pictures, but at least the first. Pictures of a perfect model are
    each like one more that is held out, so that a share of rank/(held out + 1) of them lies before it.
    """
    count = len(held_out)
    rank = max(1, round(RARE * (count + 1)))
    least = np.sort(nearness(held_out, training))[rank - 1]
    share = float((nearness(made, training) < least).mean())
    return Copies(
        share=share, expected=rank / (count + 1), chance=_below(rank, count, 0.95), rank=rank, held_out=count
    )  # fmt: skip


def _below(rank: int, count: int, trust: float) -> float:
    """The quantile of how much of a distribution lies before the ``rank``-th of ``count`` draws from it.

    That is more than p where fewer than ``rank`` of the draws are among the first share p.
    """

    def more_than(p: float) -> float:
        return sum(math.comb(count, few) * p**few * (1 - p) ** (count - few) for few in range(rank))

    low, high = 0.0, 1.0
    for _ in range(50):
        middle = (low + high) / 2
        low, high = (middle, high) if more_than(middle) > 1 - trust else (low, middle)
    return high


def nearness(pictures: Rows, training: Rows) -> Matrix:
    """That of each picture, ``(n,)``, from 0 for an exact copy to 1; of at least two training pictures."""
    near = np.sqrt(nearest(_flat(pictures), training, min(AMONG, len(training))))
    return np.asarray(near[:, 0] / np.maximum(near.mean(axis=1), np.finfo(np.float64).tiny))


def nearest(rows: NDArray[np.float32], training: Rows, count: int) -> Matrix:
    """Squared distances ``(n, count)`` of rows to the nearest in ``training``, the nearest first.

    Training pictures become numbers of four bytes a block at a time: there may be many.
    """
    found = np.empty((len(rows), 0), dtype=np.float32)
    own = np.square(rows).sum(axis=1)[:, None]
    for first in range(0, len(training), _BLOCK):
        block = _flat(training[first : first + _BLOCK])
        squares = np.maximum(own + np.square(block).sum(axis=1) - 2 * (rows @ block.T), 0)
        found = np.concatenate([found, squares], axis=1)
        found = np.partition(found, count - 1, axis=1)[:, :count] if found.shape[1] > count else found
    return np.sort(found, axis=1).astype(np.float64)


def _flat(rows: Rows) -> NDArray[np.float32]:
    flat = rows.reshape(len(rows), -1).astype(np.float32)
    # Sums of squares of grey levels would be too large to tell small distances apart.
    return flat / 127.5 - 1 if rows.dtype == np.uint8 else flat
