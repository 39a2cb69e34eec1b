"""Laws of the exact denoisers: calculus, Bayes' rule by brute force, and limits."""

from __future__ import annotations

import math

import numpy as np
import pytest

from playground.gaussian.exact import Exact, Mixture
from playground.gaussian.finite import FiniteSet
from playground.gaussian.levels import mix
from playground.gaussian.paths import Linear, VarianceExploding, VariancePreserving
from tests.gaussian.support import MIXTURE, PATHS, random

POINTS = random(8).standard_normal((37, 2))
SMEARED = FiniteSet(POINTS, weights=np.arange(1, 38), std=0.2)
MODELS: dict[str, Exact] = {"mixture": MIXTURE, "finite": FiniteSet(POINTS), "smeared": SMEARED}
LEVELS = {f"{name}-{u}": path.level(path.end * u) for name, path in PATHS.items() for u in (0.05, 0.4, 0.9)}
AT = pytest.mark.parametrize("level", LEVELS.values(), ids=LEVELS)
MODEL = pytest.mark.parametrize("model", MODELS.values(), ids=MODELS)


def around(level, count: int = 15) -> np.ndarray:
    data, noise = POINTS[:count], random(3).standard_normal((count, 2))
    return mix(data, noise, level)


@AT
@MODEL
def test_score_is_the_gradient_of_the_log_density(model, level) -> None:
    x, h = around(level), 1e-5 * level.sigma
    gradient = [
        (model.log_density(x + h * e, level) - model.log_density(x - h * e, level)) / (2 * h)
        for e in np.eye(2)
    ]
    scale = 1 / level.sigma
    assert model.score(x, level) == pytest.approx(np.stack(gradient, 1), rel=1e-4, abs=1e-4 * scale)


@AT
@MODEL
def test_tweedies_formula_joins_data_noise_and_score(model, level) -> None:
    x = around(level)
    data, noise = model(x, level)
    assert mix(data, noise, level) == pytest.approx(x, rel=1e-9, abs=1e-9)
    assert noise == pytest.approx(-level.sigma * model.score(x, level), rel=1e-6, abs=1e-8)
    assert model.velocity(x, level) == pytest.approx(level.d_alpha * data + level.d_sigma * noise, rel=1e-9)


@AT
@MODEL
def test_traces_are_those_of_the_jacobians(model, level) -> None:
    x, h = around(level), 1e-5 * level.sigma
    found = model.traces(x, level)
    ends = [(model(x + h * e, level), model(x - h * e, level)) for e in np.eye(2)]
    data = sum((up.data - down.data)[:, i] for i, (up, down) in enumerate(ends)) / (2 * h)
    noise = sum((up.noise - down.noise)[:, i] for i, (up, down) in enumerate(ends)) / (2 * h)
    assert found.data == pytest.approx(data, rel=1e-3, abs=1e-4)
    assert found.noise == pytest.approx(noise, rel=1e-3, abs=1e-4 / level.sigma)
    assert level.alpha * found.data + level.sigma * found.noise == pytest.approx(np.full(15, 2.0))
    assert model.divergence(x, level) == pytest.approx(
        level.d_alpha * found.data + level.d_sigma * found.noise, rel=1e-9
    )


@pytest.mark.parametrize("u", [0.1, 0.5, 0.9])
def test_the_posterior_mean_is_the_one_of_bayes_rule(u) -> None:
    """By brute force: a fine grid of possible data, weighed by prior and likelihood."""
    level = Linear().level(u)
    ticks = np.linspace(-4, 4, 401)
    data = np.stack(np.meshgrid(ticks, ticks), -1).reshape(-1, 2)
    prior = MIXTURE.log_density(data, Linear().level(0))
    for x in around(level, 4):
        logits = prior - ((x - level.alpha * data) ** 2).sum(1) / (2 * level.sigma**2)
        weights = np.exp(logits - logits.max())
        mean = weights @ data / weights.sum()
        assert MIXTURE(x[None], level).data[0] == pytest.approx(mean, abs=1e-6)
        density = np.exp(logits).sum() * (ticks[1] - ticks[0]) ** 2 / (2 * math.pi * level.sigma**2)
        assert MIXTURE.log_density(x[None], level)[0] == pytest.approx(math.log(density), abs=1e-6)


@AT
def test_a_smeared_set_is_a_mixture_of_round_gaussians(level) -> None:
    same = Mixture(np.arange(1, 38), POINTS, np.broadcast_to(0.04 * np.eye(2), (37, 2, 2)))
    x = around(level)
    for one, other in zip(SMEARED(x, level), same(x, level), strict=True):
        assert one == pytest.approx(other, rel=1e-9, abs=1e-9)
    assert SMEARED.log_density(x, level) == pytest.approx(same.log_density(x, level), rel=1e-9, abs=1e-9)
    for one, other in zip(SMEARED.traces(x, level), same.traces(x, level), strict=True):
        assert one == pytest.approx(other, rel=1e-7, abs=1e-7)


@MODEL
@pytest.mark.parametrize("path", [Linear(), VariancePreserving(), VarianceExploding()], ids=repr)
def test_near_the_data_it_is_found_and_far_away_it_is_the_mean(model, path) -> None:
    x = POINTS[:9] + 0.01
    assert model(x, path.level(0.0)).data == pytest.approx(
        POINTS[:9] if model is MODELS["finite"] else x, abs=1e-12
    )
    if path.kind == "linear":
        mean = model(random(1).standard_normal((50, 2)), path.level(1.0)).data
        assert np.ptp(mean, axis=0) == pytest.approx([0, 0], abs=1e-12)
        expected = {"mixture": MIXTURE.weights @ MIXTURE.means, "finite": POINTS.mean(0)}
        if model is not SMEARED:
            assert mean[0] == pytest.approx(expected["mixture" if model is MIXTURE else "finite"])


@pytest.mark.parametrize("sigma", [1e-3, 1e-6, 0.0])
def test_as_noise_vanishes_a_finite_set_gives_its_nearest_point(sigma) -> None:
    level = VarianceExploding().level(sigma)
    x = random(2).standard_normal((200, 2))
    nearest = ((x[:, None] - POINTS) ** 2).sum(2).argmin(1)
    clear = np.diff(np.sort(((x[:, None] - POINTS) ** 2).sum(2), 1)[:, :2], axis=1)[:, 0] > 1e-4
    model = MODELS["finite"]
    assert isinstance(model, FiniteSet)
    assert np.array_equal(model.nearest(x, level), nearest)
    assert model(x, level).data[clear] == pytest.approx(POINTS[nearest][clear], abs=1e-9)
    assert clear.mean() > 0.9


def test_images_and_large_sets_are_taken_in_tiles() -> None:
    data = random(4).standard_normal((2500, 1, 3, 3))
    x, level = random(5).standard_normal((600, 1, 3, 3)), Linear().level(0.6)
    found = FiniteSet(data)(x, level)
    assert found.data.shape == found.noise.shape == x.shape
    squares = ((x.reshape(600, 1, 9) - level.alpha * data.reshape(1, 2500, 9)) ** 2).sum(2)
    weights = np.exp(-squares / (2 * level.sigma**2))
    mean = weights @ data.reshape(2500, 9) / weights.sum(1)[:, None]
    assert found.data.reshape(600, 9) == pytest.approx(mean, rel=1e-9, abs=1e-10)
    assert np.array_equal(FiniteSet(data).nearest(x, level), squares.argmin(1))
    assert FiniteSet(data)(x.astype(np.float32), level).data.dtype == np.float32
    assert FiniteSet(data)(x[:0], level).data.shape == (0, 1, 3, 3)


def test_a_finite_set_far_from_zero_keeps_its_precision() -> None:
    level = VarianceExploding().level(0.01)
    x = POINTS[:5] + 0.003
    near, far = FiniteSet(POINTS).traces(x, level), FiniteSet(POINTS + 1e4).traces(x + 1e4, level)
    assert far.data == pytest.approx(near.data, rel=1e-4, abs=1e-4)


def test_nonsense_is_refused() -> None:
    for wrong in (lambda: FiniteSet(POINTS[:0]), lambda: FiniteSet(POINTS, weights=np.zeros(37))):
        with pytest.raises(ValueError):
            wrong()
    with pytest.raises(ValueError, match="shape"):
        FiniteSet(POINTS)(np.zeros((3, 5)), Linear().level(0.5))
    with pytest.raises(ValueError, match="no density"):
        FiniteSet(POINTS).log_density(POINTS, Linear().level(0.0))
