"""Maximum likelihood by the change of variables: log p(x) = log p_z(z) + log|det ∂z/∂x|.

Dinh, Sohl-Dickstein and Bengio 2017, "Density estimation using Real NVP", equation 2; the base p_z is the
standard normal distribution.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor

from playground.networks.plane_flow_layers import Mapped


def base_log_density(z: Tensor) -> Tensor:
    """log p_z of each row of ``z`` ``(n, …)`` in nats, ``(n,)``."""
    rows = z.flatten(1)
    return -0.5 * rows.square().sum(1) - 0.5 * rows.shape[1] * math.log(2 * math.pi)


def log_density(mapped: Mapped) -> Tensor:
    """log p of the data whose base points are ``mapped``, in nats, ``(n,)``."""
    return base_log_density(mapped.points) + mapped.log_det


def losses(flow: torch.nn.Module, x: Tensor) -> Tensor:
    """Negative log-likelihood in nats of each of the data ``(n, …)`` under a flow, ``(n,)``."""
    return -log_density(flow(x))
