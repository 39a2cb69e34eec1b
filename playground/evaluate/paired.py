"""Pictures from words held against real ones: does a drawing show what its prompt says, and in that style?

A contrastive model makes vectors of pictures. A drawing agrees with its prompt where the real picture of the
same thing in the same style is among the nearest of all real ones of that style.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from playground.core.captioned import Captioned, CaptionedImages, together
from playground.core.cards import Card
from playground.core.noise import generator
from playground.core.resources import Resources
from playground.evaluate.compositions import of_other_styles
from playground.evaluate.contrastive import Contrastive
from playground.evaluate.distances import moments
from playground.evaluate.features import BLOCK, Features, Seen, balanced
from playground.evaluate.measures import Pictures, measure_sets
from playground.evaluate.picture_yardstick import HeldOutFeatures, PictureYardstick
from playground.evaluate.prompts import order_of, prompts_of
from playground.evaluate.reference import KEPT, Facts, Reference
from playground.evaluate.report import Measure
from playground.evaluate.retrieval import MOST, ranks_within, share

AGREEMENT = "agreement"
_NOISE = "pictures of noise"
_ORDER = 23


class PairFeatures:
    """A contrastive model as one in whose features pictures are compared; it names no classes.

    Features are its vectors, as long as their numbers are many: the kernel's x·y/d is then their cosine.
    """

    def __init__(self, name: str, resources: Resources) -> None:
        """Raises ``CardError``, ``ModelFileError``, ``SessionError``, or ``DataError`` for another model."""
        self._pair = Contrastive(name, resources)
        self.card = self._pair.card

    def look(self, images: NDArray[np.uint8]) -> Seen:
        """What it sees in images ``(n, channels, height, width)``; raises ``DataError`` for another size."""
        vectors = self._pair.look(images).astype(np.float64)
        return Seen(math.sqrt(vectors.shape[1]) * vectors, np.full(len(images), -1))

    def stream(self, images: NDArray[np.uint8]) -> Iterator[Seen]:
        """The same in blocks."""
        for first in range(0, len(images), BLOCK):
            yield self.look(images[first : first + BLOCK])


class WordsYardstick(PictureYardstick):
    """What pictures from words are held against: real ones, as a contrastive model sees them."""

    def __init__(self, pair: PairFeatures, pictures: Captioned) -> None:
        """Looks at all real ``pictures``, which takes a second or two."""
        learned, asked = pictures.learned, order_of(pictures)
        every = together(learned, pictures.held_out)
        vectors = pair.look(every.images).features
        self._vectors, self._styles = vectors, every.labels.astype(np.int64)
        self._things = every.things
        self._positions = len(learned) + asked
        self.prompts = prompts_of(pictures)
        held_out = HeldOutFeatures(vectors[self._positions], self._styles[self._positions])
        super().__init__(pair, _reference(pair.card, learned, vectors[: len(learned)]), held_out)

    @property
    def few(self) -> bool:
        """Too few pictures are held out for a Fréchet distance."""
        return True

    def agreement(self, features: Features, samples: int, repeats: int) -> dict[str, Measure]:
        """How often drawings ``(samples · repeats, d)``, of one prompt after another, show what was asked.

        Intervals are Clopper and Pearson's, of as many trials as prompts.
        """
        numbers = np.arange(len(features)) % len(self.prompts)
        asked = self._positions[numbers]
        right = ranks_within(features, self._vectors, asked, self._styles) < MOST
        return {AGREEMENT: _measure(right, asked, samples, repeats)}

    def of_others(self) -> dict[str, Measure]:
        """The agreement of real pictures of the same things in other styles: as much as can be expected."""
        shown, asked = of_other_styles(self._things, self._positions)
        right = ranks_within(self._vectors[shown], self._vectors, asked, self._styles) < MOST
        return {AGREEMENT: _measure(right, asked, len(shown), 1)}

    def of_noise(self) -> dict[str, Measure]:
        """What pictures of noise come to, one for each prompt: as little as can be expected."""
        count, image = len(self.prompts), self.classifier.card.image
        noise = generator(0, count, _NOISE).integers(0, 256, (count, *image.shape), dtype=np.uint8)
        seen = self.classifier.look(noise)
        pictures = Pictures(features=seen.features, named=seen.named, wanted=np.full(count, -1))
        distance = measure_sets([pictures], self.reference)["kernel_distance"]
        return {**self.agreement(seen.features, count, 1), "kernel_distance": distance}


def _reference(card: Card, learned: CaptionedImages, vectors: Features) -> Reference:
    # Pictures are in the order of what they show: the first are no sample of all.
    order = np.random.Generator(np.random.PCG64(_ORDER)).permutation(len(learned))
    some = order[balanced(learned.labels[order])][:KEPT]
    facts = Facts(data=card.data, images=len(learned), classifier=card.name, classifier_sha256=card.hash)
    return Reference(
        facts=facts,
        moments=moments(vectors),
        features=vectors[some],
        labels=learned.labels[some].astype(np.int64),
    )


def notes_of(
    real: Mapping[str, Measure], noise: Mapping[str, Measure], yardstick: WordsYardstick
) -> Iterator[str]:
    """How agreement is told, in sentences."""
    name, count = yardstick.classifier.card.name, len(yardstick.prompts)
    yield (
        f"Agreement with the words, by {name}: of drawings of {count:,} prompts, held-out pictures in words "
        f"and style, each from a noise of its own, the share whose right real picture is among the {MOST} "
        f"nearest of its style. Real pictures of another style come to {real[AGREEMENT].value:.0%}, pictures "
        f"of noise to {noise[AGREEMENT].value:.1%}. Intervals are Clopper and Pearson’s, "
        "of as many trials as there are prompts."
    )
    yield (
        f"{name} learned that one thing in several styles is the same, so it does not tell how often the "
        "style is the one asked for."
    )


def _measure(hits: NDArray[np.bool_], asked: NDArray[np.int64], samples: int, repeats: int) -> Measure:
    found = share(hits, asked)
    values = tuple(
        float(hits[first : first + samples].mean()) for first in range(0, samples * repeats, samples)
    )
    return Measure(
        value=found.value, low=found.low, high=found.high, samples=samples, repeats=repeats,
        interval="Clopper–Pearson", values=values,
    )  # fmt: skip
