"""Pictures of a model against held-out ones, beside training pictures and mere noise."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from playground.core.images import LabelledImages
from playground.evaluate import intervals, pixels
from playground.evaluate.copies import copies
from playground.evaluate.distances import between
from playground.evaluate.features import Classifier, Seen

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

    ``made`` are a model's pictures, ``asked`` the classes that they were asked for, −1 for none. Beside them
    are as many training pictures, ``real_…``, which the features learned from and may know better than any
    others, and as much noise, ``noise_…``. A perfect model's distance is 0 but for its error.
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
    if judge.card.labels:
        found["classifier_accuracy"] = _accuracy(held_out, data.held_out.labels, asked)
        found |= _agreement(seen, asked)
    return found


def copied(made: NDArray[np.uint8], data: Data) -> dict[str, float]:
    """The share of copies of training pictures, and what a perfect model would show."""
    found = copies(made, data.held_out.images, data.training.images)
    return {"copies": found.share, "copies_expected": found.expected, "copies_by_chance": found.chance}


def copies_said(made: int, compared: int, training: int) -> str:
    """How copies were looked for among so many pictures, by the compared ones of all training pictures."""
    of = "" if compared == training else f"{compared:,} of the "
    return (
        f"copies: of {made:,} pictures as usual, those whose distance to the nearest of {of}{training:,} "
        "training pictures, as a share of the mean distance to the nearest 50, is less than that of all "
        "held-out pictures but k − 1, k being a hundredth of their number, at least 1; copies_expected: what "
        "a perfect model would show on average, and by_chance what as many pictures of it would exceed 5 "
        "times of 100 at most; they are looked for shifted and zoomed a little, too, but not mirrored"
    )


def spread(images: LabelledImages, count: int) -> LabelledImages:
    """At most so many pictures, evenly from a set, whose classes are mixed."""
    chosen = np.unique(np.linspace(0, len(images) - 1, min(count, len(images))).astype(np.int64))
    return LabelledImages(images.images[chosen], images.labels[chosen])


def _accuracy(held_out: Seen, labels: Labels, asked: Labels) -> float:
    """How often pictures that are held out are given their class, if there are as many of each as asked for.

    Of classes that none were asked of, or none are held out of, nothing is told; or, of no classes, of all.
    """
    right = held_out.named == labels
    classes = np.intersect1d(asked, labels)
    if not len(classes):
        return float(right.mean())
    each = [float(right[labels == one].mean()) for one in classes]
    return float(np.average(each, weights=[int((asked == one).sum()) for one in classes]))


def _agreement(seen: Seen, asked: Labels) -> dict[str, float]:
    mask = asked >= 0
    if not mask.any():
        return {}
    right = (seen.named == asked)[mask]
    low, high = intervals.clopper_pearson(int(right.sum()), len(right))
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
