"""What codes of faces tell of the faces' factors, beside a perfect code, mere noise and principal components.

A factor counts where it can be seen. Since the values that it may have depend on the style, all factors but
the style are measured within each style; there they are independent.
"""

from __future__ import annotations

import msgspec
import numpy as np
from numpy.typing import NDArray

from playground.evaluate.codes import (
    Codes,
    Floats,
    Probe,
    completeness,
    disentanglement,
    information_of,
    probe,
)
from playground.evaluate.faces import Share
from playground.faces.factors import ABSENT, COLUMN, FACTORS, VALUES
from playground.faces.factors import Codes as Faces
from playground.faces.sampling import held_out, sample, show_held_out_pair
from playground.faces.seen import seen

_FEWEST = 100
"""Faces of a style that show a factor, below which it is not measured there."""


class Scores(msgspec.Struct, frozen=True):
    """By factor: what each dimension tells of it, its entropy, and the scores that follow."""

    information: dict[str, tuple[float, ...]]
    entropy: dict[str, float]
    gap: dict[str, float]
    completeness: dict[str, float]
    right: dict[str, Share]
    usual: dict[str, Share]
    disentanglement: float

    @property
    def mutual_information_gap(self) -> float:
        """The mean over factors."""
        return float(np.mean([*self.gap.values()]))

    @property
    def mean_completeness(self) -> float:
        """The same of completeness."""
        return float(np.mean([*self.completeness.values()]))


def scores(codes: Codes, faces: Faces) -> Scores:
    """All scores of codes ``(n, d)`` of faces ``(n, factors)``."""
    shown, importances = seen(faces), {}
    information, entropy, gap = {}, {}, {}
    right, usual = {}, {}
    for factor in FACTORS:
        rows = shown[:, COLUMN[factor]]
        strata = np.zeros(len(faces), np.uint8) if factor == "style" else faces[:, 0]
        values, some = faces[rows, COLUMN[factor]], codes[rows]
        found = information_of(some, values, strata[rows])
        information[factor], entropy[factor] = tuple(found.information.tolist()), found.entropy
        gap[factor] = found.gap
        probes = [
            (int(within.sum()), probe(some[within], values[within]))
            for stratum in np.unique(strata[rows])
            if (within := strata[rows] == stratum).sum() >= _FEWEST
        ]
        importances[factor] = _mean_importance(probes, codes.shape[1])
        count = sum(each.several for _, each in probes)
        right[factor] = Share(sum(each.right for _, each in probes), count)
        usual[factor] = Share(sum(each.usual for _, each in probes), count)
    matrix = np.stack([*importances.values()], axis=1)
    complete = dict(zip(FACTORS, completeness(matrix).tolist(), strict=True))
    return Scores(information, entropy, gap, complete, right, usual, disentanglement(matrix))


def unseen(seed: int, count: int) -> Faces:
    """Faces that no model learned from, though it learned from every pair of values in them."""
    drawn = 0
    found: list[Faces] = []
    while sum(map(len, found)) < count:
        drawn = max(20 * count, 2 * drawn)
        codes = sample(seed, drawn)
        found = [codes[held_out(codes) & ~show_held_out_pair(codes)]]
    return np.concatenate(found)[:count]


def perfect(faces: Faces, seed: int = 0) -> Codes:
    """The factors themselves ``(n, factors)``: the code that could not be better.

    What a face's style does not have is drawn at random, or it would tell the style.
    """
    random, found = np.random.default_rng(seed), faces.astype(np.float64)
    for factor in FACTORS:
        column = found[:, COLUMN[factor]]
        absent = column == ABSENT
        column[absent] = random.integers(len(VALUES[factor]), size=int(absent.sum()))
    return found


def noise(count: int, dimensions: int, seed: int = 0) -> Codes:
    """A code that tells nothing ``(count, dimensions)``."""
    return np.random.default_rng(seed).standard_normal((count, dimensions))


class Components:
    """The principal components of pictures: the linear code of a size that loses least."""

    def __init__(self, images: NDArray[np.uint8], count: int) -> None:
        """Of pictures ``(n, channels, height, width)``, of which there must be more than components."""
        flat = images.reshape(len(images), -1).astype(np.float32)
        self._mean = flat.mean(axis=0)
        flat -= self._mean
        values, vectors = np.linalg.eigh((flat @ flat.T).astype(np.float64))
        largest = np.argsort(values)[::-1][:count]
        axes = flat.T @ vectors[:, largest].astype(np.float32)
        self._axes: NDArray[np.float32] = axes / np.linalg.norm(axes, axis=0)

    def __call__(self, images: NDArray[np.uint8]) -> Codes:
        """The coordinates ``(n, count)`` of pictures."""
        return np.asarray((images.reshape(len(images), -1).astype(np.float32) - self._mean) @ self._axes)


def _mean_importance(probes: list[tuple[int, Probe]], dimensions: int) -> Floats:
    """Over strata, by how many faces each has."""
    found = np.zeros(dimensions)
    for count, each in probes:
        found += count * each.importance
    return np.asarray(found / max(1, sum(count for count, _ in probes)))
