"""Pictures as a classifier sees them: the features of its last hidden layer, and the classes it names."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol, TypeAlias

import msgspec
import numpy as np
from numpy.typing import NDArray

from playground.core.cards import Card
from playground.core.errors import DataError
from playground.core.pictures import to_network
from playground.core.resources import Resources

BLOCK = 100

Features: TypeAlias = NDArray[np.float64]
Labels: TypeAlias = NDArray[np.int64]


class Seen(msgspec.Struct, frozen=True):
    """Features ``(n, d)`` of pictures, and the class ``(n,)`` that the classifier gives each, −1 for none."""

    features: Features
    named: Labels


class Looker(Protocol):
    """In whose features pictures are compared."""

    @property
    def card(self) -> Card:
        """That of the model which looks."""

    def look(self, images: NDArray[np.uint8]) -> Seen:
        """What it sees in images ``(n, channels, height, width)``; raises ``DataError`` for another size."""

    def stream(self, images: NDArray[np.uint8]) -> Iterator[Seen]:
        """The same in blocks."""


class Classifier:
    """A model of paradigm ``classifier``, ready to look at pictures; one without labels names no classes."""

    def __init__(self, name: str, resources: Resources) -> None:
        """Load the parts of a model; raises ``CardError``, ``ModelFileError``, ``SessionError``."""
        self.card: Card = resources.card(name)
        if self.card.paradigm != "classifier":
            raise DataError(f"{self.card.title} is no classifier, so pictures cannot be compared by it.")
        self._features = resources.session(name, "features")
        self._scores = resources.session(name, "scores") if self.card.labels else None

    def look(self, images: NDArray[np.uint8]) -> Seen:
        """What it sees in images ``(n, channels, height, width)``; raises ``DataError`` for another size."""
        blocks = list(self.stream(images))
        return Seen(
            np.concatenate([block.features for block in blocks]),
            np.concatenate([block.named for block in blocks]),
        )

    def stream(self, images: NDArray[np.uint8]) -> Iterator[Seen]:
        """The same in blocks of 100 pictures."""
        image = self.card.image
        if len(images) == 0 or images.shape[1:] != (image.channels, image.height, image.width):
            raise DataError(
                f"{self.card.title} looks at pictures of {image.channels} × {image.height} × {image.width}, "
                f"not at {' × '.join(map(str, images.shape))}."
            )
        for first in range(0, len(images), BLOCK):
            block = to_network(images[first : first + BLOCK], image)
            features = self._features.run({"image": block})["features"]
            yield Seen(features.astype(np.float64), self._named(features))

    def _named(self, features: NDArray[np.float32]) -> Labels:
        if self._scores is None:
            return np.full(len(features), -1)
        scores = self._scores.run({"features": features})["scores"]
        return np.asarray(scores.argmax(axis=1), dtype=np.int64)


def worth(card: Card) -> str:
    """What features of the user's own pictures are called, and what they are worth."""
    data, measured = card.title.partition(" of ")[2], card.measured
    if card.labels:
        right = f" (held-out accuracy {measured['accuracy']:.2f})" if "accuracy" in measured else ""
        return f"a classifier of {data}{right}"
    left = measured.get("unexplained")
    explains = "" if left is None else f" (it explains {1 - left:.0%} of held-out variance)"
    return f"an autoencoder of {data}{explains}"


def balanced(labels: NDArray[np.integer]) -> NDArray[np.intp]:
    """Indices that take one picture of each class after another, so that every beginning is balanced.

    Pictures are made one class after another too: sets to compare should not differ in their classes by
    chance.
    """
    rank = np.empty(len(labels), dtype=np.int64)
    for label in np.unique(labels):
        place = np.flatnonzero(labels == label)
        rank[place] = np.arange(len(place))
    return np.lexsort((labels, rank))
