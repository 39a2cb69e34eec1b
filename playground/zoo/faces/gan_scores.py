"""What a GAN of faces draws and what its layers carry, by exact reading, as anybody can repeat."""

from __future__ import annotations

import argparse
import functools
import sys
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from playground.core.errors import RecipeError
from playground.core.noise import standard_normal
from playground.core.regular_files import named
from playground.evaluate import faces
from playground.evaluate.faces import Read, Share
from playground.faces.factors import COLUMN, FACTORS, VALUES, Codes
from playground.faces.sampling import learnable, show_held_out_pair
from playground.faces.seen import visible_part
from playground.paradigms.gan_images.card import Gan
from playground.paradigms.gan_images.players import Floats, Images, Players
from playground.zoo.faces.measuring import as_json, opened, write_numbers

_REFERENCE_SEED, _REFERENCE = 1, 400_000
_PERFECT_SEED = 3
_COVERAGE_BLOCK = 20_000

Counts = NDArray[np.int64]


class Covered(msgspec.Struct, frozen=True):
    """How many of all values, and of all pairs of values, that models could learn are seen at least once.

    ``held_out`` is how many pictures show a pair that no model learned.
    """

    values: Share
    pairs: Share
    held_out: Share


class Carried(msgspec.Struct, frozen=True):
    """Of mixtures whose two faces differ in a factor, how many have the value of each, and of neither."""

    first: int
    later: int
    neither: int


def covered(codes: Codes) -> Covered:
    """What faces ``(n, factors)`` show of all that models could learn."""
    found, possible = together(codes) > 0, _possible()
    once = np.eye(len(found), dtype=np.bool_)
    twice = np.triu(possible & ~once)
    return Covered(
        Share(int((found & possible & once).sum()), int((possible & once).sum())),
        Share(int((found & twice).sum()), int(twice.sum())),
        Share(int(show_held_out_pair(codes).sum()), len(codes)),
    )


def of_perfect_sampler(count: int) -> Covered:
    """What as many faces show that come as often as those that models learn from."""
    return covered(learnable(_PERFECT_SEED, count))


def together(codes: Codes) -> Counts:
    """How many faces show each value beside each other one ``(values, values)``, of all factors in order."""
    values = sum(len(VALUES[factor]) for factor in FACTORS)
    found = np.zeros((values, values), np.int64)
    for start in range(0, len(codes), _COVERAGE_BLOCK):
        visible = visible_part(codes[start : start + _COVERAGE_BLOCK])
        shown = np.concatenate(
            [visible[:, [COLUMN[factor]]] == np.arange(len(VALUES[factor])) for factor in FACTORS], axis=1
        ).astype(np.float32)
        found += np.rint(shown.T @ shown).astype(np.int64)
    return found


def carried(first: Read, later: Read, mixed: Read) -> dict[str, Carried]:
    """Whose value mixtures show of each factor, where both faces and the mixture show one and they differ."""
    found = {}
    for factor in FACTORS:
        one, two, both = (each.codes[:, COLUMN[factor]] for each in (first, later, mixed))
        shown = (first.seen & later.seen & mixed.seen)[:, COLUMN[factor]] & (one != two)
        of_first, of_later = int((shown & (both == one)).sum()), int((shown & (both == two)).sum())
        found[factor] = Carried(of_first, of_later, int(shown.sum()) - of_first - of_later)
    return found


@functools.cache
def _possible() -> NDArray[np.bool_]:
    return np.asarray(together(learnable(_REFERENCE_SEED, _REFERENCE)) > 0)


_BLOCK = 16
_QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which model, and how many pictures."""
    parser.add_argument("model", help="name of a GAN of faces")
    parser.add_argument("--models", type=named, metavar="DIR", help="also look for the model in DIR")
    parser.add_argument("--count", type=int, default=10_000, metavar="N", help="samples (10,000)")
    parser.add_argument("--mixed", type=int, default=500, metavar="N", help="mixtures of each layer (500)")
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="seed of the noise (0)")
    parser.add_argument("--out", type=named, metavar="FILE", help="write the numbers as JSON, too")


def run(args: argparse.Namespace) -> int:
    """Draw, mix and read, and print what was found."""
    gan = FaceGan(args.model, args.models, args.seed)
    found = {"model": args.model, "seed": args.seed, **of_samples(gan, args.count)}
    if gan.layers and args.mixed:
        found |= of_layers(gan, args.mixed)
    write_numbers(as_json(found), args.out)
    return 0


class FaceGan:
    """The generator of a finished model that is told nothing."""

    def __init__(self, model: str, models: Path | None, seed: int) -> None:
        """Raises ``RecipeError`` where the model is no GAN, or is told a label."""
        resources = opened(models)
        card = resources.card(model)
        gan = Gan.of(card)
        if gan is None or gan.classes:
            raise RecipeError(f"{card.title} is no GAN of pictures without labels.")
        self._gan, self._seed = gan, seed
        self._players = Players(model, resources, judged=False)

    @property
    def layers(self) -> int:
        """How many layers take a style of their own; 0 without a mapping."""
        return self._gan.layers

    def codes(self, places: range, stream: str = "generator") -> Floats:
        """The codes of some samples."""
        noise = standard_normal(self._seed, places, (self._gan.latent,), stream)
        return self._players.codes(noise, np.zeros(len(places), np.int64))

    def everywhere(self, codes: Floats) -> Floats:
        """The same style ``(n, style)`` for every layer ``(n, layers, style)``."""
        return self._players.everywhere(codes)

    def paint(self, codes: Floats) -> Images:
        """Pictures of codes, or of one for each layer."""
        blocks = [codes[start : start + _BLOCK] for start in range(0, len(codes), _BLOCK)]
        return np.concatenate(
            [self._players.paint(each, np.zeros(len(each), np.int64))[0] for each in blocks]
        )


def of_samples(gan: FaceGan, count: int) -> dict[str, Any]:
    """How far samples are from faces, how many values and pairs they cover, and how often values come."""
    found = _read(gan.paint(gan.codes(range(count))))
    return {
        "count": count,
        "distances": dict(
            zip(map(str, _QUANTILES), np.quantile(found.distances, _QUANTILES).round(2).tolist(), strict=True)
        ),
        "covered": covered(found.codes),
        "covered_by_a_perfect_sampler": of_perfect_sampler(count),
        "variation": {
            factor: [round(faces.variation(found, factor), 4), round(faces.variation_floor(factor, count), 4)]
            for factor in FACTORS
        },
    }


def of_layers(gan: FaceGan, count: int) -> dict[str, Any]:
    """Whose values mixtures show that take the second face's style from each layer on.

    ``carried`` is what each layer adds to the share of the second face's values as it is given its style.
    """
    first, later = (gan.codes(range(count), stream) for stream in ("mixed", "mixed later"))
    one, two = gan.everywhere(first), gan.everywhere(later)
    ends = _read(gan.paint(one)), _read(gan.paint(two))
    shares: dict[str, list[float]] = {factor: [1.0] for factor in FACTORS}
    mixtures = {}
    for layer in range(1, gan.layers):
        styles = np.concatenate([one[:, :layer], two[:, layer:]], axis=1)
        found = carried(*ends, _read(gan.paint(styles)))
        mixtures[f"from layer {layer + 1} on"] = found
        for factor, each in found.items():
            counted = each.first + each.later + each.neither
            shares[factor].append(each.later / counted if counted else 0.0)
    added = {
        factor: [
            round(float(before - after), 4) for before, after in zip(each, [*each[1:], 0.0], strict=True)
        ]
        for factor, each in shares.items()
    }
    return {"mixed": count, "mixtures": mixtures, "carried": added}


def _read(images: Images) -> Read:
    sys.stderr.write(f"{len(images):,} pictures are read\n")
    return faces.read(images)
