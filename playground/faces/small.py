"""The small world: 16,384 faces of 32 × 32, all known, so that every question about it has an exact answer.

Each is equally likely and no two look alike, so that a face, and a picture of one, holds exactly 14 bits.
"""

from __future__ import annotations

import functools
import itertools
import re

import numpy as np
from numpy.typing import NDArray

from playground.core.errors import DataError
from playground.faces.factors import COLUMN, OF_STYLE, VALUES, Codes, Toon, encode
from playground.faces.render import render_codes

SIDE = 32
"""Pixels of a side."""
_USUAL = Toon(ground="blue")
CHOICES: dict[str, tuple[str, ...]] = {
    "skin": ("very light", "light", "dark", "very dark"),
    "hair": ("side parting", "undercut", "spiky", "bun"),
    "hair_colour": ("black", "brown", "blond", "blue"),
    "eyes": ("open", "wide open", "happy", "winking"),
    "glasses": ("none", "glasses"),
    "mouth": ("smiling", "laughing", "angry", "astonished"),
    "beard": ("none", "full beard"),
    "clothes_colour": ("red", "blue", "green", "yellow"),
}
"""The factors that differ, each with its values; others are as they are by default, but before blue."""
WORLD: dict[str, tuple[str, ...]] = {
    "style": ("toon",),
    **{factor: (getattr(_USUAL, factor),) for factor in OF_STYLE["toon"]},
    **CHOICES,
}
"""The values of every factor: the choice of faces that are in the small world."""
BITS = 14.0
"""Entropy of the world, in bits a face."""
TRAINING_SIZES = (16, 64, 256, 1024, 4096)
"""Of how many faces there are networks, each set within the next."""

_ORDER_SEED = 32
_NAMED = re.compile(r"faces-small-(\d+)(-other)?")


@functools.cache
def codes() -> Codes:
    """All faces ``(16384, factors)``, the last factor of :data:`CHOICES` changing fastest."""
    found = np.repeat(encode(_USUAL), 2 ** int(BITS), axis=0)
    for column, values in zip(
        zip(*itertools.product(*CHOICES.values()), strict=True), CHOICES.items(), strict=True
    ):
        factor = values[0]
        found[:, COLUMN[factor]] = [VALUES[factor].index(value) for value in column]
    return found


@functools.cache
def images() -> NDArray[np.uint8]:
    """All faces as pictures ``(16384, 3, 32, 32)``; it takes some seconds once."""
    return render_codes(codes(), SIDE)


@functools.cache
def order() -> NDArray[np.int64]:
    """The faces in the order in which training sets take them."""
    return np.random.Generator(np.random.PCG64(_ORDER_SEED)).permutation(len(codes()))


def training_set(count: int, *, other: bool = False) -> NDArray[np.int64]:
    """Which faces a network of ``count`` learns from; ``other`` gives as many that no such set has.

    Raises :class:`DataError` where there are not so many.
    """
    if not 0 < count <= len(order()) // 2:
        raise DataError(f"Training sets of the small world have 1 to {len(order()) // 2} faces, not {count}.")
    return order()[-count:] if other else order()[:count]


def learned(data: str) -> NDArray[np.uint8] | None:
    """The pictures of the training set that has this name, ``None`` where no set of this world has it.

    Raises :class:`DataError` for one that is larger than they can be.
    """
    named = _NAMED.fullmatch(data)
    return None if named is None else images()[training_set(int(named[1]), other=bool(named[2]))]


def value_of(factor: str) -> NDArray[np.uint8]:
    """Of each face the place of its value among those of :data:`CHOICES`, ``(16384,)``."""
    known = [VALUES[factor].index(value) for value in CHOICES[factor]]
    return np.searchsorted(known, codes()[:, COLUMN[factor]], sorter=np.argsort(known)).astype(np.uint8)
