"""A small network on the plane that is told the time, with its divergence in closed form."""

from __future__ import annotations

import math
from typing import Annotated

import msgspec
import torch
from torch import Tensor, nn

# Periods from eight times the path down to half of it: what a point turns into changes smoothly with time.
_FREQUENCIES = (0.125, 0.25, 0.375, 0.5, 0.75, 1.0, 1.5, 2.0)


class Config(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Units in each hidden layer, and how many there are."""

    width: Annotated[int, msgspec.Meta(ge=1, le=4096)] = 96
    layers: Annotated[int, msgspec.Meta(ge=1, le=32)] = 3


class PlaneMlp(nn.Module):
    """Points ``(n, 2)`` and times ``(n,)`` or ``(1,)`` in [0, 1] to two numbers for each, ``(n, 2)``.

    Fourier features of the time enter the first layer (Tancik et al. 2020); the layers after it are residual.
    It begins with the answer 0 everywhere.
    """

    frequencies: Tensor

    def __init__(self, config: Config) -> None:
        super().__init__()
        self.place = nn.Linear(2, config.width)
        self.time = nn.Linear(2 * len(_FREQUENCIES), config.width, bias=False)
        self.hidden = nn.ModuleList(nn.Linear(config.width, config.width) for _ in range(config.layers - 1))
        self.out = nn.Linear(config.width, 2)
        nn.init.zeros_(self.out.weight)
        nn.init.zeros_(self.out.bias)
        self.register_buffer("frequencies", 2 * math.pi * torch.tensor(_FREQUENCIES), persistent=False)

    def forward(self, x: Tensor, time: Tensor, label: Tensor | None = None) -> Tensor:
        """The prediction; ``label`` is not used, since on the plane there are no classes."""
        hidden = nn.functional.silu(self.place(x) + self._embedded(time))
        for layer in self.hidden:
            hidden = hidden + nn.functional.silu(layer(hidden))
        result: Tensor = self.out(hidden)
        return result

    def with_trace(self, x: Tensor, time: Tensor) -> tuple[Tensor, Tensor]:
        """The prediction ``(n, 2)`` and the trace of its Jacobian by ``x``, ``(n,)``, exact (forward
        mode)."""
        hidden, slope = _silu(self.place(x) + self._embedded(time))
        # The derivatives by both coordinates: (2, n, width).
        turned = slope * self.place.weight.T.contiguous()[:, None]
        for layer in self.hidden:
            value, slope = _silu(layer(hidden))
            hidden = hidden + value
            turned = turned + slope * (turned @ layer.weight.T)  # type: ignore[operator]
        return self.out(hidden), (turned @ self.out.weight[..., None]).sum(0)[:, 0]

    def _embedded(self, time: Tensor) -> Tensor:
        angles = time[:, None] * self.frequencies
        embedded: Tensor = self.time(torch.cat([angles.sin(), angles.cos()], dim=1))
        return embedded


def _silu(x: Tensor) -> tuple[Tensor, Tensor]:
    """x·sigmoid(x) and its derivative."""
    gate = torch.sigmoid(x)
    value = x * gate
    return value, gate + value * (1 - gate)


CONFIG = Config
NETWORK = PlaneMlp
