"""Normalizing flows of the plane with weights as a training may leave them, without the training."""

from __future__ import annotations

import torch

from playground.networks.plane_flow import Config, PlaneFlow
from playground.networks.plane_flow_layers import Conditioner

KINDS = ("affine coupling", "spline coupling", "autoregressive")


def filled(config: Config, seed: int = 0, strength: float = 1.0) -> PlaneFlow:
    """A flow whose conditioners say something; each layer says the less, the more there are."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        flow = PlaneFlow(config)
        spread = 0.3 * strength / config.layers**0.5
        with torch.no_grad():
            for name, parameter in flow.named_parameters():
                if name.endswith("alone"):
                    parameter.normal_(0, spread)
            for module in flow.modules():
                if isinstance(module, Conditioner):
                    module.out.weight.normal_(0, spread / module.out.in_features**0.5)
                    module.out.bias.normal_(0, spread)
    return flow.requires_grad_(False)
