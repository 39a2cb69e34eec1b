"""What training a denoising network minimises, and the pictures that show how far it is."""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import NormalDist
from typing import cast

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from playground.core import noise
from playground.core.images import LabelledImages
from playground.core.likelihood import LEVELS
from playground.gaussian import grids
from playground.gaussian.adapt import path_of
from playground.gaussian.levels import Level, Pair
from playground.gaussian.predictions import to_pair
from playground.gaussian.samplers import sample
from playground.objectives import matching
from playground.zoo.recipe import TrainDenoiser
from playground.zoo.tasks import Examples, FromImages, Phase
from playground.zoo.world import TrainingWorld

_VALIDATION_STEP = 2**31
_SHEET_STEPS = 20
_BLOCK = 250
_WHITENING = 5000
_NORMAL = NormalDist()
"""Whose logistic is the time of a training that asks most often about the middle."""


class DenoiserTask(FromImages):
    """The mean squared error of the network's prediction, whatever it predicts, in images or in latents."""

    def __init__(self, recipe: TrainDenoiser) -> None:
        self._recipe = recipe
        self._path = path_of(recipe)
        self._normal = _NORMAL
        # A network trained at whole steps counts them from zero, as its authors do.
        self._offset = -1.0 if self._path.steps else 0.0
        self._table = [self._path.level(float(t)) for t in range(1, (self._path.steps or 0) + 1)]

    def phases(self) -> tuple[Phase, ...]:
        """A phase for every cosine (Loshchilov and Hutter 2017); a first stage stays as it is."""
        return tuple(
            Phase(epochs=epochs, learns="denoiser.", bfloat16=self._recipe.bfloat16)
            for epochs in (self._recipe.epochs, *self._recipe.restarts)
        )

    def prepare(
        self, network: nn.Module, images: LabelledImages, world: TrainingWorld
    ) -> tuple[Examples, Tensor]:
        """The images and their labels; the network is given its first stage, if it has one."""
        if self._recipe.first_stage:
            take_first_stage(network, self._recipe.first_stage, images, world)
        return super().prepare(network, images, world)

    def losses(self, network: nn.Module, levels: Tensor, labels: Tensor, step: int) -> dict[str, Tensor]:
        """The loss of one batch, and that of its noisier and cleaner halves."""
        found, times = self._losses(network, levels, labels, step, learns=True)
        noisier = times > times.median()
        return {"loss": found.mean(), "noisier": found[noisier].mean(), "cleaner": found[~noisier].mean()}

    def validate(self, network: nn.Module, levels: Tensor, labels: Tensor) -> dict[str, float]:
        """The same with every label shown and always the same times and noise."""
        found = [
            self._losses(network, block, known, _VALIDATION_STEP + index, learns=False)[0]
            for index, (block, known) in enumerate(
                zip(torch.split(levels, _BLOCK), torch.split(labels, _BLOCK), strict=True)
            )
        ]
        return {"loss": float(torch.cat(found).mean())}

    def sheet(self, network: nn.Module, levels: Tensor) -> NDArray[np.uint8] | None:
        """Ten columns, one for each of the first labels, and four rows, drawn in twenty steps."""
        encoder, decoder = _stages(network)
        shape = levels.shape[1:] if encoder is None else encoder(levels[:1]).shape[1:]
        drawn = noise.standard_normal(self._recipe.seed, range(40), tuple(shape), "sheet")
        x = self._path.prior_std * torch.from_numpy(drawn).to(levels.device)
        label = torch.arange(40, device=levels.device) % 10 % max(1, no_label(network))

        def model(x: Tensor, level: Level) -> Pair:
            time = torch.full((len(x),), level.t + self._offset, device=x.device)
            return to_pair(self._recipe.prediction, network(x, time, label), x, level)

        times = grids.times("uniform", self._path, _SHEET_STEPS)
        for step in sample("ddim" if self._path.steps else "euler", model, x, self._path, times):
            x = step.x
        return tiled(x if decoder is None else decoder(x), 10)

    def _losses(
        self, network: nn.Module, levels: Tensor, labels: Tensor, step: int, *, learns: bool
    ) -> tuple[Tensor, Tensor]:
        generator = noise.generator(self._recipe.seed, step, "denoising")
        data = self._data(network, levels)
        drawn = generator.standard_normal(tuple(data.shape), dtype=np.float32)
        normal = self._normal if learns else _NORMAL
        at = matching.stack(self._levels(stratified(generator, len(data)), normal), data)
        condition = self._told(network, labels, generator, step, learns=learns)
        time = at.t.flatten()
        found = matching.losses(
            network,
            self._recipe.prediction,
            data,
            torch.from_numpy(drawn).to(data.device),
            at,
            time + self._offset,
            condition,
        )
        return found, time

    def _told(
        self, network: nn.Module, labels: Tensor, generator: np.random.Generator, step: int, *, learns: bool
    ) -> Tensor:
        """What the network is told of each picture: its label, while it learns sometimes hidden."""
        hidden = torch.from_numpy(generator.random(len(labels), dtype=np.float32)).to(labels.device)
        dropout = self._recipe.label_dropout if learns else 0.0
        return matching.drop(labels, dropout, hidden, no_label(network))

    def _data(self, network: nn.Module, levels: Tensor) -> Tensor:
        images = levels * (2 / (LEVELS - 1)) - 1
        encoder, _ = _stages(network)
        if encoder is None:
            return images
        with torch.no_grad():
            return cast(Tensor, encoder(images)).float()

    def _levels(self, uniform: NDArray[np.float64], normal: NormalDist = _NORMAL) -> Sequence[Level]:
        if self._path.steps:
            return [self._table[int(u * self._path.steps)] for u in uniform]
        shares = uniform.tolist()
        if self._recipe.times == "logit-normal":
            shares = [1 / (1 + math.exp(-normal.inv_cdf(u))) for u in shares]
        return [self._path.level(share * self._path.end) for share in shares]


def take_first_stage(network: nn.Module, name: str, images: LabelledImages, world: TrainingWorld) -> None:
    """Copy a finished autoencoder into the network, and whiten its latents by what images give there."""
    _, stage = world.model(name)
    encoder, decoder = network.get_submodule("encoder"), network.get_submodule("decoder")
    encoder.get_submodule("encoder").load_state_dict(stage.get_submodule("encoder").state_dict())
    decoder.get_submodule("decoder").load_state_dict(stage.get_submodule("decoder").state_dict())
    some = torch.from_numpy(images.images[:_WHITENING]).to(world.device) * (2 / (LEVELS - 1)) - 1
    with torch.no_grad():
        latents = torch.cat([encoder(block) for block in torch.split(some, _BLOCK)])
    for part in (encoder, decoder):
        part.get_buffer("mean").copy_(latents.mean(dim=(0, 2, 3), keepdim=True))
        part.get_buffer("deviation").copy_(latents.std(dim=(0, 2, 3), keepdim=True))


def no_label(network: nn.Module) -> int:
    """The label that says nothing."""
    return int(network.get_submodule("denoiser.condition.label").num_embeddings) - 1  # type: ignore[arg-type]


def _stages(network: nn.Module) -> tuple[nn.Module | None, nn.Module | None]:
    parts = dict(network.named_children())
    return parts.get("encoder"), parts.get("decoder")


def tiled(x: Tensor, columns: int) -> NDArray[np.uint8]:
    """Pictures ``(count, channels, height, width)`` in [−1, 1] as one sheet, row by row.

    The sheet is ``(height, width)``, or ``(height, width, 3)`` of those in colour.
    """
    tiles = ((x.clamp(-1, 1) + 1) * ((LEVELS - 1) / 2)).round()
    _, channels, height, width = tiles.shape
    rows = tiles.reshape(-1, columns, channels, height, width).permute(0, 3, 1, 4, 2)
    sheet = rows.reshape(-1, columns * width, channels).to(torch.uint8).cpu().numpy()
    return sheet if channels == 3 else sheet[..., 0]


def stratified(generator: np.random.Generator, count: int) -> NDArray[np.float64]:
    """One uniform number from each of ``count`` equal parts of (0, 1): a batch covers all times evenly."""
    return (np.arange(count) + generator.uniform(1e-6, 1 - 1e-6, count)) / count
