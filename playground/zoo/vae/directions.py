"""Directions of a VAE's latent space that captions name, measured on pictures that it never learned from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeAlias

import msgspec
import numpy as np
from numpy.typing import NDArray
from torch import nn

from playground.core import folders
from playground.core.captioned import CaptionedImages
from playground.core.cards import Card
from playground.core.errors import DataError
from playground.core.noise import generator
from playground.core.pictures import to_levels
from playground.core.resources import Placement
from playground.evaluate.contrastive import Contrastive
from playground.evaluate.intervals import Z, clopper_pearson, mean_within
from playground.evaluate.judge import judge_file, load_judge
from playground.evaluate.vae import decoded, means
from playground.paradigms.cards import rules
from playground.paradigms.vae_images.card import Confirmation, Direction, Directions
from playground.paradigms.words.yardstick import PAIR
from playground.runtimes.resources import open_resources
from playground.runtimes.torch_session import load_network
from playground.zoo.vae.recipe import Named, TrainVae

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


Images: TypeAlias = NDArray[np.uint8]
Codes: TypeAlias = NDArray[np.floating]
Agrees: TypeAlias = Callable[[Images], NDArray[np.float64]]
"""How well each of some pictures agrees with a word."""

STYLES = "the judge of styles"
"""What confirms classes, which the model of pictures and words was never told."""
STEPS = (1.0, 2.0, 3.0)
"""Lengths of a step in those of the vectors, of which the pictures that were learned from choose one."""
_RANDOM = 16
_TRIED, _FEW = 40, 2
"""Pictures, and random directions, by which a step is chosen."""
_DIGITS = 4


class EncodedImages(msgspec.Struct, frozen=True):
    """Captioned pictures, the means of their posteriors, and the names of their classes."""

    images: CaptionedImages
    codes: Codes
    classes: tuple[str, ...]

    def told(self, named: Named) -> Chosen:
        """Those with one of the words, or of the class."""
        if named.words:
            return telling(self.images.captions, named.words)
        return np.asarray(self.images.labels == self.classes.index(named.name))

    def within(self, named: Named) -> Chosen:
        """Those that count."""
        if named.within:
            return telling(self.images.captions, (named.within,))
        return np.ones(len(self.images), bool)


class DirectionTrial(msgspec.Struct, frozen=True):
    """A direction, random ones of its length, and what tells whether a picture shows what it leads to."""

    named: Named
    vector: Codes
    random: Codes
    agrees: Agrees

    def measured(
        self, network: nn.Module, pictures: EncodedImages, step: float, most: int, beside: int
    ) -> Confirmed:
        """What is confirmed of at most so many of the pictures that do not show it yet.

        Raises ``DataError`` where there are none.
        """
        lacking = np.flatnonzero(pictures.within(self.named) & ~pictures.told(self.named))
        if not len(lacking):
            raise DataError(f"Nothing can be measured along “{self.named.name}”: no picture is without it.")
        places = generator(0, len(lacking), "pictures of a direction").permutation(lacking)[:most]
        codes = pictures.codes[places]
        before = self._agreement(network, codes)
        gains = self._agreement(network, codes + step * self.vector) - before
        others = [self._agreement(network, codes + step * other) - before for other in self.random[:beside]]
        return confirmed(gains, np.stack(others, axis=1))

    def _agreement(self, network: nn.Module, codes: Codes) -> NDArray[np.float64]:
        return self.agrees(to_levels(decoded(network, codes.astype(np.float32)).numpy()))


def with_directions(
    recipe: TrainVae, card: Card, folder: Path, learned: CaptionedImages, held_out: CaptionedImages
) -> Card:
    """The card with the recipe's directions, found in the pictures that were learned from.

    Raises ``DataError`` for a word that too few of them tell, and as :class:`Contrastive` without its model.
    """
    network = load_network(card, folder)
    known, unknown = (
        EncodedImages(each, means(network, each.images).astype(np.float64), card.labels)
        for each in (learned, held_out)
    )
    agreeing = _Agreeing(card)
    ways = [_way(named, known, agreeing.of(named)) for named in recipe.directions]
    step = _best_step(ways, network, known)
    found = tuple(
        _direction(way, way.measured(network, unknown, step, len(held_out), _RANDOM)) for way in ways
    )
    return msgspec.structs.replace(card, tables=(Directions(step=step, named=found),))


class _Agreeing:
    """What tells how well pictures agree with a word."""

    def __init__(self, card: Card) -> None:
        resources = open_resources((folders.shipped_models(),), rules(), Placement(), lambda _: None)
        self._classes = card.labels
        self._pair = Contrastive(PAIR, resources)
        self._judge = load_judge(judge_file(card.data))

    def of(self, named: Named) -> Agrees:
        """The cosine with the word, or the log-probability of the class."""
        if named.words:
            (text,) = self._pair.read([(named.name,)])
            return lambda images: agreement(self._pair.look(images), text)
        place = self._classes.index(named.name)
        return lambda images: self._judge.log_probabilities(images)[:, place]


def _way(named: Named, known: EncodedImages, agrees: Agrees) -> DirectionTrial:
    told, within = known.told(named), known.within(named)
    # What ships is rounded, and that is what is measured.
    vector = np.round(direction(known.codes, told, within), _DIGITS)
    random = random_directions(
        known.codes, told, within, float(np.linalg.norm(vector)), _RANDOM,
        generator(0, 0, f"beside {named.name}"),
    )  # fmt: skip
    return DirectionTrial(named, vector, random, agrees)


def _best_step(ways: list[DirectionTrial], network: nn.Module, known: EncodedImages) -> float:
    """The step that is confirmed most often where the model has learned; the smallest of equals."""
    shares = [
        np.mean([way.measured(network, known, step, _TRIED, _FEW).share for way in ways]) for step in STEPS
    ]
    return STEPS[int(np.argmax(shares))]


def _direction(way: DirectionTrial, found: Confirmed) -> Direction:
    share, low, high, chance = (
        round(each, _DIGITS) for each in (found.share, found.low, found.high, found.chance)
    )
    return Direction(
        name=way.named.name,
        within=way.named.within,
        vector=tuple(way.vector.tolist()),
        confirmed=Confirmation(
            by=PAIR if way.named.words else STYLES,
            share=share,
            low=low,
            high=high,
            chance=chance,
            pictures=found.pictures,
        ),
    )
