"""Penalties on a discriminator's gradient by its input, which keep the game of a GAN stable."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import torch
from torch import Tensor

Discriminator: TypeAlias = Callable[[Tensor], Tensor]


def gradients(discriminator: Discriminator, x: Tensor) -> Tensor:
    """``∇ₓD(x)`` of each of a batch ``(batch, …)``, itself differentiable by the discriminator's
    parameters.

    Outputs must not depend on the rest of the batch, as they would with batch normalisation.
    """
    points = x.detach().requires_grad_(True)
    with torch.enable_grad():
        (found,) = torch.autograd.grad(discriminator(points).sum(), points, create_graph=True)
    return found


def r1(discriminator: Discriminator, real: Tensor) -> Tensor:
    """½E‖∇D(x)‖² over real data (Mescheder et al. 2018, equation 9), a scalar; to be weighed by γ."""
    return gradients(discriminator, real).flatten(1).square().sum(dim=1).mean() / 2


def wasserstein(discriminator: Discriminator, real: Tensor, fake: Tensor, mix: Tensor) -> Tensor:
    """E(‖∇D(x̂)‖ − 1)² at ``x̂ = mix·real + (1 − mix)·fake`` (Gulrajani et al. 2017, equation 3), a scalar;
    to be weighed by λ.

    ``mix`` ``(batch, 1, …)`` is uniform in [0, 1].
    """
    between = mix * real + (1 - mix) * fake
    norms: Tensor = gradients(discriminator, between).flatten(1).norm(dim=1)
    return (norms - 1).square().mean()
