"""The Fréchet distance against its closed form, scipy's matrix root, and its own laws."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.linalg

from playground.evaluate.distances import Moments, distance, moments, root


def random_moments(seed: int, size: int = 6, rank: int | None = None) -> Moments:
    rng = np.random.default_rng(seed)
    factor = rng.normal(size=(size, rank or size))
    return Moments(rng.normal(size=size), factor @ factor.T)


def test_one_dimension_is_the_closed_form() -> None:
    a, b = Moments(np.array([1.0]), np.array([[4.0]])), Moments(np.array([-2.0]), np.array([[9.0]]))
    assert distance(a, b) == pytest.approx(3.0**2 + (2.0 - 3.0) ** 2)


def test_commuting_covariances_are_the_closed_form() -> None:
    rng = np.random.default_rng(0)
    turn = np.linalg.qr(rng.normal(size=(5, 5)))[0]
    first, second = rng.uniform(0, 3, (2, 5))
    a = Moments(np.zeros(5), turn @ np.diag(first) @ turn.T)
    b = Moments(np.ones(5), turn @ np.diag(second) @ turn.T)
    assert distance(a, b) == pytest.approx(5 + ((np.sqrt(first) - np.sqrt(second)) ** 2).sum())


@pytest.mark.parametrize("seed", range(3))
def test_it_is_what_scipys_matrix_root_gives(seed: int) -> None:
    a, b = random_moments(seed), random_moments(seed + 10)
    product = np.trace(scipy.linalg.sqrtm(a.covariance @ b.covariance).real)
    expected = ((a.mean - b.mean) ** 2).sum() + np.trace(a.covariance + b.covariance) - 2 * product
    assert distance(a, b) == pytest.approx(expected, rel=1e-9)
    np.testing.assert_allclose(root(b.covariance), scipy.linalg.sqrtm(b.covariance).real, atol=1e-9)


def test_it_is_symmetric_and_nothing_from_itself() -> None:
    a, b = random_moments(1), random_moments(2)
    assert distance(a, b) == pytest.approx(distance(b, a))
    assert distance(a, a) == pytest.approx(0, abs=1e-9)
    assert distance(a, b, root(b.covariance)) == distance(a, b)


def test_singular_covariances_are_no_obstacle() -> None:
    a, b = random_moments(3, rank=2), Moments(np.zeros(6), np.zeros((6, 6)))
    assert distance(a, b) == pytest.approx((a.mean**2).sum() + np.trace(a.covariance))


def test_moments_are_numpys_and_do_not_depend_on_the_order() -> None:
    features = np.random.default_rng(4).normal(size=(50, 6))
    found, turned = moments(features), moments(features[::-1])
    np.testing.assert_allclose(found.covariance, np.cov(features, rowvar=False))
    np.testing.assert_allclose(found.covariance, turned.covariance)
    np.testing.assert_allclose(found.mean, turned.mean)


def test_fewer_samples_give_a_larger_distance() -> None:
    rng = np.random.default_rng(5)
    truth = Moments(np.zeros(8), np.eye(8))
    few, many = (
        np.mean([distance(moments(rng.normal(size=(count, 8))), truth) for _ in range(20)])
        for count in (50, 800)
    )
    assert few > 4 * many
