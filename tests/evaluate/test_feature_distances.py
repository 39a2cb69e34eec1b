"""The Fréchet distance against its closed form, and the kernel distance against a slow double loop."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
import scipy.linalg
from numpy.typing import NDArray

from playground.evaluate.distances import KernelDistance, Moments, between, distance, moments, root
from playground.evaluate.intervals import halves


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


def slow(a: NDArray[np.float64], b: NDArray[np.float64]) -> float:
    def k(x: NDArray[np.float64], y: NDArray[np.float64]) -> float:
        return float((x @ y / len(x) + 1) ** 3)

    def within(rows: NDArray[np.float64]) -> float:
        pairs = list(itertools.permutations(range(len(rows)), 2))
        return sum(k(rows[i], rows[j]) for i, j in pairs) / len(pairs)

    across = sum(k(x, y) for x in a for y in b) / (len(a) * len(b))
    return within(a) + within(b) - 2 * across


def plain(a: NDArray[np.float64], b: NDArray[np.float64]) -> KernelDistance:
    return KernelDistance(a, np.zeros(len(a), int), b, np.zeros(len(b), int))


def whole(count: int) -> NDArray[np.bool_]:
    return np.ones((1, count), dtype=bool)


def test_it_is_what_a_double_loop_gives() -> None:
    rng = np.random.default_rng(0)
    a, b = rng.normal(size=(9, 4)), rng.normal(0.5, 2, (7, 4))
    assert plain(a, b).of_parts(whole(9))[0] == pytest.approx(slow(a, b))


def test_parts_are_measured_as_sets_of_their_own() -> None:
    rng = np.random.default_rng(1)
    a, b = rng.normal(size=(13, 4)), rng.normal(0.5, 2, (8, 4))
    parts = halves(np.zeros(13, int), 5)
    expected = [slow(a[part], b) for part in parts]
    np.testing.assert_allclose(plain(a, b).of_parts(parts), expected)


def test_the_order_does_not_matter() -> None:
    rng = np.random.default_rng(2)
    a, b, strata = rng.normal(size=(12, 4)), rng.normal(size=(12, 4)), np.arange(12) % 3
    turn = rng.permutation(12)
    one = KernelDistance(a, strata, b, strata).of_parts(whole(12))
    other = KernelDistance(a[turn], strata[turn], b[::-1], strata[::-1]).of_parts(whole(12))
    np.testing.assert_allclose(one, other)


@pytest.mark.parametrize("by_class", [False, True])
def test_two_sets_from_one_distribution_are_nothing_apart_on_average(by_class: bool) -> None:
    rng = np.random.default_rng(3)
    centres = 3 * rng.normal(size=(4, 5))
    found = []
    for _ in range(300):
        classes = [np.arange(24) % 4 if by_class else rng.integers(0, 4, 24) for _ in range(2)]
        a, b = (centres[each] + rng.normal(size=(24, 5)) for each in classes)
        strata = [each if by_class else np.zeros(24, int) for each in classes]
        found.append(KernelDistance(a, strata[0], b, strata[1]).of_parts(whole(24))[0])
    error = np.std(found) / np.sqrt(len(found))
    assert abs(np.mean(found)) < 3 * error


def test_balanced_sets_taken_for_independent_ones_would_seem_nearer_than_they_are() -> None:
    rng = np.random.default_rng(4)
    centres, classes = 3 * rng.normal(size=(4, 5)), np.arange(24) % 4
    sets = [[centres[classes] + rng.normal(size=(24, 5)) for _ in range(2)] for _ in range(100)]
    found = [plain(a, b).of_parts(whole(24))[0] for a, b in sets]
    assert np.mean(found) < -5 * np.std(found) / np.sqrt(len(found))


def test_classes_count_by_their_shares() -> None:
    """Weighted pairs, one by one: as many pictures of each class, which in truth are of unequal shares."""
    rng = np.random.default_rng(4)
    a, b, strata, shares = (
        rng.normal(size=(8, 3)),
        rng.normal(size=(5, 3)),
        np.arange(8) % 2,
        {0: 0.8, 1: 0.2},
    )

    def k(x: NDArray[np.float64], y: NDArray[np.float64]) -> float:
        return float((x @ y / 3 + 1) ** 3)

    own = 0.0
    for one, other in itertools.product(range(2), repeat=2):
        pairs = [
            k(a[i], a[j])
            for i, j in itertools.permutations(range(8), 2)
            if (strata[i], strata[j]) == (one, other)
        ]
        own += shares[one] * shares[other] * sum(pairs) / len(pairs)
    across = sum(shares[int(c)] / 4 * k(x, y) / 5 for c, x in zip(strata, a, strict=True) for y in b)
    its = sum(k(x, y) for x, y in itertools.permutations(b, 2)) / 20
    found, _ = between(a, strata, b, np.zeros(5, int), shares)
    assert found == pytest.approx(own + its - 2 * across)


def test_the_error_of_both_sides_is_how_far_the_distance_moves() -> None:
    rng = np.random.default_rng(5)
    for shift in (0.0, 0.4):
        found, errors = [], []
        for _ in range(60):
            a, b = rng.normal(size=(60, 4)), rng.normal(shift, 1, (24, 4))
            value, error = between(a, np.zeros(60, int), b, np.zeros(24, int))
            found.append(value)
            errors.append(error)
        assert 0.8 < np.mean(errors) / np.std(found, ddof=1) < 1.6
