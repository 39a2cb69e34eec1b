"""Directions of a latent space that are named by words, and whether pictures change as the words say.

A direction leads from the mean code of pictures without a keyword to that of pictures with it (Larsen et al.
2016, "Autoencoding beyond pixels using a learned similarity metric", section 4.3). A model that tells how
well words and pictures agree confirms a step along it where the picture after it agrees more with the word
than the one before, and by more than after a step as long in a random direction.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import msgspec
import numpy as np
from numpy.typing import NDArray

from playground.core.errors import DataError
from playground.evaluate.intervals import Z, clopper_pearson, mean_within

Vectors: TypeAlias = NDArray[np.floating]
Chosen: TypeAlias = NDArray[np.bool_]

LEAST = 8
"""Pictures with a word, and without it, that a direction is made of at least."""


class Confirmed(msgspec.Struct, frozen=True, kw_only=True):
    """The share of so many pictures for which a step is confirmed, with its 95 % interval.

    It is of the share among all such pictures, and beside all such random directions: both were drawn.
    ``chance`` is what random directions have in its place. A model that answers at random confirms one in
    three of both: of its answers before the step, after it and after a random one, that after it must be the
    largest. Of what always agrees, every picture is a case.
    """

    share: float
    low: float
    high: float
    chance: float
    pictures: int


def telling(captions: Sequence[Sequence[str]], words: Sequence[str]) -> Chosen:
    """Which captions hold one of some words, ``(n,)``: as a word of a name or keyword, in any case."""
    sought = {word.casefold() for word in words}
    return np.array(
        [any(sought & set(text.casefold().split()) for text in texts) for texts in captions], bool
    )


def direction(codes: Vectors, chosen: Chosen, within: Chosen | None = None) -> Vectors:
    """From the mean of codes ``(n, d)`` that are not told to that of those that are, ``(d,)``.

    Only codes ``within`` a set count, such as all faces: glasses are then what faces with them have, and not
    what makes a face. Raises ``DataError`` for less than eight on either side.
    """
    among = np.ones(len(codes), bool) if within is None else within
    having, lacking = codes[chosen & among], codes[~chosen & among]
    if min(len(having), len(lacking)) < LEAST:
        raise DataError(
            f"A direction needs {LEAST} pictures with the word and as many without it; there are "
            f"{len(having)} and {len(lacking)}."
        )
    return np.asarray(having.mean(axis=0) - lacking.mean(axis=0))


def random_directions(
    codes: Vectors, chosen: Chosen, within: Chosen, length: float, count: int, random: np.random.Generator
) -> Vectors:
    """Directions ``(count, d)`` of a length, made as the word's own is of as many pictures drawn at random.

    They lie as codes lie: a direction that codes never take would change pictures less, or not at all.
    """
    places, having = np.flatnonzero(within), int((chosen & within).sum())
    found = np.empty((count, codes.shape[1]))
    for row in range(count):
        drawn = np.zeros(len(codes), bool)
        drawn[random.choice(places, having, replace=False)] = True
        found[row] = direction(codes, drawn, within)
    return np.asarray(found * (length / np.linalg.norm(found, axis=1, keepdims=True)))


def agreement(pictures: Vectors, text: Vectors) -> NDArray[np.float64]:
    """Cosines ``(…,)`` of unit vectors of pictures ``(…, d)`` with that of a text ``(d,)``."""
    return np.asarray(pictures.astype(np.float64) @ text.astype(np.float64))


def confirmed(gains: Vectors, others: Vectors) -> Confirmed:
    """How often a step is confirmed that changes the agreement of pictures by ``gains`` ``(n,)``.

    ``others`` ``(n, r)`` are what steps as long in random directions change; a picture is a case as far as
    its gain is above 0 and above theirs. Raises ``ValueError`` for no pictures.
    """
    if not len(gains):
        raise ValueError("a share needs at least one picture")
    cases = (gains[:, None] > 0) & (gains[:, None] > others)
    several = others.shape[1]
    beside = (others[:, :, None] > 0) & (others[:, :, None] > others[:, None, :])
    chance = float(beside.sum()) / (len(others) * several * (several - 1))
    low, high = _interval(cases)
    return Confirmed(share=float(cases.mean()), low=low, high=high, chance=chance, pictures=len(gains))


def _interval(cases: Chosen) -> tuple[float, float]:
    """The 95 % interval of a share of cases ``(pictures, directions)`` of which both were drawn.

    It is Clopper and Pearson's, of as many pictures as would vary as much by themselves as pictures and
    directions do together. Directions are few, so that the spread of their shares counts as Student's
    interval has it. Cases in part vary less than whole ones: of pictures alone the interval is no narrower
    than theirs.
    """
    count, several = cases.shape
    share = float(cases.mean())
    of_pictures = share * (1 - share) / count
    of_directions = float(cases.mean(axis=0).var(ddof=1)) / several if several > 1 else 0.0
    widened = (mean_within(0.0, 1.0, several)[1] / Z) ** 2
    effective = count * of_pictures / (of_pictures + widened * of_directions) if of_pictures else count
    return clopper_pearson(share * effective, effective)
