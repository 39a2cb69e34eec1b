"""What sets of pictures are held against: features of training images, and sets of held-out images."""

from __future__ import annotations

import msgspec
import numpy as np

from playground.core.images import LabelledImages
from playground.evaluate.features import Features, Labels, Looker, Seen, balanced
from playground.evaluate.measures import Pictures, measure_sets
from playground.evaluate.reference import Reference
from playground.evaluate.report import FEW, Measure


class HeldOutFeatures(msgspec.Struct, frozen=True):
    """Features ``(n, d)`` of held-out images that are not at hand themselves, and their labels ``(n,)``."""

    features: Features
    labels: Labels

    def __len__(self) -> int:
        return len(self.labels)


class PictureYardstick:
    """What pictures are held against: features of training images, and held-out images."""

    def __init__(
        self,
        classifier: Looker,
        reference: Reference,
        held_out: LabelledImages | HeldOutFeatures,
        content: str = "",
    ) -> None:
        """``content`` is the digest of the data set, if it is a user's own."""
        self.classifier = classifier
        self.reference = reference
        self.content = content
        self._held_out = held_out
        self._measured: dict[tuple[int, int, bool], dict[str, Measure]] = {}

    @property
    def held_out(self) -> int:
        """How many pictures are held out."""
        return len(self._held_out)

    @property
    def few(self) -> bool:
        """Whether too few pictures of a user's data set are held out for a Fréchet distance."""
        return bool(self.content) and self.held_out < FEW

    def real(self, samples: int, repeats: int, by_class: bool) -> dict[str, Measure]:
        """The measures of held-out images, in sets as large as the generated ones as far as there are.

        Like those they are one class after another (``by_class``), or drawn independently.
        """
        size = min(samples, len(self._held_out))
        sets = min(repeats, len(self._held_out) // size)
        key = (size, sets, by_class)
        if key not in self._measured:
            labels = self._held_out.labels
            order = (balanced(labels) if by_class else np.arange(len(labels)))[: size * sets]
            wanted = labels[order].astype(np.int64) if by_class else np.full(len(order), -1)
            if isinstance(self._held_out, HeldOutFeatures):
                seen = Seen(self._held_out.features[order], np.full(len(order), -1))
            else:
                seen = self.classifier.look(self._held_out.images[order])
            pictures = Pictures(features=seen.features, named=seen.named, wanted=wanted)
            self._measured[key] = measure_sets(split(pictures, size, sets), self.reference)
        return self._measured[key]


def split(pictures: Pictures, size: int, sets: int) -> list[Pictures]:
    return [
        Pictures(
            features=pictures.features[first : first + size],
            named=pictures.named[first : first + size],
            wanted=pictures.wanted[first : first + size],
        )
        for first in range(0, size * sets, size)
    ]
