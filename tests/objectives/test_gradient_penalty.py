"""Gradient penalties on discriminators whose gradients are known."""

from __future__ import annotations

import pytest
import torch

from playground.objectives.gradient_penalty import gradients, r1, wasserstein

pytestmark = pytest.mark.torch

RANDOM = torch.Generator().manual_seed(0)
REAL, FAKE = torch.randn(2, 6, 3, generator=RANDOM, dtype=torch.float64)
MIX = torch.rand(6, 1, generator=RANDOM, dtype=torch.float64)


def test_a_plane_has_the_same_gradient_everywhere() -> None:
    slope = torch.tensor([1.0, -2.0, 2.0], dtype=torch.float64)

    def plane(x):
        return x @ slope + 5

    assert torch.allclose(gradients(plane, REAL), slope.expand(6, 3))
    assert r1(plane, REAL).item() == pytest.approx(9 / 2)
    assert wasserstein(plane, REAL, FAKE, MIX).item() == pytest.approx((3 - 1) ** 2)
    assert wasserstein(lambda x: plane(x) / 3, REAL, FAKE, MIX).item() == pytest.approx(0)


def test_a_bowl_has_its_own_place_as_gradient() -> None:
    def bowl(x):
        return x.square().flatten(1).sum(1) / 2

    assert r1(bowl, REAL).item() == pytest.approx(float(REAL.square().sum(1).mean() / 2))
    between = MIX * REAL + (1 - MIX) * FAKE
    exact = (between.norm(dim=1) - 1).square().mean()
    assert wasserstein(bowl, REAL, FAKE, MIX).item() == pytest.approx(float(exact))
    pictures = REAL.reshape(6, 1, 3, 1)
    assert r1(bowl, pictures).item() == pytest.approx(r1(bowl, REAL).item())


def test_penalties_have_derivatives_by_the_parameters_and_not_by_the_points() -> None:
    """For D = w·x the penalties are |w|²/2 and (|w| − 1)²."""
    w = torch.tensor([0.6, 0.0, -0.8], dtype=torch.float64, requires_grad=True)
    real = REAL.clone().requires_grad_(True)
    r1(lambda x: x @ w, real).backward()
    assert torch.allclose(w.grad, w.detach()) and real.grad is None
    w.grad = None
    wasserstein(lambda x: x @ (2 * w), REAL, FAKE, MIX).backward()
    assert torch.allclose(w.grad, 2 * (2 - 1) * 2 * w.detach())


def test_a_penalty_can_be_taken_where_gradients_are_off() -> None:
    with torch.no_grad():
        found = r1(lambda x: x.square().sum(1), REAL)
    assert found.item() == pytest.approx(2 * float(REAL.square().sum(1).mean()))
