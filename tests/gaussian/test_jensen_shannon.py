"""The Jensen-Shannon divergence against closed forms, and with x and y where they belong."""

from __future__ import annotations

import math

import numpy as np
import pytest

from playground.gaussian.distances import (
    Box,
    debiased_jensen_shannon,
    jensen_shannon,
    kullback_leibler,
    normal_masses,
    shares,
)
from tests.gaussian.support import histogram_js, histogram_kl, masses


class Gaussian:
    """A normal distribution in the plane that is long in one direction and off the diagonal."""

    def __init__(self, mean, covariance) -> None:
        self.mean, self.covariance = np.array(mean), np.array(covariance)
        self._inverse = np.linalg.inv(self.covariance)
        self._log = -math.log(2 * math.pi) - math.log(np.linalg.det(self.covariance)) / 2

    def __call__(self, x):
        moved = x - self.mean
        return self._log - np.einsum("ni,ij,nj->n", moved, self._inverse, moved) / 2


P = Gaussian((1.2, -0.7), [[0.9, 0.25], [0.25, 0.15]])
Q = Gaussian((-0.4, 1.1), [[0.2, -0.1], [-0.1, 0.8]])
NEAR = Gaussian((0.9, -0.4), [[0.6, 0.1], [0.1, 0.3]])
BOX = Box(low=-6, high=6, cells=120)


def between(p: Gaussian, q: Gaussian) -> float:
    return jensen_shannon(masses(p, BOX), masses(q, BOX))


def by_quadrature(p: Gaussian, q: Gaussian, nodes: int = 300) -> float:
    """½∫p log(2p/(p + q)) + ½∫q log(2q/(p + q)) by Gauss and Legendre's rule, with x and y by name."""
    roots, weights = np.polynomial.legendre.leggauss(nodes)
    total = 0.0
    for y, weight in zip(8 * roots, 8 * weights, strict=True):
        line = np.stack([8 * roots, np.full(nodes, y)], axis=1)
        a, b = np.exp(p(line)), np.exp(q(line))
        middle = (a + b) / 2
        inside = middle > 1e-300
        parts = [each[inside] * np.log(np.maximum(each[inside], 1e-300) / middle[inside]) for each in (a, b)]
        total += weight * (8 * weights[inside] @ (parts[0] + parts[1])) / 2
    return total


@pytest.mark.parametrize(("p", "q"), [(P, Q), (P, NEAR)])
def test_two_gaussians_on_a_grid(p: Gaussian, q: Gaussian) -> None:
    exact = by_quadrature(p, q)
    assert 0.01 < exact < math.log(2) - 0.01
    assert between(p, q) == pytest.approx(exact, abs=1e-3)
    assert between(q, p) == pytest.approx(exact, abs=1e-3)


def counted(density: Gaussian, count: int = 200_000) -> np.ndarray:
    """Points whose numbers follow a density to rounding: no chance is in them."""
    box = Box(low=-6, high=6, cells=480)
    expected = np.exp(density(box.centres())) * box.area * count
    before = np.floor(np.concatenate([[0], np.cumsum(expected)]) + 0.5)
    return np.repeat(box.centres(), np.diff(before).astype(int), axis=0)


def test_points_against_a_density_know_x_from_y() -> None:
    points, exact = counted(P), by_quadrature(P, NEAR)
    assert histogram_js(points, NEAR, BOX) == pytest.approx(exact, abs=1e-3)
    assert histogram_js(points, P, BOX) == pytest.approx(0, abs=1e-3)
    assert histogram_js(points[:, ::-1], P, BOX) > 0.3


def test_points_by_chance_come_close() -> None:
    drawn = np.random.default_rng(0).multivariate_normal(P.mean, P.covariance, 100_000)
    coarse = Box(low=-6, high=6, cells=60)
    assert histogram_js(drawn, NEAR, coarse) == pytest.approx(by_quadrature(P, NEAR), abs=5e-3)
    # Half of the χ² of the occupied cells, by four: what perfect samples give.
    occupied = (shares(drawn, coarse) > 0).sum()
    assert 0 < histogram_js(drawn, P, coarse) < occupied / (8 * len(drawn)) * 1.5


def test_the_same_and_what_has_nothing_in_common() -> None:
    p = np.array([0.2, 0.3, 0.5, 0.0, 0.0])
    assert jensen_shannon(p, p) == 0
    assert jensen_shannon(p, p[::-1]) == jensen_shannon(p[::-1], p)
    apart = np.array([0.0, 0.0, 0.0, 0.4, 0.6])
    assert jensen_shannon(p, apart) == pytest.approx(math.log(2), abs=1e-12)
    assert kullback_leibler(p, apart) == math.inf and kullback_leibler(p, p) == 0
    assert between(P, P) == 0
    far = Gaussian((5, 5), 0.01 * np.eye(2))
    assert between(Gaussian((-5, -5), 0.01 * np.eye(2)), far) == pytest.approx(math.log(2), abs=1e-6)
    assert histogram_js(np.full((9, 2), -5.0), far, BOX) == pytest.approx(math.log(2), abs=1e-6)
    assert histogram_js(np.full((9, 2), 99.0), far, BOX) == pytest.approx(math.log(2), abs=1e-3)


def test_two_coins() -> None:
    """H((p + q)/2) − (H(p) + H(q))/2 by hand."""
    p, q = np.array([0.9, 0.1]), np.array([0.4, 0.6])

    def entropy(x):
        return -(x * np.log(x)).sum()

    assert jensen_shannon(p, q) == pytest.approx(entropy((p + q) / 2) - (entropy(p) + entropy(q)) / 2)


def test_cells_are_counted_where_a_picture_has_them() -> None:
    box = Box(low=-1, high=1, cells=4)
    points = np.array([[0.9, -0.9], [0.9, -0.8], [-0.9, 0.1], [1.0, 0.0], [-1.0, -1.0], [0.0, 7.0]])
    found = shares(points, box)
    assert found.sum() == pytest.approx(1) and found[-1] == pytest.approx(2 / 6)
    picture = found[:-1].reshape(4, 4)
    assert picture[0, 3] == pytest.approx(2 / 6)
    assert picture[2, 0] == picture[0, 0] == pytest.approx(1 / 6)


def test_a_histogram_is_counted_the_same_for_both_divergences() -> None:
    points = np.random.default_rng(1).normal(size=(500, 2))
    every = np.random.default_rng(2).random(17)
    every /= every.sum()
    box = Box(low=-2, high=2, cells=4)

    def log_density(x):
        columns, rows = np.floor(x + 2).astype(int).T
        return np.log(every[rows * 4 + columns])

    assert histogram_kl(points, log_density, box) == pytest.approx(
        kullback_leibler(shares(points, box), every), rel=1e-9
    )


@pytest.mark.parametrize("shift", [0.0, 0.05, 0.4])
def test_what_chance_adds_is_taken_off_and_the_error_is_told(shift: float) -> None:
    """A plug-in estimate of as many points is too large by about a quarter of (occupied cells − 1)/2n."""
    rng, box = np.random.default_rng(11), Box(low=-4, high=4, cells=32)
    p = normal_masses(np.zeros((1, 2)), np.ones(1), 1.0, box)
    true = jensen_shannon(normal_masses(np.array([[shift, 0.0]]), np.ones(1), 1.0, box), p)
    sets = [rng.normal((shift, 0), 1, size=(20_000, 2)) for _ in range(60)]
    found = [debiased_jensen_shannon(points, p, box) for points in sets]
    plain = np.mean([jensen_shannon(shares(points, box), p) for points in sets])
    values, scatter = [each.value for each in found], np.std([each.value for each in found], ddof=1)
    # Cells that hold less than a point on average keep a little of it.
    assert plain - true > 0.002 and abs(np.mean(values) - true) < 0.4 * (plain - true)
    assert scatter == pytest.approx(np.mean([each.error for each in found]), rel=0.35)
