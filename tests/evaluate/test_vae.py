"""What is measured of a VAE, on networks whose numbers are known."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from playground.core.likelihood import LEVELS, bits_per_dim
from playground.evaluate.vae import accuracy, bound, reconstructions

pytestmark = pytest.mark.torch


class Corner(nn.Module):
    """Posterior mean: two copies of the first pixel, one constant; variance 1, 1 and ¼."""

    def forward(self, image: Tensor) -> tuple[Tensor, Tensor]:
        """Mean and log-variance."""
        pixel = image[:, 0, 0, :1]
        mean = torch.cat([pixel, pixel, torch.full_like(pixel, 2.0)], dim=1)
        return mean, torch.zeros_like(mean) + torch.tensor([0.0, 0.0, math.log(0.25)])


class Uniform(nn.Module):
    """A distribution so broad that it is nearly flat over the grey levels, whatever the latent."""

    def forward(self, latent: Tensor) -> tuple[Tensor, Tensor]:
        """Location and log-scale of 2×2 pixels."""
        return torch.full((len(latent), 1, 2, 2), 0.5), torch.full((len(latent), 1, 2, 2), -1.0)


@pytest.fixture
def network() -> nn.Module:
    module = nn.Module()
    module.encoder, module.decoder = Corner(), Uniform()
    return module


@pytest.fixture
def images() -> np.ndarray:
    return np.random.default_rng(0).integers(0, 256, (600, 1, 2, 2), dtype=np.uint8)


def test_kl_and_active_units_are_those_of_the_posterior(network: nn.Module, images: np.ndarray) -> None:
    found = bound(network, images, draws=2)
    pixel = images[:, 0, 0, 0] / 255.0
    expected = 0.5 * np.mean(pixel**2)
    np.testing.assert_allclose(found.kl, [expected, expected, 0.5 * (4 + 0.25 - 1 + math.log(4))], rtol=1e-5)
    assert found.active_units() == 2
    assert found.means.shape == (600, 3)


def test_reconstruction_is_the_mean_over_images(network: nn.Module, images: np.ndarray) -> None:
    found = bound(network, images, draws=3)
    edges = np.concatenate([[-np.inf], (np.arange(LEVELS - 1) + 0.5) / (LEVELS - 1), [np.inf]])
    cdf = 1 / (1 + np.exp(-(edges - 0.5) / math.exp(-1.0)))
    nats = -np.log(np.diff(cdf))
    assert found.reconstruction == pytest.approx(float(nats[images].sum(axis=(1, 2, 3)).mean()), rel=1e-5)
    assert found.nats == pytest.approx(-found.reconstruction - found.kl.sum())


def test_the_same_seed_measures_the_same(network: nn.Module, images: np.ndarray) -> None:
    assert bound(network, images).nats == bound(network, images).nats


def test_reconstructions_are_clipped_to_the_range_of_images(images: np.ndarray) -> None:
    class Wild(nn.Module):
        def forward(self, latent: Tensor) -> tuple[Tensor, Tensor]:
            """Locations far outside."""
            return torch.linspace(-5, 5, len(latent)).reshape(-1, 1, 1, 1), torch.zeros(len(latent), 1, 1, 1)

    network = nn.Module()
    network.encoder, network.decoder = Corner(), Wild()
    found = reconstructions(network, images)
    assert float(found.min()) == 0.0 and float(found.max()) == 1.0


def test_accuracy_counts_the_right_ones() -> None:
    scores = torch.tensor([[2.0, 1.0], [0.0, 1.0], [3.0, 1.0], [3.0, 4.0]])
    assert accuracy(nn.Identity(), scores, np.array([0, 1, 1, 1], np.uint8)) == 0.75


def test_bits_per_dim_of_a_uniform_guess_is_eight() -> None:
    assert bits_per_dim(784 * math.log(256), 784) == pytest.approx(8.0)
