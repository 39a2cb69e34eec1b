"""An optimiser that turns the momentum of every matrix into the nearest orthogonal one before it is a step.

Jordan et al. 2024, "Muon: an optimizer for hidden layers in neural networks". What only few examples ask for
are small singular values of a momentum; here all count alike, so rare words are learned as fast as frequent
ones.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Any

import torch
from torch import Tensor, nn

_LEAST = 64
"""AdamW takes care of a matrix with a shorter side, as where pixels leave."""
_MOMENTUM = 0.95
_ITERATIONS = 5
# Its fixed point is no exact 1, but it is near it after few iterations (ibid.).
_QUINTIC = (3.4445, -4.7750, 2.0315)
_SIZE = 0.2
"""Root mean square of AdamW's steps, of which Muon's have as much (Liu et al. 2025, "Muon is scalable")."""


class Muon(torch.optim.AdamW):
    """Muon for the weights of hidden layers, AdamW for all else; both have the same rate and decay."""

    def __init__(
        self, network: nn.Module, rate: float, decay: float, *, bfloat16: bool, fused: bool = False
    ) -> None:
        self._bfloat16 = bfloat16
        hidden = list(hidden_weights(network))
        known = set(map(id, hidden))
        others = [one for one in network.parameters() if id(one) not in known]
        groups: list[dict[str, Any]] = [{"params": others}, {"params": hidden}]
        super().__init__(groups, lr=rate, betas=(0.9, 0.99), weight_decay=decay, fused=fused)

    def take_over(self, other: torch.optim.Optimizer) -> None:
        """Go on with the moments of another one of the same weights."""
        hidden = self.param_groups[1]["params"]
        for group in self.param_groups:
            for parameter in group["params"]:
                if found := other.state.get(parameter):
                    self.state[parameter] = dict(found)
        for parameter in hidden:
            self.state[parameter].pop("exp_avg_sq", None)

    @torch.no_grad()
    def step(self, closure: Callable[[], float] | None = None) -> float | None:  # type: ignore[override]
        """One step of all weights that have a gradient."""
        hidden = self.param_groups[1]
        moved = [(one, one.grad) for one in hidden["params"] if one.grad is not None]
        for parameter, _ in moved:
            parameter.grad = None
        result: float | None = super().step(closure)
        self._turn(moved, hidden["lr"], hidden["weight_decay"])
        return result

    def _turn(self, moved: list[tuple[Tensor, Tensor]], rate: float, decay: float) -> None:
        alike: dict[tuple[int, int], list[tuple[Tensor, Tensor]]] = {}
        for parameter, gradient in moved:
            parameter.grad = gradient
            step = self._momentum(parameter, gradient)
            parameter.mul_(1 - rate * decay)
            for part, place in zip(_apart(step), _apart(parameter), strict=True):
                matrix = part.flatten(1)
                alike.setdefault((matrix.shape[0], matrix.shape[1]), []).append((matrix, place))
        for shape, parts in alike.items():
            stacked = torch.stack([step for step, _ in parts])
            size = rate * _SIZE * math.sqrt(max(shape))
            turned = orthogonal(stacked.bfloat16() if self._bfloat16 else stacked).float()
            for (_, place), step in zip(parts, turned, strict=True):
                place.sub_(size * step.view(place.shape))

    def _momentum(self, parameter: Tensor, gradient: Tensor) -> Tensor:
        """Nesterov's: the mean of gradients, as it will be when the next one is like this one."""
        state: dict[str, Any] = self.state[parameter]
        mean = state.setdefault("exp_avg", torch.zeros_like(parameter))
        state.setdefault("step", torch.zeros(())).add_(1)
        mean.lerp_(gradient, 1 - _MOMENTUM)
        return torch.lerp(gradient, mean, _MOMENTUM)


def hidden_weights(network: nn.Module) -> Iterator[Tensor]:
    """Weights of linear layers and convolutions between features, each once."""
    seen: set[int] = set()
    for module in network.modules():
        if isinstance(module, nn.Linear | nn.Conv2d) and id(module.weight) not in seen:
            seen.add(id(module.weight))
            if min(len(module.weight), module.weight[0].numel()) >= _LEAST:
                yield module.weight


def orthogonal(matrices: Tensor) -> Tensor:
    """Roughly the nearest orthogonal matrix ``(…, m, n)`` to each: its singular values become about 1.

    Newton and Schulz's iteration, an odd polynomial of the singular values, which needs products alone.
    """
    tall = matrices.shape[-2] > matrices.shape[-1]
    found = matrices.mT if tall else matrices
    found = found / (found.norm(dim=(-2, -1), keepdim=True) + 1e-7)
    one, three, five = _QUINTIC
    for _ in range(_ITERATIONS):
        square = found @ found.mT
        found = one * found + (three * square + five * square @ square) @ found
    turned: Tensor = found.mT if tall else found
    return turned


def _apart(weight: Tensor) -> tuple[Tensor, ...]:
    """A weight as those that it consists of, which share its memory, however that is laid out.

    Queries, keys and values, or scales, shifts and gates, lie one below the other in one weight, and each is
    a matrix of its own.
    """
    rows, columns = len(weight), weight[0].numel()
    return torch.split(weight, columns) if rows % columns == 0 else (weight,)
