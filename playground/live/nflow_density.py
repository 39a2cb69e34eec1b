"""Live training of a normalizing flow on the plane by maximum likelihood."""

from __future__ import annotations

import msgspec
import torch

from playground.core.checkpoint import Checkpoint
from playground.core.errors import RecipeError
from playground.core.noise import generator
from playground.live.flow_map import FlowMap
from playground.live.learner import Learner
from playground.live.lost import PATIENCE, Lost
from playground.live.pairs import DrawData
from playground.networks.plane_flow import Config, PlaneFlow
from playground.objectives import density

_LEAST_SHARE = 0.02
"""Of the average that each step renews: the mean of weights that lie far apart may be a much worse flow than
any of them (of eight affine couplings on the ring: 3 nats from the data where each was at 0.1)."""

_ASKED = 4096
"""Points that the cost of leaving points as they are is the mean over."""


class DensityPlan(msgspec.Struct, frozen=True, kw_only=True):
    """All that a training depends on from its start to its end."""

    data: DrawData
    config: Config
    seed: int


class DensityLearner:
    """Trains a flow on fresh data by exact likelihood; the averaged weights are shown."""

    def __init__(self, plan: DensityPlan) -> None:
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(plan.seed)
            self._learner = Learner(PlaneFlow(plan.config), _LEAST_SHARE)
        self._draw = plan.data
        self._random = generator(plan.seed, 0, "plane density")
        # A flow begins as the identity, so what its points cost then is what no flow at all would cost. The
        # spread of single points is several times that of a batch's mean.
        with torch.no_grad():
            x = torch.from_numpy(plan.data(generator(plan.seed, 0, "plane density cost"), _ASKED))
            costs = density.losses(self._learner.network, x)
        self._identity = costs.mean().item()
        self._lost = Lost(self._identity + costs.std().item())

    @property
    def steps(self) -> int:
        """Training steps made."""
        return self._learner.steps

    def step(self, learning_rate: float, batch: int) -> float:
        """One step on as many fresh points; gives the mean negative log-likelihood in nats before it.

        Raises ``RecipeError`` once that is no longer finite, and once it has for long been above what the
        identity costs by more than that cost's standard deviation over the data.
        """
        x = torch.from_numpy(self._draw(self._random, batch))
        loss = self._learner.descend(density.losses(self._learner.network, x).mean(), learning_rate)
        if self._lost.note(loss):
            raise RecipeError(
                f"The training became unstable after {self.steps:,} steps and does not recover: for about "
                f"{PATIENCE:,} of them the flow has been worse than none. A point now costs {loss:.1f} nats, "
                f"and {self._identity:.1f} where nothing moves it. Lower the learning rate and begin again."
            )
        return loss

    def checkpoint(self, at: Checkpoint) -> None:
        """The network, its random numbers, and whether it is about to be lost."""
        self._learner.checkpoint(at.part("learner"))
        if at.whole:
            self._lost.checkpoint(at.part("lost"))
            at.random("random", self._random)

    def map(self) -> FlowMap:
        """What is learned so far; it follows the training."""
        return FlowMap(self._learner.average)
