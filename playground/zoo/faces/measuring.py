"""What a network that is told factors of faces draws, by exact axes: one command that anybody can repeat."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from playground.core import folders
from playground.core.regular_files import named
from playground.core.resources import Placement, Resources
from playground.evaluate import faces
from playground.export.atomic import write_file
from playground.faces.differences import valid_below
from playground.faces.factors import COLUMN, FACTORS, VALUES, Codes, factor_codes, left_open
from playground.faces.sampling import Pair, held_out, held_out_pairs, sample, show_held_out_pair
from playground.faces.seen import seen
from playground.gaussian import grids, samplers
from playground.gaussian.levels import Denoiser
from playground.gaussian.models import Guided
from playground.paradigms.cards import rules
from playground.paradigms.denoising.network import DenoisingNetwork
from playground.runtimes.resources import open_resources

_BLOCK = 64
_TOLD_SEED = 77
_PAIRS_SEED = 78


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What is measured, and how it is drawn."""
    parser.add_argument("model", help="name of a model that is told factors of faces")
    parser.add_argument("--models", type=named, metavar="DIR", help="also look for the model in DIR")
    parser.add_argument(
        "--count", type=int, default=10_000, metavar="N", help="pictures of each kind (10,000)"
    )
    add_drawing(parser)


def add_drawing(parser: argparse.ArgumentParser) -> None:
    """How pictures are drawn, and where the numbers go."""
    parser.add_argument(
        "--sampler", default="ab2", choices=("euler", "ab2"), help="one evaluation a step (ab2)"
    )
    parser.add_argument("--steps", type=int, default=20, metavar="N", help="steps, one evaluation each (20)")
    parser.add_argument(
        "--guidance", type=float, default=1.0, metavar="X", help="scale; others cost twice (1)"
    )
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="seed of the noise (0)")
    parser.add_argument("--out", type=named, metavar="FILE", help="write the numbers as JSON, too")


def run(args: argparse.Namespace) -> int:
    """Draw and read, and print what was found."""
    resources = opened(args.models)
    network = DenoisingNetwork(args.model, resources)
    found = {
        "model": args.model, "sampler": args.sampler, "steps": args.steps, "guidance": args.guidance,
        "seed": args.seed, **of_open(network, args), **of_told(network, args), **of_pairs(network, args),
    }  # fmt: skip
    write_numbers(as_json(found), args.out)
    return 0


def opened(models: Path | None) -> Resources:
    """The models at hand, also those of another folder."""
    places = folders.model_folders((models,) if models else ())
    return open_resources(places, rules(), Placement(), _notice)


def as_json(found: object) -> str:
    """Numbers as JSON, shares with their intervals."""
    return msgspec.json.format(msgspec.json.encode(_plain(found)), indent=1).decode()


def write_numbers(text: str, out: Path | None) -> None:
    """Print numbers, and write them to a file where one is named."""
    if out:
        write_file(out, text.encode(), overwrite=True)
    sys.stdout.write(f"{text}\n")


def tell_progress(done: int, count: int, things: str, began: float) -> None:
    """Say on stderr how many of so many are done, and about how long the others take."""
    left = (time.monotonic() - began) / done * (count - done)
    sys.stderr.write(f"\r{done:,} of {count:,} {things}, {left / 60:.0f} minutes left ")


def of_open(network: DenoisingNetwork, args: argparse.Namespace) -> dict[str, Any]:
    """Pictures that are told nothing: how far from faces, and how often each value comes."""
    found = _read(network, left_open(args.count), args)
    variations = {
        factor: (faces.variation(found, factor), faces.variation_floor(factor, args.count))
        for factor in FACTORS
    }
    return {
        **distances("open", found),
        "open_variation": {name: [round(each, 4) for each in both] for name, both in variations.items()},
        "open_with_held_out_pair": _share(show_held_out_pair(found.codes)),
    }


def of_told(network: DenoisingNetwork, args: argparse.Namespace) -> dict[str, Any]:
    """Pictures that are told some factors of faces that no model learned, though all pairs in them were."""
    codes = sample(_TOLD_SEED, 4 * args.count)
    codes = codes[held_out(codes) & ~show_held_out_pair(codes)][: args.count]
    if len(codes) < args.count:
        codes = np.resize(codes, (args.count, codes.shape[1]))
    generator = np.random.default_rng(_TOLD_SEED)
    shown = seen(codes) & (generator.random(codes.shape) < generator.random((len(codes), 1)))
    asked = factor_codes(codes, shown)
    found = _read(network, asked, args)
    right = faces.all_right(found, asked)
    return {
        "told_right": faces.conditioned_right(found, asked),
        "told_all_right": _share(right),
        "told_all_right_by_skin": dict(faces.by_skin(found, right)),
        **distances("told", found),
    }


def of_pairs(network: DenoisingNetwork, args: argparse.Namespace) -> dict[str, Any]:
    """Pictures that are told two values alone: held-out pairs, and learned ones of the same factors."""
    generator = np.random.default_rng(_PAIRS_SEED)
    held, beside = [], []
    for pair in held_out_pairs():
        held.append(pair)
        beside.append(_seen_pair(pair, generator))
    each = max(1, args.count // len(held))
    result: dict[str, Any] = {}
    for name, pairs in (("held_out_pairs", held), ("seen_pairs", beside)):
        asked = np.concatenate([_asked(pair, each) for pair in pairs])
        found = _read(network, asked, args)
        result[name] = {str(pair): faces.both_right(found, pair, asked) for pair in pairs}
        result[f"{name}_all"] = _share(faces.all_right(found, asked))
    return result


def distances(name: str, found: faces.Read) -> dict[str, Any]:
    """How far pictures are from the nearest face (RMS, in levels), and how many are valid faces."""
    return {
        f"{name}_distances": np.quantile(found.distances, (0.05, 0.5, 0.95)).round(2).tolist(),
        f"{name}_valid": _share(found.distances < valid_below()),
    }


def _seen_pair(pair: Pair, generator: np.random.Generator) -> Pair:
    """Another pair of the same factors that some style has, and that is not held out."""
    codes = sample(_PAIRS_SEED, 20_000)
    codes = codes[~held_out(codes) & seen(codes)[:, [COLUMN[pair.factor], COLUMN[pair.other]]].all(axis=1)]
    row = codes[generator.integers(len(codes))]
    values = (VALUES[factor][row[COLUMN[factor]]] for factor in (pair.factor, pair.other))
    first, second = values
    return Pair(pair.factor, first, pair.other, second)


def _asked(pair: Pair, count: int) -> NDArray[np.int64]:
    asked = left_open(count)
    asked[:, COLUMN[pair.factor]] = VALUES[pair.factor].index(pair.value)
    asked[:, COLUMN[pair.other]] = VALUES[pair.other].index(pair.other_value)
    return asked


def _read(network: DenoisingNetwork, asked: NDArray[np.int64], args: argparse.Namespace) -> faces.Read:
    """Draw what is asked for, and read it; progress is told on stderr."""
    began, blocks = time.monotonic(), []
    for start in range(0, len(asked), _BLOCK):
        blocks.append(faces.read(_drawn(network, asked[start : start + _BLOCK], start, args)))
        tell_progress(start + len(blocks[-1].codes), len(asked), "pictures", began)
    sys.stderr.write("\n")
    codes: Codes = np.concatenate([block.codes for block in blocks])
    return faces.Read(codes, np.concatenate([block.distances for block in blocks]), seen(codes))


def _drawn(
    network: DenoisingNetwork, asked: NDArray[np.int64], first: int, args: argparse.Namespace
) -> NDArray[np.uint8]:
    """Pictures of noises from ``first`` on that are told what is asked."""
    model: Denoiser = network.conditioned({"factors": asked})
    if args.guidance != 1:
        model = Guided(model, network.conditioned({"factors": left_open(len(asked))}), args.guidance)
    x = network.start(args.seed, range(first, first + len(asked)))
    times = grids.times("uniform", network.path, args.steps)
    for step in samplers.sample(args.sampler, model, x, network.path, times):
        x = step.x
    return np.rint((x.clip(-1, 1) + 1) * 127.5).astype(np.uint8)


def _notice(sentence: str) -> None:
    sys.stderr.write(f"playground: {sentence}\n")


def _share(right: NDArray[np.bool_]) -> faces.Share:
    return faces.Share(int(right.sum()), len(right))


def _plain(value: Any) -> Any:
    """Records as dictionaries, and shares with their intervals."""
    if isinstance(value, faces.Share):
        interval = [round(end, 4) for end in value.interval]
        return {"right": value.right, "count": value.count, "interval": interval}
    if isinstance(value, msgspec.Struct):
        return _plain(msgspec.structs.asdict(value))
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    return [_plain(each) for each in value] if isinstance(value, (list, tuple)) else value
