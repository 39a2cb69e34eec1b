"""The evidence lower bound of a VAE with a Gaussian posterior and a discretized logistic likelihood.

``ELBO = −reconstruction − KL`` (Kingma and Welling 2014, "Auto-Encoding Variational Bayes", equation 3).
"""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor

from playground.core import likelihood


class Terms(NamedTuple):
    """Nats per image: ``−log p(x|z)`` ``(batch,)``, and KL by latent dimension ``(batch, latent)``."""

    reconstruction: Tensor
    kl: Tensor

    @property
    def bound(self) -> Tensor:
        """The ELBO of each image in nats ``(batch,)``."""
        return -self.reconstruction - self.kl.sum(dim=1)


def gaussian_kl(mean: Tensor, log_variance: Tensor) -> Tensor:
    """KL of N(mean, exp(log_variance)) from N(0, 1) in nats, element by element (equation 10 there)."""
    return 0.5 * (mean.square() + log_variance.exp() - 1 - log_variance)


def reconstruction(levels: Tensor, location: Tensor, log_scale: Tensor) -> Tensor:
    """``−log p(x|z)`` in nats of each image ``(batch,)``; ``levels`` are grey levels 0…255 as floats."""
    log_probability: Tensor = likelihood.log_probability(levels, location, log_scale, torch)
    return -log_probability.flatten(1).sum(dim=1)


def terms(network: torch.nn.Module, levels: Tensor, noise: Tensor) -> Terms:
    """The terms of the ELBO of images ``levels`` (grey levels, float32) with one draw of ``noise`` each.

    The likelihood is always computed in float32, whatever precision the network runs in.
    """
    mean, log_variance, location, log_scale = network(levels / (likelihood.LEVELS - 1), noise)
    return Terms(
        reconstruction(levels, location.float(), log_scale.float()),
        gaussian_kl(mean.float(), log_variance.float()),
    )
