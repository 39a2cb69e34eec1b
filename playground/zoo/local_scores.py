"""How much of a network's samples the local answer foretells, by windows that were chosen on other noises."""

from __future__ import annotations

import argparse
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.core.errors import RecipeError
from playground.core.noise import generator
from playground.core.regular_files import named
from playground.core.resources import Resources
from playground.gaussian.local import NOISE
from playground.paradigms.denoising.answers import ROWS, Answers, answers, correlation, known_to
from playground.paradigms.denoising.display import Display
from playground.paradigms.denoising.network import DenoisingNetwork
from playground.paradigms.denoising.windows import Calibration, calibration, flat, portions_of
from playground.zoo.faces.measuring import as_json, opened, write_numbers

_JUDGING = 10_000
"""First seed of the noises on which windows are judged: each label and each block of pictures has its own."""
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
    *_, last = calibration(Calibration(model=model, noises=noises, steps=steps), resources)
    windows, sides, medians = (np.asarray(last.arrays[name]) for name in ("windows", "sides", "r2"))
    curve = {f"{share:g}": row.tolist() for share, row in zip(NOISE, medians, strict=True)}
    return tuple(windows.tolist()), {"sides": sides.tolist(), **curve}


def judged(
    model: str, resources: Resources, noises: int, steps: int, windows: tuple[int, ...]
) -> dict[str, Any]:
    """Medians of r² to the network's samples, each answer on its own trajectory, beside the mean of the known
    pictures and the network's sample of another noise; and by how much the local answer is above each."""
    network, display = DenoisingNetwork(model, resources), Display(model, resources)
    rows: dict[str, list[Floats]] = {}
    for label, count in portions_of(network.denoising.classes, noises):
        mean = display.encode(known_to(network, label, resources).pictures).mean(axis=0)
        for first in range(0, count, _AT_ONCE):
            recipe = Answers(
                model=model, steps=steps, windows=windows, label=label,
                seed=_JUDGING + label + 1_000 * (first // _AT_ONCE), count=min(_AT_ONCE, count - first),
            )  # fmt: skip
            *_, last = answers(recipe, resources)
            arrays = last.arrays
            samples = flat(display.encode(np.asarray(arrays["answers"])[0, -1]))
            for name, values in zip(ROWS, np.asarray(arrays["r2"])[:, -1], strict=False):
                rows.setdefault(name, []).append(np.asarray(values, dtype=np.float64))
            rows.setdefault("mean", []).append(correlation(samples, flat(mean[None])))
            rows.setdefault("another noise", []).append(np.asarray(arrays["chance"])[-1].astype(np.float64))
    found = {name: np.concatenate(values) for name, values in rows.items() if name != ROWS[0]}
    local = found[ROWS[1]]
    return {
        "noises": len(local),
        "r2": {name: _median(values) for name, values in found.items()},
        "local_above": {name: _median(local, values) for name, values in found.items() if name != ROWS[1]},
    }


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
