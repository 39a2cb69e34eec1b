"""A network in which nothing is zero, as new ones have it where blocks begin as the identity."""

from __future__ import annotations

import torch
from torch import nn


def awake(network: nn.Module, seed: int = 0) -> nn.Module:
    """Give all parameters random values that depend on ``seed`` alone; in evaluation mode."""
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, weights in network.named_parameters():
            inner = weights[0].numel() if weights.ndim > 1 else 1
            spread = inner**-0.5 if weights.ndim > 1 else 0.1
            weights.copy_(spread * torch.randn(weights.shape, generator=generator))
            if "norm" in name and name.endswith("weight"):
                weights.add_(1)
    return network.eval()
