"""Directions of a latent space that are named by words, and whether pictures change as the words say.

A direction leads from the mean code of pictures without a keyword to that of pictures with it (Larsen et al.
2016, "Autoencoding beyond pixels using a learned similarity metric", section 4.3). A contrastive model
confirms a step along it where the picture after it agrees more with the word than the one before.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from playground.core.errors import DataError
from playground.evaluate.retrieval import Share, share

Vectors: TypeAlias = NDArray[np.floating]

LEAST = 8
"""Pictures with a word, and without it, that a direction is made of at least."""


def telling(captions: Sequence[Sequence[str]], word: str) -> NDArray[np.bool_]:
    """Which captions hold a word, ``(n,)``: as one of the words of a name or keyword, in any case."""
    sought = word.casefold()
    return np.array([any(sought in text.casefold().split() for text in texts) for texts in captions], bool)


def direction(codes: Vectors, told: NDArray[np.bool_], within: NDArray[np.bool_] | None = None) -> Vectors:
    """From the mean of codes ``(n, d)`` that are not told to that of those that are, ``(d,)``.

    Only codes ``within`` a set count, such as all faces: glasses are then what faces with them have, and not
    what makes a face. Raises ``DataError`` for less than eight on either side.
    """
    among = np.ones(len(codes), bool) if within is None else within
    having, lacking = codes[told & among], codes[~told & among]
    if min(len(having), len(lacking)) < LEAST:
        raise DataError(
            f"A direction needs {LEAST} pictures with the word and as many without it; there are "
            f"{len(having)} and {len(lacking)}."
        )
    return np.asarray(having.mean(axis=0) - lacking.mean(axis=0))


def agreement(pictures: Vectors, text: Vectors) -> NDArray[np.float64]:
    """Cosines ``(n,)`` of unit vectors of pictures ``(n, d)`` with that of a text ``(d,)``."""
    return np.asarray(pictures.astype(np.float64) @ text.astype(np.float64))


def confirmed(before: Vectors, after: Vectors, text: Vectors) -> Share:
    """The share of pictures ``(n, d)`` that agree more with the text ``(d,)`` after a step than before it."""
    return share(agreement(after, text) > agreement(before, text), np.arange(len(before)))
