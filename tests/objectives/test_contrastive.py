"""The contrast of pairs is the cross-entropy of the right partner, from either side."""

from __future__ import annotations

import math

import pytest
import torch

from playground.objectives.contrastive import symmetric_info_nce

pytestmark = pytest.mark.torch


def vectors(count: int, seed: int) -> torch.Tensor:
    drawn = torch.randn(count, 6, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)
    return torch.nn.functional.normalize(drawn, dim=1)


def by_hand(one: torch.Tensor, other: torch.Tensor, scale: float, kinds: list[int]) -> float:
    """Sums over what may be chosen, one exponential after another."""
    total = 0.0
    for first, second in ((one, other), (other, one)):
        for index in range(len(one)):
            allowed = [each for each in range(len(one)) if each == index or kinds[each] != kinds[index]]
            odds = {each: math.exp(scale * float(first[index] @ second[each])) for each in allowed}
            total -= math.log(odds[index] / sum(odds.values()))
    return total / (2 * len(one))


@pytest.mark.parametrize("kinds", [[0, 1, 2, 3, 4], [0, 0, 1, 2, 1], [3, 3, 3, 3, 3]])
def test_it_is_the_mean_cross_entropy_of_both_sides(kinds: list[int]) -> None:
    one, other = vectors(5, 0), vectors(5, 1)
    found = symmetric_info_nce(one, other, torch.tensor(7.0, dtype=torch.float64), torch.tensor(kinds))
    assert float(found) == pytest.approx(by_hand(one, other, 7.0, kinds), rel=1e-9, abs=1e-12)


def test_chance_is_the_logarithm_of_the_number_and_a_perfect_model_needs_nothing() -> None:
    kinds, same = torch.arange(8), torch.ones(8, 6, dtype=torch.float64) / math.sqrt(6)
    scale = torch.tensor(50.0, dtype=torch.float64)
    assert float(symmetric_info_nce(same, same, scale, kinds)) == pytest.approx(math.log(8))
    apart = torch.eye(8, dtype=torch.float64)
    assert float(symmetric_info_nce(apart, apart, scale, kinds)) < 1e-20


def test_partners_that_drift_apart_cost_more() -> None:
    kinds, scale, at = torch.arange(5), torch.tensor(5.0, dtype=torch.float64), vectors(5, 3)
    costs = [float(symmetric_info_nce(at, each, scale, kinds)) for each in (at, vectors(5, 4), -at)]
    assert costs[0] < costs[1] < costs[2]
