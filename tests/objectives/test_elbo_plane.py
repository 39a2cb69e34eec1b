"""The Gaussian likelihood and the importance-weighted bound against closed forms."""

from __future__ import annotations

import math

import pytest
import torch
from torch.distributions import MultivariateNormal, Normal

from playground.objectives import elbo

pytestmark = pytest.mark.torch


class LinearGaussian:
    """x = W z + b + σ ε: posterior and evidence are known (Tipping and Bishop 1999, section 3)."""

    def __init__(self, dimensions: int, latent: int, seed: int = 0) -> None:
        random = torch.Generator().manual_seed(seed)
        self.weight = torch.randn(dimensions, latent, generator=random, dtype=torch.float64)
        # Columns at right angles to each other give a posterior that factorises, as the encoder's does.
        self.weight = (
            torch.linalg.svd(self.weight, full_matrices=False)[0] * torch.tensor([1.7, 0.6])[:latent]
        )
        self.offset = torch.randn(dimensions, generator=random, dtype=torch.float64)
        self.log_deviation = torch.tensor(math.log(0.4), dtype=torch.float64)
        variance = math.exp(2 * self.log_deviation.item())
        self.evidence = MultivariateNormal(
            self.offset, self.weight @ self.weight.T + variance * torch.eye(dimensions, dtype=torch.float64)
        )
        self.precision = (self.weight**2).sum(0) / variance + 1
        self._variance = variance

    def posterior(self, x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Mean and log-variance of p(z|x)."""
        mean = (x - self.offset) @ self.weight / self._variance / self.precision
        return mean, -self.precision.log().expand_as(mean)

    def log_weights(self, x: torch.Tensor, mean: torch.Tensor, log_variance: torch.Tensor) -> torch.Tensor:
        """Of 5,000 draws from a Gaussian proposal."""
        random = torch.Generator().manual_seed(1)
        noise = torch.randn(5000, *mean.shape, generator=random, dtype=torch.float64)
        latent = mean + torch.exp(0.5 * log_variance) * noise
        location = latent @ self.weight.T + self.offset
        loss = elbo.gaussian_reconstruction(x, location, self.log_deviation)
        return elbo.log_weights(loss, latent, noise, log_variance)


def test_the_gaussian_reconstruction_is_that_of_torch_distributions() -> None:
    random = torch.Generator().manual_seed(0)
    x, location = (torch.randn(9, 3, generator=random, dtype=torch.float64) for _ in range(2))
    log_deviation = torch.tensor(-1.3, dtype=torch.float64)
    expected = -Normal(location, log_deviation.exp()).log_prob(x).sum(1)
    torch.testing.assert_close(elbo.gaussian_reconstruction(x, location, log_deviation), expected)


@pytest.mark.parametrize("latent", [1, 2])
def test_every_draw_from_the_true_posterior_weighs_as_much_as_the_evidence(latent: int) -> None:
    """The optimum of probabilistic PCA: the bound equals the log-likelihood, without any variance."""
    model = LinearGaussian(2, latent)
    x = model.evidence.sample((6,))
    weights = model.log_weights(x, *model.posterior(x))
    torch.testing.assert_close(weights, model.evidence.log_prob(x).expand_as(weights))
    torch.testing.assert_close(elbo.importance_bound(weights), model.evidence.log_prob(x))


def test_the_bound_is_the_evidence_less_the_divergence_and_importance_closes_the_gap() -> None:
    model = LinearGaussian(2, 2)
    x = model.evidence.sample((6,))
    mean, log_variance = model.posterior(x)
    wrong_mean, wrong_log_variance = mean + 0.2, log_variance + 0.3
    weights = model.log_weights(x, wrong_mean, wrong_log_variance)
    divergence = torch.distributions.kl_divergence(
        Normal(wrong_mean, (0.5 * wrong_log_variance).exp()), Normal(mean, (0.5 * log_variance).exp())
    ).sum(1)
    evidence = model.evidence.log_prob(x)
    torch.testing.assert_close(weights.mean(0), evidence - divergence, atol=0.03, rtol=0)
    torch.testing.assert_close(elbo.importance_bound(weights), evidence, atol=0.03, rtol=0)


def test_the_mean_weight_is_reconstruction_and_kl() -> None:
    model = LinearGaussian(2, 2)
    x = model.evidence.sample((4,))
    mean, log_variance = model.posterior(x)
    mean, log_variance = mean - 0.3, log_variance + 0.5
    variance = log_variance.exp()
    location = mean @ model.weight.T + model.offset
    # E‖x − Wz − b‖² = ‖x − Wμ − b‖² + Σ σ² ‖w‖².
    spread = (variance * (model.weight**2).sum(0)).sum(1) / (2 * math.exp(2 * model.log_deviation.item()))
    reconstruction = elbo.gaussian_reconstruction(x, location, model.log_deviation) + spread
    bound = -reconstruction - elbo.gaussian_kl(mean, log_variance).sum(1)
    torch.testing.assert_close(model.log_weights(x, mean, log_variance).mean(0), bound, atol=0.05, rtol=0)


def test_more_draws_only_raise_the_bound() -> None:
    """Burda et al. 2016, theorem 1, for the means over many groups of draws."""
    model = LinearGaussian(2, 2)
    x = model.evidence.sample((50,))
    mean, log_variance = model.posterior(x)
    weights = model.log_weights(x, mean + 0.5, log_variance + 0.5)
    bounds = [
        elbo.importance_bound(weights.reshape(-1, k, 50).swapaxes(0, 1)).mean().item()
        for k in (1, 2, 10, 100)
    ]
    assert bounds[0] == pytest.approx(weights.mean().item())
    assert bounds == sorted(bounds) and bounds[-1] <= model.evidence.log_prob(x).mean().item() + 0.01
