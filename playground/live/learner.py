"""A network with its optimiser and its averaged weights: what every live training has."""

from __future__ import annotations

import copy
import math
from collections.abc import Iterator
from typing import Generic, TypeVar

import torch
from torch import Tensor, nn

from playground.core.checkpoint import Checkpoint
from playground.core.errors import RecipeError
from playground.networks.plane_mlp import Config, PlaneMlp

_BETAS = (0.9, 0.99)
_WARM_UP = 200
# The average forgets in proportion to the training so far (Karras et al. 2024, section 3.1): early on it
# follows at once, later it is as calm as a learning rate that decays.
_AVERAGE_POWER = 9
_EXPLODED = 1e6

N = TypeVar("N", bound=nn.Module)


def build(config: Config, seed: int) -> PlaneMlp:
    """An untrained network; the same seed gives the same weights, and torch's own generator is left alone."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        return PlaneMlp(config)


class Learner(Generic[N]):
    """Trains one network with Adam; ``average`` holds the weights that are shown.

    Of these each step renews at least ``least_share``: what one may steer has to be seen to follow.
    """

    def __init__(self, network: N, least_share: float = 0.0) -> None:
        torch.set_num_threads(1)
        self.network = network
        self.average = copy.deepcopy(network).requires_grad_(False)
        self.steps = 0
        self._least_share = least_share
        self._weights: list[Tensor] = list(network.parameters())
        self._averages: list[Tensor] = list(self.average.parameters())
        self._adam = Adam(self._weights)

    def descend(self, loss: Tensor, learning_rate: float) -> float:
        """One step down a loss, which is given back; raises ``RecipeError`` once it is no longer finite."""
        value = loss.item()
        if not math.isfinite(value) or value > _EXPLODED:
            raise RecipeError(
                f"The training became unstable after {self.steps:,} steps: its loss grew beyond all bounds. "
                "Lower the learning rate and begin again."
            )
        for weight in self._weights:
            weight.grad = None
        loss.backward()  # type: ignore[no-untyped-call]
        self._adam.step(learning_rate * min(1.0, (self.steps + 1) / _WARM_UP))
        self.steps += 1
        share = max(1 - (1 - 1 / (self.steps + 1)) ** _AVERAGE_POWER, self._least_share)
        with torch.no_grad():
            torch._foreach_lerp_(self._averages, self._weights, share)
        return value

    def checkpoint(self, at: Checkpoint) -> None:
        """Weights, their average, which is what one sees, and what the optimiser remembers."""
        self.steps = at.count("steps", self.steps)
        at.fill("average", [each.numpy() for each in self._averages])
        if not at.whole:
            return
        at.fill("weights", [each.detach().numpy() for each in self._weights])
        if self.steps:
            at.fill("adam", [each.numpy() for each in self._adam.state()])


class Adam:
    """``torch.optim.Adam``, which would load PyTorch's compiler first: over a second of the processor, and
    memory, in a process that compiles nothing."""

    def __init__(self, weights: list[Tensor]) -> None:
        self._weights = weights
        self._counts = [torch.zeros(()) for _ in weights]
        self._means, self._squares = ([torch.zeros_like(weight) for weight in weights] for _ in range(2))

    def step(self, learning_rate: float) -> None:
        """Change every weight that has a gradient."""
        some = [at for at, weight in enumerate(self._weights) if weight.grad is not None]
        weights, counts, means, squares = (
            [each[at] for at in some] for each in (self._weights, self._counts, self._means, self._squares)
        )
        slopes = [slope for weight in weights if (slope := weight.grad) is not None]
        with torch.no_grad():
            torch._foreach_add_(counts, 1)
            torch._fused_adam_(
                weights, slopes, means, squares, [], counts, lr=learning_rate,
                beta1=_BETAS[0], beta2=_BETAS[1], weight_decay=0.0, eps=1e-8, amsgrad=False, maximize=False,
            )  # fmt: skip

    def state(self) -> Iterator[Tensor]:
        """Of each weight how often it was changed, and both averages of its gradients."""
        for of_one in zip(self._counts, self._means, self._squares, strict=True):
            yield from of_one
