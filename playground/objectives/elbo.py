"""The evidence lower bound of a VAE with a Gaussian posterior, and tighter ones by importance sampling.

``ELBO = −reconstruction − KL`` (Kingma and Welling 2014, "Auto-Encoding Variational Bayes", equation 3). The
likelihood is a discretized logistic for images, and a Gaussian for points.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import torch
from torch import Tensor

from playground.core import likelihood


class Terms(NamedTuple):
    """Nats per sample: ``−log p(x|z)`` ``(batch,)``, and KL by latent dimension ``(batch, latent)``."""

    reconstruction: Tensor
    kl: Tensor

    @property
    def bound(self) -> Tensor:
        """The ELBO of each sample in nats ``(batch,)``."""
        return -self.reconstruction - self.kl.sum(dim=1)


def gaussian_kl(mean: Tensor, log_variance: Tensor) -> Tensor:
    """KL of N(mean, exp(log_variance)) from N(0, 1) in nats, element by element (equation 10 there)."""
    return 0.5 * (mean.square() + log_variance.exp() - 1 - log_variance)


def reconstruction(levels: Tensor, location: Tensor, log_scale: Tensor) -> Tensor:
    """``−log p(x|z)`` in nats of each image ``(batch,)``; ``levels`` are grey levels 0…255 as floats."""
    log_probability: Tensor = likelihood.log_probability(levels, location, log_scale, torch)
    return -log_probability.flatten(1).sum(dim=1)


def gaussian_reconstruction(x: Tensor, location: Tensor, log_deviation: Tensor) -> Tensor:
    """``−log N(x; location, σ²I)`` in nats over the last axis, with one log σ: ``(…, d)`` to ``(…)``."""
    dimensions = x.shape[-1]
    squares = (x - location).square().sum(dim=-1)
    constant = dimensions * (0.5 * math.log(2 * math.pi) + log_deviation)
    return 0.5 * squares * torch.exp(-2 * log_deviation) + constant


def log_weights(reconstruction: Tensor, latent: Tensor, noise: Tensor, log_variance: Tensor) -> Tensor:
    """``log p(x|z) + log p(z) − log q(z|x)`` in nats of z = mean + exp(½ log-variance) · noise.

    ``reconstruction`` is ``−log p(x|z)`` ``(…)``; the others are ``(…, latent)``. The mean over noise is the
    ELBO, since that of the last two terms is minus the KL divergence.
    """
    ratio = 0.5 * (noise.square() + log_variance - latent.square())
    return ratio.sum(dim=-1) - reconstruction


def importance_bound(log_weights: Tensor) -> Tensor:
    """``log (1/k) Σ w`` over the first axis of ``(k, …)`` (Burda, Grosse and Salakhutdinov 2016, equation 8).

    In the mean it rises with k from the ELBO towards log p(x).
    """
    return torch.logsumexp(log_weights, dim=0) - math.log(len(log_weights))


def terms(network: torch.nn.Module, levels: Tensor, noise: Tensor) -> Terms:
    """The terms of the ELBO of images ``levels`` (grey levels, float32) with one draw of ``noise`` each.

    The likelihood is always computed in float32, whatever precision the network runs in.
    """
    mean, log_variance, location, log_scale = network(levels / (likelihood.LEVELS - 1), noise)
    return Terms(
        reconstruction(levels, location.float(), log_scale.float()),
        gaussian_kl(mean.float(), log_variance.float()),
    )
