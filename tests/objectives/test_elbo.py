"""The ELBO's terms against independent computations."""

from __future__ import annotations

import pytest
import torch
from torch import nn
from torch.distributions import Normal, kl_divergence

from playground.objectives import elbo

pytestmark = pytest.mark.torch


def test_kl_is_that_of_torch_distributions() -> None:
    mean, log_variance = torch.randn(50, 7, dtype=torch.float64), torch.randn(50, 7, dtype=torch.float64) * 3
    expected = kl_divergence(Normal(mean, log_variance.exp().sqrt()), Normal(0.0, 1.0))
    torch.testing.assert_close(elbo.gaussian_kl(mean, log_variance), expected)


def test_kl_vanishes_for_the_prior_alone() -> None:
    assert float(elbo.gaussian_kl(torch.zeros(1), torch.zeros(1))) == 0.0
    assert float(elbo.gaussian_kl(torch.full((1,), 0.1), torch.zeros(1))) > 0.0


@pytest.mark.parametrize("log_scale", [-7.0, -4.0, -2.0, 0.0, 2.0])
@pytest.mark.parametrize("location", [-0.7, 0.0, 0.123, 0.5, 1.0, 3.0])
def test_probabilities_of_the_256_levels_sum_to_one(location: float, log_scale: float) -> None:
    levels = torch.arange(256, dtype=torch.float64).reshape(256, 1, 1, 1)
    nats = elbo.reconstruction(levels, torch.full_like(levels, location), torch.full_like(levels, log_scale))
    assert float(torch.exp(-nats).sum()) == pytest.approx(1.0, abs=1e-9)


def test_reconstruction_adds_up_the_mass_of_a_logistic_distribution() -> None:
    generator = torch.Generator().manual_seed(0)
    levels = torch.randint(0, 256, (3, 1, 5, 4), generator=generator).double()
    location = torch.rand(3, 1, 5, 4, generator=generator).double()
    log_scale = torch.full_like(location, -2.0)
    scale = log_scale.exp()
    upper = torch.where(levels == 255, torch.inf, (levels + 0.5) / 255)
    lower = torch.where(levels == 0, -torch.inf, (levels - 0.5) / 255)
    mass = torch.sigmoid((upper - location) / scale) - torch.sigmoid((lower - location) / scale)
    expected = -mass.log().sum(dim=(1, 2, 3))
    torch.testing.assert_close(elbo.reconstruction(levels, location, log_scale), expected)


def test_gradients_stay_finite_far_from_the_data() -> None:
    levels = torch.tensor([0.0, 1.0, 128.0, 254.0, 255.0]).reshape(5, 1, 1, 1)
    for place, scale in ((-50.0, -7.0), (50.0, -7.0), (0.5, 5.0)):
        location = torch.full_like(levels, place, requires_grad=True)
        log_scale = torch.full_like(levels, scale, requires_grad=True)
        elbo.reconstruction(levels, location, log_scale).sum().backward()
        assert location.grad is not None and bool(location.grad.isfinite().all())
        assert log_scale.grad is not None and bool(log_scale.grad.isfinite().all())


class Exact(nn.Module):
    """A fixed posterior, and a decoder that ignores its latent: the bound is then known exactly."""

    def forward(self, image: torch.Tensor, noise: torch.Tensor) -> tuple[torch.Tensor, ...]:
        """Posterior N(1, e) in two dimensions; location ½ and log-scale −1 everywhere."""
        ones = torch.ones(len(image), 2)
        return ones, ones, torch.full_like(image, 0.5), torch.full_like(image, -1.0)


def test_the_bound_is_minus_reconstruction_minus_kl() -> None:
    levels = torch.full((4, 1, 3, 3), 100.0)
    terms = elbo.terms(Exact(), levels, torch.randn(4, 2))
    pixel = elbo.reconstruction(levels[:1, :, :1, :1], torch.tensor(0.5), torch.tensor(-1.0))
    divergence = kl_divergence(Normal(1.0, torch.tensor(1.0).exp().sqrt()), Normal(0.0, 1.0))
    assert float(terms.bound[0]) == pytest.approx(float(-9 * pixel - 2 * divergence), rel=1e-5)
    assert terms.kl.shape == (4, 2) and terms.reconstruction.shape == (4,)
