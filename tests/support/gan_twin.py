"""A network of the GAN's lab once more in torch, whose derivatives are found automatically."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor, nn

from playground.live.gan_network import ActivationName, GanNetwork, Parameters

MODULES: dict[ActivationName, type[nn.Module] | object] = {
    "relu": torch.relu,
    "leaky relu": lambda x: nn.functional.leaky_relu(x, 0.2),
    "tanh": torch.tanh,
}


class Twin:
    """The same network, with parameters of its own that require a gradient."""

    def __init__(self, own: GanNetwork, activation: ActivationName) -> None:
        self.weights, self.biases = (
            [torch.from_numpy(each.astype(np.float64)).requires_grad_(True) for each in parameters]
            for parameters in (own.own.weights, own.own.biases)
        )
        self.activation = MODULES[activation]

    def __call__(self, x: Tensor) -> Tensor:
        for weight, bias in zip(self.weights[:-1], self.biases[:-1], strict=True):
            x = self.activation(x @ weight + bias)
        return x @ self.weights[-1] + self.biases[-1]

    def slopes(self) -> np.ndarray:
        pairs = zip(self.weights, self.biases, strict=True)
        return torch.cat([each.grad.flatten() for pair in pairs for each in pair]).numpy()


def gathered(found: Parameters) -> np.ndarray:
    """All of them in one row, layer by layer."""
    pairs = zip(found.weights, found.biases, strict=True)
    return np.concatenate([each.ravel() for pair in pairs for each in pair])
