"""Live training of a variational autoencoder on the plane, and what is learned as a model of numpy arrays."""

from __future__ import annotations

import copy
import math
from typing import NamedTuple

import msgspec
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from playground.core.checkpoint import Checkpoint
from playground.core.noise import generator
from playground.live.learner import Learner
from playground.live.pairs import DrawData
from playground.networks.plane_vae import Config, PlaneVae
from playground.objectives import elbo

Floats = NDArray[np.float32]

LEAST_DEVIATION = 0.01
"""A decoder's σ is never less: on a line through the plane the bound would grow for ever."""

_LEAST_SHARE = 0.02
# Points asked for at once: their hidden layers stay in the processor's cache.
_BLOCK = 1024


class VaePlan(msgspec.Struct, frozen=True, kw_only=True):
    """All that a training depends on from its start to its end."""

    data: DrawData
    latent: int
    width: int
    layers: int
    seed: int


class VaeControls(msgspec.Struct, frozen=True, kw_only=True):
    """What may change while a training goes on; ``deviation`` is the decoder's σ, or where a learned one
    begins."""

    learning_rate: float
    batch: int
    beta: float
    deviation: float
    learn_deviation: bool = False


class Losses(NamedTuple):
    """The two terms of the bound in nats per point, the mean over a batch."""

    reconstruction: float
    kl: float


class VaeTrainer:
    """Minimises reconstruction + β · KL, with one draw of z for each point (Higgins et al. 2017, eq. 4)."""

    def __init__(self, plan: VaePlan) -> None:
        network = build(Config(latent=plan.latent, width=plan.width, layers=plan.layers), plan.seed)
        self._learner, self._draw, self._latent = Learner(network, _LEAST_SHARE), plan.data, plan.latent
        self._networks = self._learner.network, self._learner.average
        self._random = generator(plan.seed, 0, "plane vae")
        self._deviation = 0.0

    @property
    def steps(self) -> int:
        """Training steps made."""
        return self._learner.steps

    def step(self, controls: VaeControls) -> Losses:
        """One training step; raises ``RecipeError`` once the loss is no longer finite."""
        self.steer(controls)
        network = self._learner.network
        x = torch.from_numpy(self._draw(self._random, controls.batch))
        shape = (controls.batch, self._latent)
        noise = torch.from_numpy(self._random.standard_normal(shape, dtype=np.float32))
        mean, log_variance, location = network(x, noise)
        deviation: Tensor = network.log_deviation
        if not controls.learn_deviation:
            deviation = deviation.detach()
        reconstruction = elbo.gaussian_reconstruction(x, location, deviation).mean()
        kl = elbo.gaussian_kl(mean, log_variance).sum(dim=1).mean()
        self._learner.descend(reconstruction + controls.beta * kl, controls.learning_rate)
        with torch.no_grad():
            for each in self._networks:
                each.log_deviation.clamp_(min=math.log(LEAST_DEVIATION))
        return Losses(reconstruction.item(), kl.item())

    def steer(self, controls: VaeControls) -> None:
        """Give the decoder the σ that the controls say; one that is learned begins there, at every new
        value."""
        if controls.learn_deviation and controls.deviation == self._deviation:
            return
        self._deviation = controls.deviation
        with torch.no_grad():
            for each in self._networks:
                each.log_deviation.fill_(math.log(max(controls.deviation, LEAST_DEVIATION)))

    def checkpoint(self, at: Checkpoint) -> None:
        """The network, its random numbers, and the σ that it was given last."""
        self._learner.checkpoint(at.part("learner"))
        if at.whole:
            at.random("random", self._random)
        self._deviation = at.value("deviation", self._deviation)

    def model(self) -> LearnedVae:
        """What is learned so far; it follows the training."""
        return LearnedVae(self._learner.average)


def build(config: Config, seed: int) -> PlaneVae:
    """An untrained network; the same seed gives the same weights, and torch's own generator is left alone."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        return PlaneVae(config)


class LearnedVae:
    """Encoder and decoder in numpy; arrays are float32."""

    def __init__(self, network: PlaneVae) -> None:
        self._network = network

    @property
    def latent(self) -> int:
        """How many numbers a code has."""
        return self._network.latent

    @property
    def deviation(self) -> float:
        """The decoder's σ."""
        return math.exp(self._network.log_deviation.item())

    def copied(self) -> LearnedVae:
        """The same model with its own weights."""
        return LearnedVae(copy.deepcopy(self._network))

    def encode(self, x: Floats) -> tuple[Floats, Floats]:
        """Mean and standard deviation of the posteriors of points ``(n, 2)``, each ``(n, latent)``."""
        with torch.inference_mode():
            parts = [self._network.encode(part) for part in _parts(x)]
            mean, log_variance = (torch.cat(each) for each in zip(*parts, strict=True))
            return mean.numpy(), torch.exp(0.5 * log_variance).numpy()

    def decode(self, latent: Floats) -> Floats:
        """Means of p(x|z) for codes ``(n, latent)``, ``(n, 2)``."""
        with torch.inference_mode():
            return torch.cat([self._network.decode(part) for part in _parts(latent)]).numpy()

    def log_weights(self, x: Floats, noise: Floats) -> NDArray[np.float64]:
        """Logarithms of the importance weights ``(k, n)`` of points ``(n, 2)`` with noise ``(k, n, latent)``.

        Their mean over k is the ELBO, and the logarithm of the mean weight is at least that.
        """
        with torch.inference_mode():
            points = torch.from_numpy(x)
            mean, log_variance = self._network.encode(points)
            drawn = torch.from_numpy(noise)
            latent = mean + torch.exp(0.5 * log_variance) * drawn
            location = self._network.decode(latent.reshape(-1, self.latent)).reshape(*noise.shape[:2], 2)
            loss = elbo.gaussian_reconstruction(points, location, self._network.log_deviation)
            return elbo.log_weights(loss, latent, drawn, log_variance).double().numpy()


def importance_bound(log_weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """``log (1/k) Σ w`` of weights ``(k, n)``, ``(n,)``, as :mod:`playground.objectives.elbo` defines it."""
    return elbo.importance_bound(torch.from_numpy(log_weights)).numpy()


def _parts(x: Floats) -> tuple[Tensor, ...]:
    return torch.split(torch.from_numpy(np.ascontiguousarray(x, dtype=np.float32)), _BLOCK)
