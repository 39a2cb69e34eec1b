"""Pictures of a model against held-out ones, beside what a perfect model and mere noise would show."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from playground.core.images import LabelledImages
from playground.evaluate import frechet, intervals, pixels
from playground.evaluate.copies import copies
from playground.evaluate.features import Classifier, Seen
from playground.evaluate.kernel import between
from playground.evaluate.report import FEW

LEAST = 8
"""So many pictures on every side, or there is no distance."""
PER_CLASS = 4
"""Classes are told apart in a distance where each has so many pictures."""

Labels = NDArray[np.integer[Any]]


class Data(msgspec.Struct, frozen=True):
    """The parts of a data set that count: training pictures, and those held out."""

    training: LabelledImages
    held_out: LabelledImages


def distances(made: NDArray[np.uint8], asked: Labels, data: Data, judge: Classifier) -> dict[str, float]:
    """The kernel distances to held-out pictures, with their standard errors, and what else features tell.

    ``made`` are a model's pictures, ``asked`` the classes that they were asked for, −1 for none. As many
    training pictures stand for a perfect model, ``real_…``, and as much noise for the worst, ``noise_…``.
    """
    count = len(made)
    some = spread(data.training, count)
    seen, held_out, training = (judge.look(images) for images in (made, data.held_out.images, some.images))
    noise = judge.look(pixels.noise_like(data.training.images, count))
    against = _Against(held_out, data.held_out.labels)
    found = {
        **against.kernel("", seen, asked),
        **against.kernel("real_", training, some.labels),
        **against.kernel("noise_", noise, np.full(count, -1)),
    }
    if min(len(data.held_out), count) >= FEW:
        found |= against.frechet("", seen) | against.frechet("real_", training)
    if judge.card.labels:
        right = held_out.named == data.held_out.labels
        found["classifier_accuracy"] = float(right.mean())
        found |= _agreement(seen, asked)
    return found


def copied(made: NDArray[np.uint8], data: Data) -> dict[str, float]:
    """The share of copies of training pictures, and what a perfect model would show."""
    found = copies(made, data.held_out.images, data.training.images)
    return {"copies": found.share, "copies_expected": found.expected, "copies_by_chance": found.chance}


def spread(images: LabelledImages, count: int) -> LabelledImages:
    """At most so many pictures, evenly from a set, whose classes are mixed."""
    chosen = np.unique(np.linspace(0, len(images) - 1, min(count, len(images))).astype(np.int64))
    return LabelledImages(images.images[chosen], images.labels[chosen])


def _agreement(seen: Seen, asked: Labels) -> dict[str, float]:
    mask = asked >= 0
    if not mask.any():
        return {}
    right = (seen.named == asked)[mask]
    low, high = intervals.wilson(int(right.sum()), len(right))
    return {
        "class_agreement": float(right.mean()), "class_agreement_low": low, "class_agreement_high": high,
    }  # fmt: skip


class _Against:
    """Held-out pictures, a share of every class, that others are held against."""

    def __init__(self, seen: Seen, labels: Labels) -> None:
        self._features, self._labels = seen.features, labels.astype(np.int64)
        names, counts = np.unique(labels, return_counts=True)
        self._shares: Mapping[int, float] = {
            int(name): count / len(labels) for name, count in zip(names, counts, strict=True)
        }
        self._alike = bool(counts.min() >= PER_CLASS)

    def kernel(self, prefix: str, seen: Seen, asked: Labels) -> dict[str, float]:
        features, strata = seen.features, asked.astype(np.int64)
        names, counts = np.unique(strata, return_counts=True)
        by_class = self._alike and set(names.tolist()) >= self._shares.keys() and counts.min() >= PER_CLASS
        if by_class:
            known = np.isin(strata, [*self._shares])
            features, strata = features[known], strata[known]
        value, error = between(
            features,
            strata if by_class else np.zeros_like(strata),
            self._features,
            self._labels if self._alike else np.zeros_like(self._labels),
            self._shares if by_class else None,
        )
        return {f"{prefix}kernel_distance": value, f"{prefix}kernel_distance_error": error}

    def frechet(self, prefix: str, seen: Seen) -> dict[str, float]:
        count = min(len(seen.features), len(self._features))
        one, other = (frechet.moments(features[:count]) for features in (seen.features, self._features))
        return {f"{prefix}frechet_distance": frechet.distance(one, other)}
