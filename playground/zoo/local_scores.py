"""How much of a network's samples the local answer foretells, by windows that were chosen on other noises."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.core.errors import RecipeError
from playground.core.noise import generator
from playground.core.regular_files import named
from playground.core.resources import Resources
from playground.gaussian.local import NOISE, LocalPictures, ladder, share_of_noise
from playground.gaussian.noise import KeyedNoise
from playground.paradigms.denoising.answers import ROWS, Answers, answers, correlation, known_to
from playground.paradigms.denoising.display import Display
from playground.paradigms.denoising.network import DenoisingNetwork
from playground.paradigms.denoising.walks import labels_of, plan, walk
from playground.zoo.faces.measuring import as_json, opened, write_numbers

_CHOOSING, _JUDGING = 20_000, 10_000
"""First seeds of the noises on which windows are chosen, and of those on which they are judged: each label
and each block of pictures has its own."""
_RESAMPLES = 2_000
_AT_ONCE = 10

Floats = NDArray[np.float64]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which model, and how many noises."""
    parser.add_argument("model", help="a denoiser of pixels whose data are known or held out")
    parser.add_argument("--models", type=named, metavar="DIR", help="also look for the model in DIR")
    parser.add_argument("--noises", type=int, default=100, metavar="N", help="noises to judge by (100)")
    parser.add_argument(
        "--choose", type=int, default=50, metavar="N", help="other noises to choose windows on (50)"
    )
    parser.add_argument("--steps", type=int, default=20, metavar="N", help="steps of a sample (20)")
    parser.add_argument("--out", type=named, metavar="FILE", help="write the numbers as JSON, too")


def run(args: argparse.Namespace) -> int:
    """Choose windows, then judge them."""
    resources = opened(args.models)
    windows, curve = calibrated(args.model, resources, args.choose, args.steps)
    found = judged(args.model, resources, args.noises, args.steps, windows)
    write_numbers(
        as_json({"model": args.model, "windows": windows, "r2_of_windows": curve, **found}), args.out
    )
    return 0


def calibrated(
    model: str, resources: Resources, noises: int, steps: int
) -> tuple[tuple[int, ...], dict[str, list[float]]]:
    """At each share of noise the side by which the median of r² to the network's predicted data is highest,
    and these medians by side."""
    network, display = DenoisingNetwork(model, resources), Display(model, resources)
    sides = ladder(*display.shape[1:])
    how = plan(network, "euler", steps, "uniform")
    shares = np.array([share_of_noise(network.path.level(t)) for t in how.times])
    # Without noise the answer is not asked.
    nearest = [int(np.where(shares > 0, np.abs(shares - share), np.inf).argmin()) for share in NOISE]
    found: dict[int, list[Floats]] = {at: [] for at in nearest}
    for label, count in _portions(network.denoising.classes, noises):
        local = LocalPictures(display.encode(known_to(network, label, resources).pictures))
        seed = _CHOOSING + label
        start = network.start(seed, range(count))
        answer = network.model(labels_of(label, count, network.denoising.classes))
        for step in walk(network, how, answer, start, KeyedNoise(seed, range(count))):
            if step.index in found:
                network_says = _flat(step.data)
                said = [local(np.asarray(step.x), step.level, side).data for side in sides]
                found[step.index].append(np.stack([correlation(_flat(each), network_says) for each in said]))
    medians = {at: np.nanmedian(np.concatenate(each, axis=1), axis=1) for at, each in found.items()}
    windows = tuple(sides[int(medians[at].argmax())] for at in nearest)
    curve = {f"{share:g}": medians[at].tolist() for share, at in zip(NOISE, nearest, strict=True)}
    return windows, {"sides": list(map(float, sides)), **curve}


def judged(
    model: str, resources: Resources, noises: int, steps: int, windows: tuple[int, ...]
) -> dict[str, Any]:
    """Medians of r² to the network's samples, each answer on its own trajectory, beside the mean of the known
    pictures and the network's sample of another noise; and by how much the local answer is above each."""
    network, display = DenoisingNetwork(model, resources), Display(model, resources)
    rows: dict[str, list[Floats]] = {}
    for label, count in _portions(network.denoising.classes, noises):
        mean = display.encode(known_to(network, label, resources).pictures).mean(axis=0)
        for first in range(0, count, _AT_ONCE):
            recipe = Answers(
                model=model, steps=steps, windows=windows, label=label,
                seed=_JUDGING + label + 1_000 * (first // _AT_ONCE), count=min(_AT_ONCE, count - first),
            )  # fmt: skip
            *_, last = answers(recipe, resources)
            arrays = last.arrays
            samples = _flat(display.encode(np.asarray(arrays["answers"])[0, -1]))
            for name, values in zip(ROWS, np.asarray(arrays["r2"])[:, -1], strict=False):
                rows.setdefault(name, []).append(np.asarray(values, dtype=np.float64))
            rows.setdefault("mean", []).append(correlation(samples, _flat(mean[None])))
            rows.setdefault("another noise", []).append(np.asarray(arrays["chance"])[-1].astype(np.float64))
    found = {name: np.concatenate(values) for name, values in rows.items() if name != ROWS[0]}
    local = found[ROWS[1]]
    return {
        "noises": len(local),
        "r2": {name: _median(values) for name, values in found.items()},
        "local_above": {name: _median(local, values) for name, values in found.items() if name != ROWS[1]},
    }


def _portions(classes: int, noises: int) -> Iterator[tuple[int, int]]:
    """Labels, and how many of the noises each has; one label where there are none."""
    for label in range(max(classes, 1)):
        count = len(range(label, noises, max(classes, 1)))
        if count:
            yield label, count


def _median(values: Floats, less: Floats | None = None) -> dict[str, float]:
    """The median of values over noises, or that of one answer less that of another for the same noises, with
    an interval of the bootstrap over noises."""
    both = np.stack([values, np.zeros_like(values) if less is None else less])
    if np.isnan(both).any():
        raise RecipeError("One of the pictures is the same everywhere: r² is not defined.")

    def difference(chosen: NDArray[np.intp]) -> Floats:
        medians = np.median(both[:, chosen], axis=-1)
        return np.asarray(medians[0] - medians[1])

    drawn = generator(0, len(values), "bootstrap").integers(len(values), size=(_RESAMPLES, len(values)))
    low, high = np.percentile(difference(drawn), (2.5, 97.5))
    return {"median": float(difference(np.arange(len(values)))), "low": float(low), "high": float(high)}


def _flat(pictures: NDArray[Any]) -> Floats:
    return np.asarray(pictures, dtype=np.float64).reshape(len(pictures), -1)
