"""Couplings pair every noise with one data point, and optimal transport does it at the least cost."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from playground.gaussian.couplings import COUPLINGS, independent, optimal_transport
from tests.gaussian.support import random


def cost(data, noise, chosen) -> float:
    return float(np.square(data[list(chosen)] - noise).sum())


@pytest.mark.parametrize("name", COUPLINGS)
@pytest.mark.parametrize("shape", [(1, 2), (64, 2), (50, 1, 4, 4)])
def test_every_data_point_is_paired_once(name, shape) -> None:
    data, noise = random(1).standard_normal((2, *shape)).astype(np.float32)
    chosen = COUPLINGS[name](data, noise)
    assert chosen.dtype == np.intp and sorted(chosen) == list(range(len(data)))


@pytest.mark.parametrize("shape", [(6, 2), (5, 1, 3, 3)])
def test_no_pairing_costs_less(shape) -> None:
    for seed in range(5):
        data, noise = random(seed).standard_normal((2, *shape))
        least = min(cost(data, noise, each) for each in itertools.permutations(range(len(data))))
        assert cost(data, noise, optimal_transport(data, noise)) == pytest.approx(least, rel=1e-12)


def test_on_a_line_it_sorts() -> None:
    data, noise = random(2).standard_normal((2, 300, 1))
    chosen = optimal_transport(data, noise)
    assert np.array_equal(data[chosen].ravel()[noise.ravel().argsort()], np.sort(data.ravel()))


def test_it_does_not_see_what_is_the_same_for_all_pairings() -> None:
    data, noise = random(3).standard_normal((2, 40, 2))
    assert np.array_equal(optimal_transport(data + 5, noise - 3), optimal_transport(data, noise))
    assert np.array_equal(independent(data, noise), np.arange(40))


@pytest.mark.parametrize("name", COUPLINGS)
def test_what_cannot_be_paired_is_refused(name) -> None:
    data = np.zeros((4, 2))
    with pytest.raises(ValueError, match="cannot be paired"):
        COUPLINGS[name](data[1:], data)


def test_values_that_are_not_finite_are_refused() -> None:
    data = np.zeros((3, 2))
    with pytest.raises(ValueError, match="invalid"):
        optimal_transport(np.full((3, 2), np.nan), data)
