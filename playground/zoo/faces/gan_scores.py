"""What a GAN of faces draws and what its layers carry, by exact reading, as anybody can repeat."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

import numpy as np

from playground.core import folders
from playground.core.errors import RecipeError
from playground.core.noise import standard_normal
from playground.core.resources import Placement
from playground.evaluate import face_coverage, faces
from playground.evaluate.faces import Read
from playground.faces.factors import FACTORS
from playground.paradigms.cards import rules
from playground.paradigms.gan_images.card import Gan
from playground.paradigms.gan_images.players import Floats, Images, Players
from playground.runtimes.resources import open_resources
from playground.zoo.faces.measuring import as_json, write_numbers

_BLOCK = 16
_QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which model, and how many pictures."""
    parser.add_argument("model", help="name of a GAN of faces")
    parser.add_argument("--models", type=Path, metavar="DIR", help="also look for the model in DIR")
    parser.add_argument("--count", type=int, default=10_000, metavar="N", help="samples (10,000)")
    parser.add_argument("--mixed", type=int, default=500, metavar="N", help="mixtures of each layer (500)")
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="seed of the noise (0)")
    parser.add_argument("--out", type=Path, metavar="FILE", help="write the numbers as JSON, too")


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
        places = folders.model_folders((models,) if models else ())
        resources = open_resources(places, rules(), Placement(), _notice)
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
        "covered": face_coverage.covered(found.codes),
        "covered_by_a_perfect_sampler": face_coverage.of_perfect_sampler(count),
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
        found = face_coverage.carried(*ends, _read(gan.paint(styles)))
        mixtures[f"from layer {layer + 1} on"] = found
        for factor, each in found.items():
            counted = each.first + each.later + each.neither
            shares[factor].append(each.later / counted if counted else 0.0)
    carried = {
        factor: [
            round(float(before - after), 4) for before, after in zip(each, [*each[1:], 0.0], strict=True)
        ]
        for factor, each in shares.items()
    }
    return {"mixed": count, "mixtures": mixtures, "carried": carried}


def _read(images: Images) -> Read:
    sys.stderr.write(f"{len(images):,} pictures are read\n")
    return faces.read(images)


def _notice(sentence: str) -> None:
    sys.stderr.write(f"playground: {sentence}\n")
