"""Distances between pictures: zero for equal ones alone, and what their papers want of them."""

from __future__ import annotations

import math

import pytest
import torch
from torch import Tensor, nn

from playground.objectives.perceptual import as_shown, perceptual, pseudo_huber

pytestmark = pytest.mark.torch

SHAPE = (2, 6, 4)
HUBER = 0.03 * math.sqrt(48)


def pictures(seed: int, count: int = 5) -> Tensor:
    return torch.randn(count, *SHAPE, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)


def layers(scale: float = 1.0) -> nn.Sequential:
    torch.manual_seed(0)
    first, second = nn.Conv2d(2, 5, 3, bias=False), nn.Conv2d(5, 7, 1, bias=False)
    with torch.no_grad():
        first.weight.mul_(scale)
    body = (first, nn.ReLU(), nn.MaxPool2d(2), second, nn.ReLU(), nn.MaxPool2d((1, 1)), nn.Flatten(), _Trap())
    return nn.Sequential(*body).double().requires_grad_(False)


class _Trap(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        raise AssertionError("what comes after the features was asked")


def test_what_lies_beyond_black_and_white_counts_less() -> None:
    picture = torch.tensor([-1.5, -1.0, -0.3, 0.0, 1.0, 2.0], dtype=torch.float64, requires_grad=True)
    shown = as_shown(picture)
    assert shown.tolist() == pytest.approx([-1.15, -1.0, -0.3, 0.0, 1.0, 1.3])
    (slope,) = torch.autograd.grad(shown.sum(), picture)
    assert slope[[0, 2, 3, 5]].tolist() == pytest.approx([0.3, 1, 1, 0.3])
    # As far beyond black as it is short of it: three tenths of the fault.
    black = torch.full((1, 1, 4, 4), -1.0)
    beyond, short = (as_shown(black + by) for by in (-0.01, 0.01))
    square = [float((each - black).square().sum()) for each in (beyond, short)]
    assert square[0] == pytest.approx(square[1] * 0.09, rel=1e-3)


def test_pseudo_huber_is_a_square_nearby_and_a_length_far_away() -> None:
    one, step = pictures(1), pictures(2)
    step = step / step.flatten(1).norm(dim=1).reshape(-1, 1, 1, 1)
    near = pseudo_huber(one, one + 1e-3 * step)
    torch.testing.assert_close(
        near, torch.full((5,), 1e-6 / (2 * HUBER), dtype=torch.float64), rtol=1e-3, atol=0
    )
    far = pseudo_huber(one, one + 1e6 * step)
    torch.testing.assert_close(far, torch.full((5,), 1e6 - HUBER, dtype=torch.float64), rtol=1e-9, atol=1e-6)


def test_pseudo_huber_has_a_gradient_where_pictures_are_equal() -> None:
    one = pictures(1).requires_grad_(True)
    pseudo_huber(one, one.detach()).sum().backward()
    assert one.grad is not None and not bool(one.grad.any())


@pytest.mark.parametrize("distance", [pseudo_huber, lambda one, other: perceptual(layers(), one, other)])
def test_a_distance_is_symmetric_and_each_pictures_own(distance) -> None:  # type: ignore[no-untyped-def]
    one, other = pictures(1), pictures(2)
    other[3] = one[3]
    found = distance(one, other)
    assert found.shape == (5,)
    assert [float(value) > 1e-3 for value in found] == [True, True, True, False, True]
    assert float(found[3]) == pytest.approx(0.0, abs=1e-12)
    torch.testing.assert_close(found, distance(other, one))
    torch.testing.assert_close(found[1:2], distance(one[1:2], other[1:2]))


def test_the_perceptual_distance_compares_directions_of_activations() -> None:
    """So it does not change with their scale, and is at most 2 after each of the two poolings."""
    one, other = pictures(1), pictures(2)
    found = perceptual(layers(), one, other)
    torch.testing.assert_close(perceptual(layers(100.0), one, other), found, rtol=1e-3, atol=1e-4)
    assert float(perceptual(layers(), one, -one).max()) <= 4.0


def test_the_perceptual_distance_leads_back_to_the_picture() -> None:
    one = pictures(1).requires_grad_(True)
    perceptual(layers(), one, pictures(2)).sum().backward()
    assert one.grad is not None and bool(one.grad.isfinite().all()) and bool(one.grad.any())
