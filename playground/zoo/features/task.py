"""What the training of an autoencoder minimises in whose code pictures are compared."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from torch import Tensor, nn

from playground.core.likelihood import LEVELS
from playground.zoo.features.recipe import TrainEncoder
from playground.zoo.tasks import FromImages, Phase


class EncoderTask(FromImages):
    """Mean squared error, black being 0 and white 1."""

    def __init__(self, recipe: TrainEncoder) -> None:
        self._recipe = recipe

    def phases(self) -> tuple[Phase, ...]:
        return (Phase(epochs=self._recipe.epochs, bfloat16=self._recipe.bfloat16),)

    def losses(self, network: nn.Module, levels: Tensor, labels: Tensor, step: int) -> dict[str, Tensor]:
        """Of one batch."""
        images = levels / (LEVELS - 1)
        return {"loss": nn.functional.mse_loss(network(images).float(), images)}

    def validate(self, network: nn.Module, levels: Tensor, labels: Tensor) -> dict[str, float]:
        """Of all images kept apart."""
        images = levels / (LEVELS - 1)
        return {"loss": float(nn.functional.mse_loss(network(images).float(), images))}

    def sheet(self, network: nn.Module, levels: Tensor) -> NDArray[np.uint8] | None:
        """What it tells of a picture is of no interest."""
        return None


TASKS = {TrainEncoder: EncoderTask}
