"""What pictures of faces show, beside what they were told to show and how often each value must come."""

from __future__ import annotations

import functools
from collections.abc import Iterator

import msgspec
import numpy as np
from numpy.typing import NDArray

from playground.evaluate.intervals import clopper_pearson
from playground.faces.factors import ABSENT, COLUMN, COUNTS, FACTORS, VALUES, Codes
from playground.faces.reading import read_codes
from playground.faces.sampling import Pair, learnable
from playground.faces.seen import seen, visible_part

_REFERENCE_SEED, _REFERENCE = 1, 400_000
_SIMULATIONS = 200

Conditioning = NDArray[np.int64]


class Share(msgspec.Struct, frozen=True):
    """So many of so many pictures, and the share's interval of 95 %."""

    right: int
    count: int

    @property
    def value(self) -> float:
        """The share; 0 of none."""
        return self.right / max(1, self.count)

    @property
    def interval(self) -> tuple[float, float]:
        """By Clopper and Pearson; everything where nothing was counted."""
        return clopper_pearson(self.right, self.count) if self.count else (0.0, 1.0)

    def __str__(self) -> str:
        low, high = self.interval
        return f"{self.value:.1%} ({low:.1%} to {high:.1%})"


class Read(msgspec.Struct, frozen=True):
    """The nearest faces of pictures, their distances (RMS, in levels), and which factors they show."""

    codes: Codes
    distances: NDArray[np.float64]
    seen: NDArray[np.bool_]


def read(images: NDArray[np.uint8]) -> Read:
    """What pictures ``(n, 3, size, size)`` show."""
    codes, distances = read_codes(images)
    return Read(codes, distances, seen(codes))


def conditioned_right(found: Read, conditioning: Conditioning) -> dict[str, Share]:
    """Of each factor, of how many pictures that were told it and where it can be seen it is what was told."""
    return {factor: _share(*_compared(found, conditioning, factor)) for factor in FACTORS}


def all_right(found: Read, conditioning: Conditioning) -> NDArray[np.bool_]:
    """Of which pictures every factor that was told and can be seen is what was told, ``(n,)``."""
    result = np.ones(len(conditioning), dtype=np.bool_)
    for factor in FACTORS:
        right, counted = _compared(found, conditioning, factor)
        result &= right | ~counted
    return result


def both_right(found: Read, pair: Pair, conditioning: Conditioning) -> Share:
    """Of pictures that were told both values of a pair and show both factors, how many are right in both."""
    columns = [COLUMN[pair.factor], COLUMN[pair.other]]
    values = [VALUES[pair.factor].index(pair.value), VALUES[pair.other].index(pair.other_value)]
    asked = (conditioning[:, columns] == values).all(axis=1) & found.seen[:, columns].all(axis=1)
    return _share((found.codes[:, columns] == values).all(axis=1), asked)


def variation(found: Read, factor: str) -> float:
    """Total variation between how often values are seen and how often a perfect sampler would show them."""
    return float(np.abs(_frequencies(visible_part(found.codes), factor) - expected(factor)).sum() / 2)


def variation_floor(factor: str, count: int) -> float:
    """The mean of the same for ``count`` pictures of a perfect sampler: they are few, so it is not 0."""
    drawn = np.random.default_rng(0).multinomial(count, expected(factor), size=_SIMULATIONS) / count
    return float(np.abs(drawn - expected(factor)).sum(axis=1).mean() / 2)


@functools.cache
def expected(factor: str) -> NDArray[np.float64]:
    """How often each value can be seen among faces that models learn from; last, how often none can."""
    return _frequencies(_reference(), factor)


def by_skin(found: Read, right: NDArray[np.bool_]) -> Iterator[tuple[str, Share]]:
    """A share by the skin that the pictures show."""
    for code, skin in enumerate(VALUES["skin"]):
        yield skin, _share(right, found.codes[:, COLUMN["skin"]] == code)


@functools.cache
def _reference() -> Codes:
    return visible_part(learnable(_REFERENCE_SEED, _REFERENCE))


def _frequencies(visible: Codes, factor: str) -> NDArray[np.float64]:
    column = visible[:, COLUMN[factor]].astype(np.int64)
    values = len(VALUES[factor])
    return np.bincount(np.where(column == ABSENT, values, column), minlength=values + 1) / max(1, len(column))


def _compared(
    found: Read, conditioning: Conditioning, factor: str
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which pictures show what was told, and which count."""
    column = COLUMN[factor]
    counted = (conditioning[:, column] < COUNTS[column]) & found.seen[:, column]
    return counted & (found.codes[:, column] == conditioning[:, column]), counted


def _share(right: NDArray[np.bool_], counted: NDArray[np.bool_]) -> Share:
    return Share(int((right & counted).sum()), int(counted.sum()))
