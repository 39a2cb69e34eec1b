"""What the training of a code minimises in which pictures are compared."""

from __future__ import annotations

import math

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from playground.core import noise
from playground.core.images import LabelledImages
from playground.core.likelihood import LEVELS
from playground.core.moments import moments
from playground.zoo.features.recipe import TrainEncoder
from playground.zoo.features.spoiling import spoilt
from playground.zoo.tasks import Examples, FromImages, Phase
from playground.zoo.world import TrainingWorld

_BLOCK = 100


class EncoderTask(FromImages):
    """Squared error as a share of the pictures' variance, and cross-entropy of what is told from the code."""

    def __init__(self, recipe: TrainEncoder) -> None:
        self._recipe = recipe
        self._variance = 1.0

    def prepare(
        self, network: nn.Module, images: LabelledImages, world: TrainingWorld
    ) -> tuple[Examples, Tensor]:
        """The images and their labels."""
        _, deviation = moments(images.images)
        self._variance = max(float(np.square(deviation / (LEVELS - 1)).mean()), 1e-6)
        return super().prepare(network, images, world)

    def phases(self) -> tuple[Phase, ...]:
        return (Phase(epochs=self._recipe.epochs, bfloat16=self._recipe.bfloat16),)

    def losses(self, network: nn.Module, levels: Tensor, labels: Tensor, step: int) -> dict[str, Tensor]:
        """Of one batch, the last third of which is spoilt and names no class."""
        images = levels / (LEVELS - 1)
        whole = len(images) - len(images) // 3
        generator = noise.generator(self._recipe.seed, step, "spoiling")
        images = torch.cat([images[:whole], spoilt(images[whole:], generator)])
        told, odds, scores = network(images)
        is_spoilt = (torch.arange(len(images), device=images.device) >= whole).float()
        losses = {
            "error": nn.functional.mse_loss(told.float(), images) / self._variance,
            "spoilt": nn.functional.binary_cross_entropy_with_logits(odds.float(), is_spoilt),
        }
        if scores is not None:
            own = scores[:whole].float()
            losses["naming"] = nn.functional.cross_entropy(own, labels[:whole], label_smoothing=0.05)
        return {"loss": torch.stack([*losses.values()]).sum(), **losses}

    def validate(self, network: nn.Module, levels: Tensor, labels: Tensor) -> dict[str, float]:
        """The same of all images kept apart, which are spoilt in every block otherwise."""
        parts = (torch.tensor_split(each, math.ceil(len(levels) / _BLOCK)) for each in (levels, labels))
        found: dict[str, float] = {}
        for number, (some, named) in enumerate(zip(*parts, strict=True)):
            for name, value in self.losses(network, some, named, number).items():
                found[name] = found.get(name, 0.0) + float(value) * len(some) / len(levels)
        return found

    def sheet(self, network: nn.Module, levels: Tensor) -> NDArray[np.uint8] | None:
        """What it tells of a picture is of no interest."""
        return None


TASKS = {TrainEncoder: EncoderTask}
