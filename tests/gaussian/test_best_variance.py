"""The best variance of DDPM's steps that is the same for all x: its laws, its limits, and an estimate by
chance."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest

from playground.core.errors import RecipeError
from playground.gaussian.exact import Exact, Mixture
from playground.gaussian.expectations import mmse
from playground.gaussian.finite import FiniteSet
from playground.gaussian.grids import times
from playground.gaussian.levels import Level
from playground.gaussian.paths import Linear, Path, VariancePreserving
from playground.gaussian.planar import planar
from playground.gaussian.samplers import Options, sample
from playground.gaussian.transitions import transition
from tests.gaussian.support import MIXTURE, PATHS, random

SMEARED = FiniteSet(random(3).standard_normal((7, 2)), weights=np.arange(1.0, 8), std=0.3)
MODELS: dict[str, Exact] = {
    "mixture": MIXTURE,
    "smeared": SMEARED,
    "eight-gaussians": planar("eight-gaussians").mixture,
    "two-moons": planar("two-moons").mixture,
}  # fmt: skip
STEPS = [(900, 300), (600, 500), (300, 250), (100, 51), (60, 1), (600, 0), (30, 0)]
"""Steps between distant levels, the last ones onto clean data."""


@pytest.mark.parametrize("t", [3, 40, 200, 700])
@pytest.mark.parametrize("name", MODELS)
def test_the_spread_of_the_data_is_the_slope_of_their_mean(name: str, t: float) -> None:
    """∂E[data | x]/∂x = α/σ² · Cov[data | x], for x made of data and Gaussian noise."""
    model, level = MODELS[name], VariancePreserving().level(t)
    x = model.seen(level, random(1).random(50), random(2).standard_normal((50, 2)))
    known = level.sigma**2 / level.alpha * model.traces(x, level).data
    assert model.uncertainty(x, level) == pytest.approx(known, rel=1e-6)


def test_in_pure_noise_all_of_the_data_is_unknown() -> None:
    level, x = Linear().level(1.0), random(1).standard_normal((9, 2))
    weights, means = MIXTURE.weights, MIXTURE.means
    spread = np.einsum("k,kdd->", weights, MIXTURE.covariances) + weights @ (means**2).sum(1)
    spread -= ((weights @ means) ** 2).sum()
    assert MIXTURE.uncertainty(x, level) == pytest.approx(np.full(9, spread))
    assert mmse(MIXTURE, level).value == pytest.approx(spread / 2)
    points = np.array([[0.0, 1.0], [2.0, 1.0]])
    assert FiniteSet(points).uncertainty(x, level) == pytest.approx(np.ones(9))


@pytest.mark.parametrize("name", MODELS)
def test_what_is_seen_at_a_level_is_distributed_as_its_density_says(name: str) -> None:
    """Mean and mean square by a sum over the plane, which asks the density alone."""
    model, level = MODELS[name], VariancePreserving().level(150)
    points, weights = plane(model, level)
    x = model.seen(level, random(4).random(40_000), random(5).standard_normal((40_000, 2)))
    for of in (lambda x: x[:, 0], lambda x: x[:, 1], lambda x: (x**2).sum(1)):
        values = of(x)
        assert abs(values.mean() - weights @ of(points)) < 4.5 * values.std() / 200


def plane(model: Exact, level: Level) -> tuple[np.ndarray, np.ndarray]:
    """Points of a fine square grid, and the probability around each."""
    width = math.hypot(level.sigma, 0.1 * level.alpha)
    ticks = np.arange(-5 * level.alpha - 7 * width, 5 * level.alpha + 7 * width, width / 4)
    points = np.stack(np.meshgrid(ticks, ticks), -1).reshape(-1, 2)
    weights = np.exp(model.log_density(points, level)) * (width / 4) ** 2
    assert weights.sum() == pytest.approx(1, abs=1e-6)
    return points, weights


@pytest.mark.parametrize("t", [20, 60, 150, 300, 1000])
@pytest.mark.parametrize("name", MODELS)
def test_the_error_of_the_best_guess_is_its_integral_and_knows_its_own_error(name: str, t: float) -> None:
    """1 − E‖E[noise | x]‖² is the error of the guess of the noise, and (σ/α)² of it that of the data."""
    model, level = MODELS[name], VariancePreserving().level(t)
    points, weights = plane(model, level)
    squares = (np.asarray(model(points, level).noise) ** 2).sum(1)
    known = (level.sigma / level.alpha) ** 2 * (1 - weights @ squares / 2)
    found = mmse(model, level)
    assert found.value == pytest.approx(known, rel=0.01)
    # Student's t with seven degrees of freedom stays within 7 but once in five thousand times.
    assert abs(found.value - known) < 7 * found.error + 1e-6 * known
    assert abs(mmse(model, level, 4096).value - known) < 0.003 * known


@pytest.mark.parametrize(("noisy", "clean"), STEPS)
def test_the_best_variance_is_what_pairs_of_the_forward_process_leave_unknown(noisy: int, clean: int) -> None:
    """By chance alone: x_s from data and noise, x_t from x_s, and how far x_s lies from its mean given x_t.

    Ho's schedule, the forward process and the mean are written down anew, component by component.
    """
    bars = np.concatenate([[1.0], np.cumprod(1 - np.linspace(1e-4, 0.02, 1000))])
    angles = np.arange(8) * math.pi / 4
    centres, std = 1.5 * np.stack([np.cos(angles), np.sin(angles)], 1), 0.12
    source, n = random(10 * noisy + clean), 60_000
    data = centres[source.integers(8, size=n)] + std * source.standard_normal((n, 2))
    cleaner = math.sqrt(bars[clean]) * data + math.sqrt(1 - bars[clean]) * source.standard_normal((n, 2))
    kept = math.sqrt(bars[noisy] / bars[clean])
    x = kept * cleaner + math.sqrt(1 - kept**2) * source.standard_normal((n, 2))
    # Of each component x_s is Gaussian, and so is x_t: the mean of one given the other is a regression.
    own = bars[clean] * std**2 + 1 - bars[clean]
    whole = kept**2 * own + 1 - kept**2
    rest = x[:, None] - math.sqrt(bars[noisy]) * centres
    chances = np.exp(-(rest**2).sum(2) / (2 * whole))
    chances /= chances.sum(1, keepdims=True)
    means = math.sqrt(bars[clean]) * centres + kept * own / whole * rest
    squares = ((cleaner - np.einsum("nk,nkd->nd", chances, means)) ** 2).mean(1)
    path = VariancePreserving()
    move = transition(path.level(noisy), path.level(clean))
    found = move.best(mmse(MODELS["eight-gaussians"], path.level(noisy), 4096).value)
    assert abs(found - squares.mean()) < 4 * squares.std() / math.sqrt(n) + 0.002 * found
    if clean:
        # The test can tell it from the other two.
        assert abs(move.posterior - squares.mean()) > 6 * squares.std() / math.sqrt(n)


@pytest.mark.parametrize(("noisy", "clean"), STEPS[:-2])
def test_the_best_variance_is_the_papers(noisy: int, clean: int) -> None:
    """Bao et al. 2022, theorem 1 with λ² = β̃, in the paper's letters, along a part of the steps."""
    path, model = VariancePreserving(), MODELS["eight-gaussians"]
    bars = np.concatenate([[1.0], np.cumprod(1 - np.linspace(1e-4, 0.02, 1000))])
    alpha, beta_bar, before = bars[noisy] / bars[clean], 1 - bars[noisy], 1 - bars[clean]
    small = before / beta_bar * (1 - alpha)
    points, weights = plane(model, path.level(noisy))
    score = weights @ (model.score(points, path.level(noisy)) ** 2).sum(1) / 2
    factor = math.sqrt(beta_bar / alpha) - math.sqrt(before - small)
    papers = small + factor**2 * (1 - beta_bar * score)
    move = transition(path.level(noisy), path.level(clean))
    assert move.best(mmse(model, path.level(noisy)).value) == pytest.approx(papers, rel=0.01)


@pytest.mark.parametrize("steps", [1, 2, 7])
@pytest.mark.parametrize("path", PATHS.values(), ids=PATHS)
def test_one_gaussian_is_drawn_exactly_in_any_number_of_steps(path: Path, steps: int) -> None:
    """Every true step is a Gaussian then, and as wide for every x; onto clean data, too."""
    mean, variance = 0.4, 0.25
    model = Mixture([1.0], [[mean, mean]], [variance * np.eye(2)])
    grid = times("uniform", path, steps)
    start = path.level(grid[0])
    # x at the next level is a·x + b + c·noise, so three points tell a, b and c.
    at, spread = start.alpha * mean, start.alpha**2 * variance + start.sigma**2
    options = Options(variance="analytic", mmse=lambda level: mmse(model, level).value)
    for high, low in itertools.pairwise(grid):
        x = np.array([[0.0], [1.0], [0.0]]).repeat(2, axis=1)
        noise = np.array([[0.0], [0.0], [1.0]]).repeat(2, axis=1)
        *_, step = sample("ddpm", model, x, path, [high, low], lambda _, noise=noise: noise, options)
        b, a, c = step.x[:, 0] - [0.0, step.x[0, 0], step.x[0, 0]]
        at, spread = a * at + b, a**2 * spread + c**2
        level = path.level(low)
        assert at == pytest.approx(level.alpha * mean, abs=1e-9)
        assert spread == pytest.approx(level.alpha**2 * variance + level.sigma**2, rel=1e-9)


@pytest.mark.parametrize("spacing", ["uniform", "log-snr"])
@pytest.mark.parametrize("steps", [3, 20, 200])
@pytest.mark.parametrize("name", MODELS)
def test_the_best_variance_lies_between_bounds(name: str, steps: int, spacing: str) -> None:
    """β̃ below; above β/(1 − β) for all data, and less for data of known variance (Bao et al. 2022, theorem
    2)."""
    model, path = MODELS[name], VariancePreserving()
    variance = mmse(model, Linear().level(1.0)).value
    for high, low in itertools.pairwise(times(spacing, path, steps)):
        level, clean = path.level(high), path.level(low)
        move, error = transition(level, clean), mmse(model, level, 128).value
        assert move.posterior < move.best(error) < move.forward * (clean.alpha / level.alpha) ** 2
        # The best straight line through x errs more than the best guess.
        line = variance * level.sigma**2 / (level.alpha**2 * variance + level.sigma**2)
        assert error < 1.03 * line
        if variance <= 1:
            assert move.best(error) < 1.03 * move.forward


def test_noise_for_data_makes_the_forward_variance_and_a_point_the_posteriors() -> None:
    path = VariancePreserving()
    level, clean = path.level(600), path.level(500)
    move = transition(level, clean)
    assert move.best(mmse(Mixture([1], [[0, 0]], [np.eye(2)]), level).value) == pytest.approx(move.forward)
    assert move.best(mmse(FiniteSet(np.ones((1, 2))), level).value) == pytest.approx(move.posterior)


def test_in_small_steps_all_variances_are_one() -> None:
    path, model = VariancePreserving(), MODELS["eight-gaussians"]
    level = path.level(300)
    error = mmse(model, level).value
    apart = []
    for step in (100, 10, 1, 0.1):
        move = transition(level, path.level(300 - step))
        apart.append(move.best(error) / move.posterior - 1)
    assert all(0.05 < fine / coarse < 0.13 for coarse, fine in itertools.pairwise(apart[1:]))
    assert 0 < apart[-1] < 1e-3


def test_where_the_error_is_not_known_a_sentence_says_so() -> None:
    with pytest.raises(RecipeError, match="points in the plane alone"):
        sample("ddpm", MIXTURE, np.ones((1, 2)), Linear(), [1.0, 0.0], options=Options(variance="analytic"))
