"""Precision, recall, density and coverage against brute force, and in their limits."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from playground.evaluate.intervals import halves
from playground.evaluate.neighbours import K_DENSITY, K_PRECISION, Neighbours, radii, squares

MEASURES = ("precision", "recall", "density", "coverage")


def slow(a: NDArray[np.float64], b: NDArray[np.float64]) -> dict[str, float]:
    """The four measures straight from their definitions; no distance here is a tie."""

    def reach(rows: NDArray[np.float64], i: int, k: int) -> float:
        return sorted(np.linalg.norm(rows[i] - rows[j]) for j in range(len(rows)) if j != i)[k - 1]

    def held(point: NDArray[np.float64], rows: NDArray[np.float64], k: int) -> int:
        return sum(np.linalg.norm(point - rows[i]) <= reach(rows, i, k) for i in range(len(rows)))

    def covered(j: int) -> bool:
        return any(np.linalg.norm(x - b[j]) <= reach(b, j, K_DENSITY) for x in a)

    return {
        "precision": float(np.mean([held(x, b, K_PRECISION) > 0 for x in a])),
        "recall": float(np.mean([held(y, a, K_PRECISION) > 0 for y in b])),
        "density": float(np.mean([held(x, b, K_DENSITY) / K_DENSITY for x in a])),
        "coverage": float(np.mean([covered(j) for j in range(len(b))])),
    }


def fast(a: NDArray[np.float64], b: NDArray[np.float64], parts: NDArray[np.bool_]) -> dict[str, list[float]]:
    found = Neighbours(a, b)
    return {name: list(getattr(found, name)(parts)) for name in MEASURES}


def whole(count: int) -> NDArray[np.bool_]:
    return np.ones((1, count), dtype=bool)


@pytest.mark.parametrize("shift", [0.0, 1.0])
def test_they_are_what_brute_force_gives(shift: float) -> None:
    rng = np.random.default_rng(0)
    a, b = rng.normal(shift, 1.2, (26, 3)), rng.normal(size=(22, 3))
    parts = np.concatenate([whole(26), halves(np.zeros(26, int), 3)])
    found = fast(a, b, parts)
    for index, part in enumerate(parts):
        expected = slow(a[part], b)
        assert {name: values[index] for name, values in found.items()} == pytest.approx(expected)


def test_sets_apart_have_nothing_of_each_other() -> None:
    rng = np.random.default_rng(1)
    found = fast(rng.normal(size=(30, 3)), rng.normal(100, 1, (30, 3)), whole(30))
    assert all(values == [0.0] for values in found.values())


def test_identical_sets_have_all_of_each_other() -> None:
    # Distances are whole numbers, so that none is rounded.
    a = np.random.default_rng(2).permutation(2.0 ** np.arange(20))[:, None]
    found = fast(a, a, whole(20))
    assert found["precision"] == found["recall"] == found["coverage"] == [1.0]
    # Every ball holds its centre and k neighbours.
    assert found["density"] == pytest.approx([(K_DENSITY + 1) / K_DENSITY])


def test_sets_from_one_distribution_have_the_values_that_theory_expects() -> None:
    rng = np.random.default_rng(3)
    found = fast(rng.normal(size=(1500, 4)), rng.normal(size=(1500, 4)), whole(1500))
    # A ball of k neighbours misses n others with probability 2^−k (Naeem et al. 2020, section 3.3).
    assert found["coverage"] == pytest.approx([1 - 0.5**K_DENSITY], abs=0.02)
    assert found["density"] == pytest.approx([1.0], abs=0.06)


def test_a_single_mode_is_precise_and_recalls_little() -> None:
    rng = np.random.default_rng(4)
    modes = np.array([[0.0, 0.0], [50.0, 0.0]])
    real = modes[np.arange(100) % 2] + rng.normal(size=(100, 2))
    found = fast(rng.normal(size=(100, 2)), real, whole(100))
    assert found["precision"][0] > 0.8
    assert found["recall"][0] <= 0.5 and found["coverage"][0] <= 0.5


def test_the_order_does_not_matter() -> None:
    rng = np.random.default_rng(5)
    a, b = rng.normal(size=(40, 3)), rng.normal(size=(30, 3))
    one, other = fast(a, b, whole(40)), fast(a[::-1], rng.permutation(b), whole(40))
    for name in MEASURES:
        assert one[name] == pytest.approx(other[name])


def test_radii_leave_out_the_point_itself_in_every_block() -> None:
    a = np.random.default_rng(6).normal(size=(1100, 2))
    every = np.sort(squares(a, a), axis=1)
    np.testing.assert_allclose(radii(a, 3), every[:, 3], rtol=1e-6, atol=1e-12)
