"""How near networks of the small world are to the best answer of all faces, and of those they learned.

Of noisy faces that no network of a half learned: the distance of the predicted data to the population's
answer and to the memoriser's (RMS, in [−1, 1]). Of samples: how many are faces of the world, and of how many
the nearest face is one that was learned.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from playground.core.errors import CardError
from playground.core.noise import standard_normal
from playground.core.regular_files import named
from playground.core.resources import Session
from playground.evaluate.intervals import clopper_pearson
from playground.export.atomic import write_file
from playground.faces import small
from playground.faces.differences import valid_below
from playground.gaussian import grids, samplers
from playground.gaussian.card import Denoising
from playground.gaussian.finite import ManyPictures
from playground.gaussian.levels import Denoiser, Level, Pair, mix
from playground.gaussian.paths import Linear
from playground.gaussian.predictions import to_pair
from playground.zoo.faces.measuring import opened

_TIMES = (0.3, 0.5, 0.7, 0.9)
_BLOCK = 64
_NEAR = 6.0
"""RMS in levels within which a picture's face can be told by eye; valid ones are nearer."""

Floats = NDArray[np.float32]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which networks, and how many pictures."""
    parser.add_argument("--models", type=named, metavar="DIR", help="also look for the networks in DIR")
    parser.add_argument("--count", type=int, default=1024, metavar="N", help="pictures of each kind (1,024)")
    parser.add_argument("--steps", type=int, default=20, metavar="N", help="steps of a sample (20)")
    parser.add_argument("--out", type=named, metavar="FILE", help="write the numbers as JSON, too")


def run(args: argparse.Namespace) -> int:
    """Measure every network of the small world that is there, at every moment that is kept."""
    resources = opened(args.models)
    pictures = scaled(small.images())
    population = ManyPictures(pictures)
    found: list[dict[str, Any]] = []
    for count, other in (*((each, False) for each in small.TRAINING_SIZES), (small.TRAINING_SIZES[-1], True)):
        name = f"faces-small-{count}" + "-other" * other
        try:
            card = resources.card(name)
        except CardError:
            continue
        denoising = Denoising.of(card)
        parts = [
            *(f"denoiser-{moment.step}" for moment in (denoising.earlier if denoising else ())),
            "denoiser",
        ]
        learned = small.training_set(count, other=other)
        for part in parts:
            network = _network(resources.session(name, part))
            row = {"model": name, "part": part, "learned": count}
            row |= dict(_answers(network, pictures, learned, population, args.count))
            row |= _samples(network, learned, args)
            found.append(row)
            sys.stdout.write(msgspec.json.encode(row).decode() + "\n")
            sys.stdout.flush()
    if args.out:
        write_file(args.out, msgspec.json.format(msgspec.json.encode(found), indent=1), overwrite=True)
    return 0


def scaled(images: NDArray[np.uint8]) -> Floats:
    """Pictures from −1 to 1."""
    return (images / np.float32(127.5) - 1).astype(np.float32)


def _network(session: Session) -> Denoiser:
    def answer(x: Floats, level: Level) -> Pair:
        time = np.full(len(x), level.t, dtype=np.float32)
        return to_pair("velocity", session.run({"x": x, "time": time})["prediction"], x, level)

    return answer


def _answers(
    network: Denoiser, pictures: Floats, learned: NDArray[np.int64], population: ManyPictures, count: int
) -> Iterator[tuple[str, dict[str, float]]]:
    """Distances of the network's answers to both others, for faces that no set of the same half has."""
    memoriser = ManyPictures(pictures[learned])
    half = len(small.order()) // 2
    unseen = small.order()[small.TRAINING_SIZES[-1] : half][:count]
    drawn = standard_normal(0, range(len(unseen)), (3, small.SIDE, small.SIDE), "small world")
    for t in _TIMES:
        level = Linear().level(t)
        sums = np.zeros(3)
        for start in range(0, len(unseen), _BLOCK):
            block = slice(start, start + _BLOCK)
            x = mix(pictures[unseen[block]], drawn[block], level).astype(np.float32)
            said, best, heart = network(x, level).data, population(x, level).data, memoriser(x, level).data
            sums += [((one - two) ** 2).sum() for one, two in ((said, best), (said, heart), (best, heart))]
        rms = np.sqrt(sums / (len(unseen) * pictures[0].size)).round(4)
        yield f"t={t}", dict(zip(("to_population", "to_memoriser", "between"), rms.tolist(), strict=True))


def _samples(network: Denoiser, learned: NDArray[np.int64], args: argparse.Namespace) -> Mapping[str, Any]:
    """Of samples the share that are valid faces, or near one, and whose nearest face it learned."""
    times = grids.times("uniform", Linear(), args.steps)
    world = small.images().reshape(len(small.images()), -1).astype(np.float32)
    squares = np.einsum("fp,fp->f", world, world)
    nearest, distances = [], []
    for start in range(0, args.count, _BLOCK):
        x = standard_normal(
            1, range(start, min(start + _BLOCK, args.count)), (3, small.SIDE, small.SIDE), "start"
        )
        for step in samplers.sample("ab2", network, x, Linear(), times):
            x = step.x
        levels = np.rint((x.clip(-1, 1) + 1) * 127.5).reshape(len(x), -1).astype(np.float32)
        squared = squares - 2 * levels @ world.T + np.einsum("np,np->n", levels, levels)[:, None]
        nearest.append(squared.argmin(axis=1))
        distances.append(np.sqrt(np.maximum(squared.min(axis=1), 0) / world.shape[1]))
    faces, far = np.concatenate(nearest), np.concatenate(distances)
    valid = far < valid_below(small.SIDE, small.WORLD)
    return {
        "valid": _share(valid),
        "near": _share(far < _NEAR),
        "copies": _share(np.isin(faces, learned)),
        "by_chance": len(learned) / len(world),
        "median_distance": float(np.median(far)),
        "different": len(np.unique(faces)),
    }


def _share(right: NDArray[np.bool_]) -> list[float]:
    """How many of how many, and the interval of 95 %."""
    return [int(right.sum()), len(right), *clopper_pearson(int(right.sum()), len(right))]
