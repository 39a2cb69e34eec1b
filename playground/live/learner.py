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
        self._optimiser = torch.optim.Adam(self._weights, betas=_BETAS, fused=True)

    def descend(self, loss: Tensor, learning_rate: float) -> float:
        """One step down a loss, which is given back; raises ``RecipeError`` once it is no longer finite."""
        value = loss.item()
        if not math.isfinite(value) or value > _EXPLODED:
            raise RecipeError(
                f"The training became unstable after {self.steps:,} steps: its loss grew beyond all bounds. "
                "Lower the learning rate and begin again."
            )
        self._optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        for group in self._optimiser.param_groups:
            group["lr"] = learning_rate * min(1.0, (self.steps + 1) / _WARM_UP)
        self._optimiser.step()
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
            at.fill("adam", [each.numpy() for each in self._moments()])

    def _moments(self) -> Iterator[Tensor]:
        """Of each weight the optimiser's count and both averages, which it makes itself in its first step."""
        for weight in self._weights:
            state = self._optimiser.state[weight]
            if not state:
                zeros = torch.zeros_like(weight), torch.zeros_like(weight)
                state["step"], state["exp_avg"], state["exp_avg_sq"] = torch.zeros(()), *zeros
            yield from (state["step"], state["exp_avg"], state["exp_avg_sq"])
