"""Our solvers and couplings against scipy's."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.integrate import solve_ivp
from scipy.special import log_ndtr
from scipy.stats import multivariate_normal, wasserstein_distance

from playground.gaussian.distances import sliced_wasserstein
from playground.gaussian.exact import Mixture
from playground.gaussian.grids import times
from playground.gaussian.levels import mix
from playground.gaussian.likelihood import discretized_gaussian
from playground.gaussian.paths import Linear, VarianceExploding, VariancePreserving
from playground.gaussian.samplers import Options, sample
from tests.gaussian.support import MIXTURE, random


def reference(path, x, first: float, last: float, tolerance: float = 1e-11):
    """The flow in the path's own time, by scipy's method of eighth order."""

    def field(t: float, flat):
        return MIXTURE.velocity(flat.reshape(x.shape), path.level(t)).ravel()

    solved = solve_ivp(field, (first, last), x.ravel(), method="DOP853", rtol=tolerance, atol=tolerance)
    return solved.y[:, -1].reshape(x.shape)


@pytest.mark.parametrize(
    ("path", "first", "last"),
    [
        (Linear(), 1.0, 0.0),
        (VariancePreserving(), 1000.0, 1.0),
        (VarianceExploding(end=10.0), 10.0, 0.002),
    ],
    ids=["linear", "vp", "ve"],
)
@pytest.mark.parametrize(
    ("name", "steps", "tolerance"),
    [
        ("rk4", 300, 1e-4),
        ("heun", 3000, 1e-4),
        ("midpoint", 3000, 1e-4),
        ("ab2", 3000, 1e-4),
        ("dopri5", 2, 1e-4),
    ],
)
def test_solvers_reach_scipys_solution(path, first, last, name, steps, tolerance) -> None:
    x = path.prior_std * random(3).standard_normal((12, 2))
    u = np.linspace(0, 1, steps + 1)
    # Denser at both ends in time, as the angle is; scipy's own steps are of no concern.
    grid = last + (first - last) * np.cos(np.pi / 2 * u) ** 2
    grid[-1] = last
    options = Options(rtol=1e-8, atol=1e-8, coordinates="angle")
    *_, end = sample(name, MIXTURE, x, path, [float(t) for t in grid], options=options)
    assert np.abs(end.x - reference(path, x, first, last)).max() <= tolerance


def test_the_adaptive_solver_costs_about_as_much_as_scipys() -> None:
    path, x = Linear(), random(5).standard_normal((30, 2))
    for tolerance in (1e-4, 1e-6, 1e-8):
        field = lambda t, y: MIXTURE.velocity(y.reshape(x.shape), path.level(t)).ravel()  # noqa: E731
        theirs = solve_ivp(field, (1.0, 0.0), x.ravel(), rtol=tolerance, atol=tolerance, method="RK45")
        *_, ours = sample(
            "dopri5", MIXTURE, x, path, [1.0, 0.0], options=Options(rtol=tolerance, atol=tolerance)
        )
        assert 0.6 * theirs.nfev < ours.nfe < 1.5 * theirs.nfev


@pytest.mark.parametrize("u", [0.0, 0.3, 1.0])
def test_densities_of_mixtures(u) -> None:
    path = Linear()
    level = path.level(u)
    x = random(2).standard_normal((40, 2)) * 2
    density = sum(
        weight
        * multivariate_normal(level.alpha * mean, level.alpha**2 * cov + level.sigma**2 * np.eye(2)).pdf(x)
        for weight, mean, cov in zip(MIXTURE.weights, MIXTURE.means, MIXTURE.covariances, strict=True)
    )
    assert MIXTURE.log_density(x, level) == pytest.approx(np.log(density), rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("sizes", [(50, 50), (50, 80), (7, 90)])
def test_one_dimensional_transport(sizes) -> None:
    a, b = (random(i).standard_normal((n, 1)) + i for i, n in enumerate(sizes))
    found = sliced_wasserstein(a, b, 1, power=1)
    assert found == pytest.approx(wasserstein_distance(a[:, 0], b[:, 0]))


@pytest.mark.parametrize("std", [1.0, 0.1, 0.01, 0.003])
def test_masses_of_grey_levels(std) -> None:
    levels, means = np.meshgrid(np.arange(256) / 127.5 - 1, np.linspace(-1.3, 1.3, 41))
    found = discretized_gaussian(levels, means, std)
    assert np.logaddexp.reduce(found, axis=1) == pytest.approx(np.zeros(41), abs=1e-9)
    upper = np.where(levels > 0.999, np.inf, (levels + 1 / 255 - means) / std)
    lower = np.where(levels < -0.999, -np.inf, (levels - 1 / 255 - means) / std)
    lower, upper = np.where(lower > 0, -upper, lower), np.where(lower > 0, -lower, upper)
    top, rest = log_ndtr(upper), log_ndtr(lower)
    expected = top + np.log(-np.expm1(rest - top))
    assert np.all(np.isfinite(found))
    assert found == pytest.approx(expected, rel=1e-6, abs=1e-9)


def test_a_mixture_refuses_what_is_none() -> None:
    eye = np.eye(2)[None]
    for wrong in (([0.0], [[0, 0]], eye), ([1.0], [[0, 0]], -eye), ([1.0, 1.0], [[0, 0]], eye)):
        with pytest.raises(ValueError):
            Mixture(*wrong)


def test_levels_mix_data_and_noise() -> None:
    assert mix(2.0, 3.0, Linear().level(0.25)) == pytest.approx(0.75 * 2 + 0.25 * 3)
    assert times("uniform", Linear(), 2) == [1, 0.5, 0]
