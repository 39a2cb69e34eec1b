"""DDPM's three variances on eight Gaussians with the exact denoiser, and what the lesson on them says."""

from __future__ import annotations

import functools
import itertools
import math
import tomllib
from typing import Any

import numpy as np
import pytest

from playground.core.folders import assets
from playground.gaussian.planar import discover
from playground.paradigms.lab.fields import DRAWN
from playground.paradigms.lab.source import source_of
from playground.paradigms.plane import walks
from playground.paradigms.plane.fields import ExactField
from playground.paradigms.plane.recipes import DiffusionLab, FlowLab, PathName
from playground.paradigms.plane.setting import path_of
from tests.gaussian.support import result
from tests.support.blobs import CENTRES, POINTS, Variance, drawn, width

VARIANCES: tuple[Variance, ...] = ("posterior", "analytic", "forward")
STEPS = (20, 50, 200)
DATA = 0.12


@functools.cache
def estimated(variance: Variance, steps: int, seed: int = 1) -> tuple[float, float]:
    """The same without the program: Ho's schedule in whole steps, the mixture and its denoiser."""
    random = np.random.default_rng(seed)
    bars = np.concatenate([[1.0], np.cumprod(1 - np.linspace(1e-4, 0.02, 1000))])
    last = int(np.flatnonzero(bars >= 1e-4)[-1])
    grid = [*np.rint(np.linspace(last, 1, steps)).astype(int), 0]

    def guess(x: np.ndarray, bar: float) -> np.ndarray:
        whole = bar * DATA**2 + 1 - bar
        # All centres are as far from the middle, so that the nearest is the one that x points at.
        logits = math.sqrt(bar) / whole * x @ CENTRES.T
        chances = np.exp(logits - logits.max(1, keepdims=True))
        chances /= chances.sum(1, keepdims=True)
        gain = math.sqrt(bar) * DATA**2 / whole
        return np.asarray((1 - gain * math.sqrt(bar)) * chances @ CENTRES + gain * x)

    x = random.standard_normal((POINTS, 2))
    for noisy, clean in itertools.pairwise(grid):
        bar, before = bars[noisy], bars[clean]
        beta = 1 - bar / before
        small = beta * (1 - before) / (1 - bar)
        error = 0.0
        if variance == "analytic":
            data = CENTRES[random.integers(8, size=20_000)] + DATA * random.standard_normal((20_000, 2))
            seen = math.sqrt(bar) * data + math.sqrt(1 - bar) * random.standard_normal(data.shape)
            error = ((data - guess(seen, bar)) ** 2).mean()
        share = math.sqrt(before) * beta / (1 - bar)
        mean = share * guess(x, bar) + math.sqrt(bar / before) * (1 - before) / (1 - bar) * x
        best = small + share**2 * error
        chosen = {"posterior": small, "forward": beta if clean else 0.0, "analytic": best}[variance]
        x = mean + math.sqrt(chosen) * random.standard_normal(x.shape)
    return width(x)


@pytest.mark.parametrize("steps", STEPS)
@pytest.mark.parametrize("variance", VARIANCES)
def test_the_blobs_are_as_wide_as_another_program_draws_them(variance: Variance, steps: int) -> None:
    (found, error), (known, other) = drawn(variance, steps), estimated(variance, steps)
    # Times between whole steps move the width by less than a hundredth.
    assert abs(found - known) < 4.5 * math.hypot(error, other) + 0.01 * known


@pytest.mark.parametrize("steps", STEPS)
def test_the_best_variance_comes_nearest_to_the_data(steps: int) -> None:
    low, best, high = (drawn(variance, steps)[0] for variance in VARIANCES)
    assert low < DATA < high
    assert abs(best - DATA) < min(DATA - low, high - DATA)


@pytest.mark.parametrize("path", ["linear", "vp-cosine"])
@pytest.mark.parametrize("data", [*(each.name for each in discover()), DRAWN])
def test_the_best_variance_is_known_for_all_data_and_on_all_paths(data: str, path: PathName) -> None:
    """From pure noise, where nothing of the data is left in x, to the data; in one step it has their size."""
    drawing = np.random.default_rng(0).uniform(-2, 2, (600, 2)).astype("<f4").tobytes()
    lab = FlowLab(data=data, drawing=drawing, path=path, sampler="ddpm", variance="analytic", steps=1)
    source, road = source_of(lab), path_of(lab)
    choice = walks.choose(lab, road, "denoiser", source.mmse)
    ends = result(walks.walk(ExactField(source.exact), choice, road, walks.Starts(0), 1000)).positions[-1]
    own = source.draw(np.random.default_rng(1), 20_000).var(0).mean()
    assert ends.var(0).mean() == pytest.approx(own, rel=0.12)


def said(kind: str, key: str, name: str) -> dict[str, Any]:
    """The lesson or the claim about diffusion of this name."""
    text = (assets() / f"{kind}s" / "diffusion.toml").read_text(encoding="utf-8")
    (found,) = (each for each in tomllib.loads(text)[kind] if each[key] == name)
    return found


def lesson() -> dict[str, Any]:
    return said("lesson", "id", "two-variances")


def test_the_lesson_sets_the_walk_that_it_counts_on() -> None:
    run = lesson()["preset"]["lab"]["run"]
    start = DiffusionLab(sampler="ddpm", variance="posterior", steps=20)
    assert run.pop("data") == start.data
    del run["start"]  # The network with which it begins is not asked.
    assert all(getattr(start, name) == value for name, value in run.items())


@pytest.mark.parametrize("steps", STEPS)
@pytest.mark.parametrize("variance", VARIANCES)
def test_what_the_lesson_claims_is_what_another_program_draws(variance: Variance, steps: int) -> None:
    known, error = estimated(variance, steps)
    claimed = said("claim", "name", f"width-{variance}-{steps}")["value"]
    assert abs(claimed - known) < 0.005 + 4.5 * error + 0.01 * known
    assert f"{{claim:width-{variance}-{steps}}}" in lesson()["answer"] + lesson().get("more", "")
