"""DDPM's three variances on eight Gaussians with the exact denoiser, and what the lesson on them says."""

from __future__ import annotations

import functools
import itertools
import math
import re
import tomllib
from typing import Any

import numpy as np
import pytest

from playground.core.folders import assets
from playground.paradigms.plane import walks
from playground.paradigms.plane.fields import ExactField
from playground.paradigms.plane.recipes import DiffusionLab
from playground.paradigms.plane.setting import path_of
from playground.paradigms.plane.source import source_of
from tests.gaussian.support import result

VARIANCES = ("posterior", "analytic", "forward")
STEPS = (20, 50, 200)
DATA, RADIUS = 0.12, 1.5
_ANGLES = np.arange(8) * math.pi / 4
CENTRES = RADIUS * np.stack([np.cos(_ANGLES), np.sin(_ANGLES)], 1)
POINTS, BATCHES = 10_000, 20


def width(points: np.ndarray) -> tuple[float, float]:
    """The deviation of round Gaussian blobs by the median distance from the nearest centre, which the few
    points between blobs hardly change, and its standard error."""
    away = np.hypot(*(points[:, None] - CENTRES).transpose(2, 0, 1)).min(1) / math.sqrt(2 * math.log(2))
    parts = np.median(away.reshape(BATCHES, -1), axis=1)
    return float(np.median(away)), float(parts.std(ddof=1)) / math.sqrt(BATCHES)


@functools.cache
def drawn(variance: str, steps: int) -> tuple[float, float]:
    """The width of the blobs that the lab draws on its exact plane."""
    lab = DiffusionLab(sampler="ddpm", variance=variance, steps=steps, points=POINTS)
    path, source = path_of(lab), source_of(lab)
    choice = walks.choose(lab, path, "denoiser", source.mmse)
    walking = walks.walk(ExactField(source.exact), choice, path, walks.Starts(lab.seed), POINTS)
    return width(result(walking).places[-1])


def estimated(variance: str, steps: int, seed: int = 1) -> tuple[float, float]:
    """The same without the program: Ho's schedule in whole steps, the mixture and its denoiser."""
    random = np.random.default_rng(seed)
    bars = np.concatenate([[1.0], np.cumprod(1 - np.linspace(1e-4, 0.02, 1000))])
    last = int(np.flatnonzero(bars >= 1e-4)[-1])
    grid = [*np.rint(np.linspace(last, 1, steps)).astype(int), 0]

    def guess(x: np.ndarray, bar: float) -> np.ndarray:
        whole = bar * DATA**2 + 1 - bar
        rest = x[:, None] - math.sqrt(bar) * CENTRES
        logits = -(rest**2).sum(2) / (2 * whole)
        chances = np.exp(logits - logits.max(1, keepdims=True))
        chances /= chances.sum(1, keepdims=True)
        each = CENTRES + math.sqrt(bar) * DATA**2 / whole * rest
        return np.asarray((chances[:, :, None] * each).sum(1))

    x = random.standard_normal((POINTS, 2))
    for noisy, clean in itertools.pairwise(grid):
        bar, before = bars[noisy], bars[clean]
        beta = 1 - bar / before
        small = beta * (1 - before) / (1 - bar)
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
def test_the_blobs_are_as_wide_as_another_program_draws_them(variance: str, steps: int) -> None:
    (found, error), (known, other) = drawn(variance, steps), estimated(variance, steps)
    # Times between whole steps move the width by less than a hundredth.
    assert abs(found - known) < 4.5 * math.hypot(error, other) + 0.01 * known


@pytest.mark.parametrize("steps", STEPS)
def test_the_best_variance_comes_nearest_to_the_data(steps: int) -> None:
    low, best, high = (drawn(variance, steps)[0] for variance in VARIANCES)
    assert low < DATA < high
    assert abs(best - DATA) < min(DATA - low, high - DATA)


def lesson() -> dict[str, Any]:
    text = (assets() / "lessons" / "diffusion.toml").read_text(encoding="utf-8")
    (found,) = (each for each in tomllib.loads(text)["lesson"] if each["id"] == "two-variances")
    return found


def test_the_lesson_sets_the_walk_that_it_counts_on() -> None:
    run = lesson()["preset"]["lab"]["run"]
    start = DiffusionLab(sampler="ddpm", variance="posterior", steps=20)
    assert run.pop("data") == start.data
    assert all(getattr(start, name) == value for name, value in run.items())


def test_the_widths_in_the_lesson_are_those_that_are_drawn() -> None:
    """Three of 20 steps, three of 50 and three of 200, each after the data's own."""
    told = [float(number) for number in re.findall(r"\b0\.\d+", lesson()["answer"])]
    found = [drawn(variance, steps) for steps in STEPS for variance in VARIANCES]
    assert told[0] == DATA
    for number, (known, error) in zip(told[1:], found, strict=True):
        assert number == pytest.approx(known, abs=0.005 + 3 * error)
