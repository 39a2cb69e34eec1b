"""What training a normalizing flow on pictures minimises: the exact negative log-likelihood."""

from __future__ import annotations

import math

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from playground.core import noise
from playground.core.likelihood import LEVELS
from playground.objectives import matching
from playground.zoo.denoising import tiled
from playground.zoo.nflow.recipe import TrainNflow
from playground.zoo.tasks import FromImages, Phase

_VALIDATION_STEP = 2**31
_BLOCK = 250


class NflowTask(FromImages):
    """Nats per pixel of grey levels plus uniform noise in [0, 1) (Theis, van den Oord and Bethge 2016)."""

    def __init__(self, recipe: TrainNflow) -> None:
        self._recipe = recipe

    def phases(self) -> tuple[Phase, ...]:
        """A phase for every cosine."""
        recipe = self._recipe
        lengths = (recipe.epochs, *recipe.restarts)
        return tuple(Phase(epochs=epochs, bfloat16=recipe.bfloat16) for epochs in lengths)

    def losses(self, network: nn.Module, levels: Tensor, labels: Tensor, step: int) -> dict[str, Tensor]:
        """The loss of one batch, and the same in bits."""
        generator = noise.generator(self._recipe.seed, step, "nflow")
        fractions = _uniform(generator, levels)
        hidden = torch.from_numpy(generator.random(len(levels), dtype=np.float32)).to(levels.device)
        label = matching.drop(labels, self._recipe.label_dropout, hidden, _none(network))
        loss = -network(levels, fractions, label).mean() / levels[0].numel()
        return {"loss": loss, "bits_per_dim": loss / math.log(2)}

    def validate(self, network: nn.Module, levels: Tensor, labels: Tensor) -> dict[str, float]:
        """The same without labels, and always with the same noise."""
        found = []
        for index, block in enumerate(torch.split(levels, _BLOCK)):
            generator = noise.generator(self._recipe.seed, _VALIDATION_STEP + index, "nflow")
            label = torch.full((len(block),), _none(network), device=block.device)
            found.append(network(block, _uniform(generator, block), label))
        loss = -float(torch.cat(found).mean()) / levels[0].numel()
        return {"loss": loss, "bits_per_dim": loss / math.log(2)}

    def sheet(self, network: nn.Module, levels: Tensor) -> NDArray[np.uint8] | None:
        """Ten columns, one for each of the first labels: two rows at temperature 1, and two at 0.7."""
        shape = tuple(levels.shape[1:])
        z = torch.from_numpy(noise.standard_normal(self._recipe.seed, range(40), shape, "sheet"))
        z[20:] *= 0.7
        label = torch.arange(40, device=levels.device) % 10 % max(1, _none(network))
        pictures = network.get_submodule("generate")(z.to(levels.device), label)
        return tiled(torch.floor(pictures * LEVELS) * (2 / (LEVELS - 1)) - 1, 10)


def _uniform(generator: np.random.Generator, levels: Tensor) -> Tensor:
    return torch.from_numpy(generator.random(tuple(levels.shape), dtype=np.float32)).to(levels.device)


def _none(network: nn.Module) -> int:
    """The label that says nothing."""
    return int(network.get_submodule("normalise.flow.coarse.label").num_embeddings) - 1  # type: ignore[arg-type]


TASKS = {TrainNflow: NflowTask}
