"""What is looked at: a recipe's view of the model, at a moment of its training."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Protocol

import msgspec
import numpy as np
from numpy.typing import NDArray

from playground.paradigms.lab.source import source_of
from playground.paradigms.lab.time_slices import Clock
from playground.paradigms.vae_lab.frames import Floats
from playground.paradigms.vae_lab.recipes import VaeLab


class Vae(Protocol):
    """Encoder and decoder in numpy."""

    @property
    def latent(self) -> int:
        """How many numbers a code has."""

    @property
    def deviation(self) -> float:
        """The decoder's σ."""

    def copied(self) -> Vae:
        """The same model with its own weights."""

    def encode(self, x: Floats) -> tuple[Floats, Floats]:
        """Mean and standard deviation of the posteriors of points ``(n, 2)``, each ``(n, latent)``."""

    def decode(self, latent: Floats) -> Floats:
        """Means of p(x|z) for codes ``(n, latent)``, ``(n, 2)``."""

    def log_weights(self, x: Floats, noise: Floats) -> NDArray[np.float64]:
        """Logarithms of the importance weights ``(k, n)`` of points with noise ``(k, n, latent)``."""


class VaeModel(msgspec.Struct, frozen=True):
    """What is trained, and how far it is; ``sigma`` is a part of it that may be set by hand."""

    vae: Vae
    steps: int
    sigma: float

    @property
    def state(self) -> Hashable:
        """Equal for equal weights."""
        return self.steps, self.sigma

    def copied(self) -> VaeModel:
        """The model as it is now."""
        return VaeModel(self.vae.copied(), self.steps, self.sigma)


class VaeContext:
    """The present recipe and model, and the data of the training."""

    def __init__(self, recipe: VaeLab, model: VaeModel, clock: Clock) -> None:
        self.recipe, self.model, self.clock = recipe, model, clock
        self.source = source_of(recipe)
