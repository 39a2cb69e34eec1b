"""The known pictures nearest to one: a copy lies nearer to a training picture than held-out pictures do."""

from __future__ import annotations

import math

import msgspec
import numpy as np
from numpy.typing import NDArray

from playground.core import folders
from playground.core.errors import DataError
from playground.core.images import read_labelled_images
from playground.datasets import own_sets
from playground.evaluate.neighbours import squares
from playground.faces import small
from playground.faces.factors import OF_STYLE
from playground.faces.factors import encode as codes_of
from playground.faces.reading import read
from playground.faces.render import render
from playground.faces.sampling import held_out as are_held_out
from playground.zoo.data import is_here, load

Images = NDArray[np.uint8]
SHOWN = 6
"""Pictures that are given, the nearest first."""
OTHERS = 200
"""Held-out pictures whose distances say what is common, the first of them."""
_BLOCK = 4096
"""Pictures that distances are worked out to at once."""


class Nearest(msgspec.Struct, frozen=True, kw_only=True):
    """What lies nearest to a picture: ``pictures`` ``(n, …)``, and how far each is, the RMS in levels.

    They are the nearest of ``known`` pictures that a model ``learned`` from, or of held-out ones; ``others``
    are the distances of held-out pictures to the nearest one that is not themselves. Of faces there is one
    picture, the nearest of all that there are, and ``learned`` says whether a model may learn from it.
    """

    pictures: Images
    distances: NDArray[np.float64]
    known: int
    learned: bool
    others: NDArray[np.float64]
    every_face: bool = False


def nearest(picture: Images, data: str) -> Nearest:
    """What is nearest to a picture ``(channels, height, width)`` in a data set that models learn from.

    Raises ``DataError`` where nothing is known of it, or its pictures have another shape.
    """
    if data == "faces":
        face, away = read(picture)
        return Nearest(
            pictures=render(face, picture.shape[1])[None],
            distances=np.array([away]),
            known=sum(math.prod(map(len, factors.values())) for factors in OF_STYLE.values()),
            learned=not bool(are_held_out(codes_of(face))[0]),
            others=np.zeros(0),
            every_face=True,
        )
    training, held_out = _training(data), _held_out(data)
    known = held_out if training is None else training
    if known is None or not len(known):
        raise DataError("The pictures that this model learned from are not known here, nor held-out ones.")
    if known.shape[1:] != picture.shape:
        raise DataError("The pictures that this model learned from have another shape than this one.")
    others = np.zeros((0, *picture.shape), np.uint8) if held_out is None else held_out[:OTHERS]
    if others.shape[1:] != picture.shape:
        others = others[:0]
    found_at, least = _searched(picture, known, others, themselves=training is None)
    found = known[found_at]
    far = np.sqrt(np.square(found.astype(np.float64) - picture).mean(axis=(1, 2, 3)))
    order = np.argsort(far, kind="stable")
    return Nearest(
        pictures=found[order],
        distances=far[order],
        known=len(known),
        learned=training is not None,
        others=least,
    )


def _training(data: str) -> Images | None:
    """The pictures that a model learned from, where they are here."""
    in_small = small.learned(data)
    if in_small is not None:
        return in_small
    if own_sets.is_known(data):
        return read_labelled_images(own_sets.folder_of(data), "train").images
    return load(data, "train").images if is_here(data) else None


def _held_out(data: str) -> Images | None:
    if small.learned(data) is not None:
        return load(data, "t10k").images
    folder = folders.held_out(data)
    return None if folder is None else read_labelled_images(folder, "t10k").images


def _searched(
    picture: Images, known: Images, others: Images, *, themselves: bool
) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """Which known pictures are nearest, and how far from other ones each of ``others`` is; these are the
    first of the known ones where they are so ``themselves``."""
    asked = _flat(np.concatenate([picture[None], others]))
    own = np.empty(len(known))
    least = np.full(len(others), np.inf)
    for first in range(0, len(known), _BLOCK):
        block = squares(asked, _flat(known[first : first + _BLOCK]))
        own[first : first + _BLOCK] = block[0]
        if themselves:
            same = np.arange(max(0, min(len(others) - first, block.shape[1])))
            block[1 + first + same, same] = np.inf
        least = np.minimum(least, block[1:].min(axis=1))
    count = min(SHOWN, len(known))
    return np.argpartition(own, count - 1)[:count], np.sqrt(least / asked.shape[1])


def _flat(pictures: Images) -> NDArray[np.float32]:
    return pictures.reshape(len(pictures), -1).astype(np.float32)
