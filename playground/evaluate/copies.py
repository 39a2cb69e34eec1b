"""Which pictures are copies of training pictures: by how much nearer the nearest one is than others are.

A picture's nearness is the distance to its nearest training picture as a share of the mean distance to fifty
that are near, after Carlini et al. 2023 ("Extracting training data from diffusion models", section 5): a
blurred picture is near to many, a copy to one. Those of held-out pictures, which nobody can have copied, say
which nearness is unusual. Small sets are varied while they are learned, so that copies may be shifted and of
another size: distances are those of the nearest of a few such variations, on a grid of 16 a side.
"""

from __future__ import annotations

import itertools
import math
from fractions import Fraction
from typing import TypeAlias

import msgspec
import numpy as np
from numpy.typing import NDArray

from playground.evaluate.neighbours import squares

Matrix: TypeAlias = NDArray[np.float64]
Images: TypeAlias = NDArray[np.uint8]
Rows: TypeAlias = NDArray[np.float32]

AMONG = 50
RARE = 0.01
"""The share of a perfect model's pictures that may be called copies, as near as held-out ones let it be."""
TRUST = Fraction(95, 100)
SHIFTS = (-1.0, -0.5, 0.0, 0.5, 1.0)
"""Of a 32nd of a side, to either side and up and down."""
ZOOMS = (0.95, 1.0, 1.05)
_GRID, _COARSE = 16, 8
_BLOCK = 64
_PRODUCTS = 120_000_000
"""Values of training pictures that every other picture is compared with."""


class Copies(msgspec.Struct, frozen=True, kw_only=True):
    """The share of pictures that are copies, what a perfect model would show on average, and ``chance``: what
    one would exceed in 5 cases of 100 at most, with as many pictures.

    A copy is nearer than the ``rank``-th nearest of ``held_out`` pictures, the first being the nearest.
    """

    share: float
    expected: float
    chance: float
    rank: int
    held_out: int


def copies(made: Images, held_out: Images, training: Images) -> Copies:
    """Of pictures ``(n, channels, height, width)``; there must be two training pictures."""
    count = len(held_out)
    rank = rank_of_copies(count)
    least = np.sort(nearness(held_out, training))[rank - 1]
    share = float((nearness(made, training) < least).mean())
    return Copies(
        share=share,
        expected=expected_copies(count),
        chance=_most(len(made), rank, count) / len(made),
        rank=rank,
        held_out=count,
    )


def rank_of_copies(held_out: int) -> int:
    """Which of so many held-out pictures, the nearest being the first, a copy is nearer than, by any measure.

    Pictures of a perfect model are each like one more that is held out: rank/(held out + 1) of them lie
    before it. The rank is the one by which that is nearest to :data:`RARE`, but at least the first.
    """
    return max(1, round(RARE * (held_out + 1)))


def expected_copies(held_out: int) -> float:
    """The share of a perfect model's pictures that are called copies, by one measure."""
    return rank_of_copies(held_out) / (held_out + 1)


def are_copies(nearer: NDArray[np.floating], held_out: int) -> NDArray[np.bool_]:
    """Which pictures are copies, of which this share of held-out ones lies as near to a training picture, or
    nearer."""
    return np.asarray(np.rint(nearer * held_out) < rank_of_copies(held_out))


def _most(made: int, rank: int, count: int) -> int:
    """How many of ``made`` draws lie before the ``rank``-th of ``count`` others of the same distribution, if
    there are as many as there can be by chance.

    All orders of both are equally likely. Of them, so many have just ``most`` made ones before it: those of
    what is before it times those of what is after it.
    """
    left, most = math.comb(made + count, made), -1
    allowed = left * (1 - TRUST)
    while left > allowed:
        most += 1
        left -= math.comb(most + rank - 1, most) * math.comb(made - most + count - rank, made - most)
    return most


def comparable(shape: tuple[int, ...]) -> int:
    """With so many training pictures, others are compared in seconds."""
    return max(1000, _PRODUCTS // math.prod(shape))


def memory(training: int, channels: int) -> int:
    """The bytes that are kept of training pictures while others are compared with them."""
    return training * channels * (_GRID**2 + _COARSE**2) * np.dtype(np.float32).itemsize


def nearness(pictures: Images, training: Images) -> Matrix:
    """That of each picture, ``(n,)``, from 0 for an exact copy to 1."""
    coarse, fine = (_flat(_reduced(training, grid)) for grid in (_COARSE, _GRID))
    count = min(AMONG, len(training))
    blocks = (pictures[first : first + _BLOCK] for first in range(0, len(pictures), _BLOCK))
    return np.concatenate([_of_block(block, coarse, fine, count) for block in blocks])


def _of_block(pictures: Images, coarse: Rows, fine: Rows, count: int) -> Matrix:
    """The nearness of a few pictures, whose many variations are held at once."""
    apart = squares(_flat(_reduced(pictures, _COARSE)), coarse)
    near = np.argpartition(apart, count - 1, axis=1)[:, :count]
    varied = [
        _flat(_reduced(pictures, _GRID, across, down, zoom))
        for across, down, zoom in itertools.product(SHIFTS, SHIFTS, ZOOMS)
    ]
    found = np.empty(len(pictures))
    for index, (own, those) in enumerate(zip(np.stack(varied, axis=1), near, strict=True)):
        far = np.sqrt(squares(own, fine[those]).min(axis=0).astype(np.float64))
        found[index] = far.min() / max(far.mean(), np.finfo(np.float64).tiny)
    return found


def _reduced(
    images: Images, grid: int, across: float = 0.0, down: float = 0.0, zoom: float = 1.0
) -> NDArray[np.float32]:
    """Means of levels from −1 to 1 over a grid, of pictures that are shifted and of another size."""
    height, width = images.shape[2:]
    rows, columns = (_axis(side, grid, by, zoom) for side, by in ((height, down), (width, across)))
    found = np.empty((*images.shape[:2], len(rows), len(columns)), np.float32)
    for first in range(0, len(images), _BLOCK):
        block = slice(first, first + _BLOCK)
        found[block] = rows @ (images[block].astype(np.float32) / 127.5 - 1) @ columns.T
    return found


def _axis(side: int, grid: int, shift: float, zoom: float) -> NDArray[np.float32]:
    """What takes a row of pixels to the means over a grid, ``(cells, side)``, by linear interpolation."""
    cells = min(grid, side)
    centre = (side - 1) / 2
    at = np.clip((np.arange(side) - centre) / zoom + centre + shift * side / 32, 0, side - 1)
    before = np.minimum(at.astype(np.int64), side - 2)
    sampled = np.zeros((side, side))
    sampled[np.arange(side), before] = 1 - (at - before)
    sampled[np.arange(side), before + 1] = at - before
    member = np.equal.outer(np.arange(cells), np.arange(side) * cells // side)
    return np.asarray(member / member.sum(axis=1, keepdims=True) @ sampled, dtype=np.float32)


def _flat(reduced: NDArray[np.float32]) -> Rows:
    return reduced.reshape(len(reduced), -1)
