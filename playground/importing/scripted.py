"""TorchScript that takes so many inputs and no more, as the exporter of graphs wants it.

A scripted network whose further inputs may be left out cannot be exported as it is; one around it can.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn


class _Around(nn.Module):
    def __init__(self, network: Any) -> None:
        super().__init__()
        self.network = network


class _One(_Around):
    def forward(self, x: Tensor) -> Tensor:
        return self.network(x)  # type: ignore[no-any-return]


class _Two(_Around):
    def forward(self, x: Tensor, t: Tensor) -> Tensor:
        return self.network(x, t)  # type: ignore[no-any-return]


class _Three(_Around):
    def forward(self, x: Tensor, t: Tensor, y: Tensor) -> Tensor:
        return self.network(x, t, y)  # type: ignore[no-any-return]


def taking(network: Any, count: int) -> Any:
    """The network, given ``count`` tensors; raises ``ValueError`` for more than three."""
    if not 1 <= count <= 3:
        raise ValueError(f"it takes {count} inputs, and one to three are known")
    script: Any = torch.jit.script
    return script((_One, _Two, _Three)[count - 1](network).eval())
