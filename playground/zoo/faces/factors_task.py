"""What training a network that is told factors of faces minimises."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from playground.core import noise
from playground.core.images import LabelledImages
from playground.faces.sampling import sample
from playground.faces.seen import seen
from playground.faces.stream import LearnableFaces
from playground.faces.telling import left_open, told
from playground.gaussian import grids
from playground.gaussian.levels import Level, Pair
from playground.gaussian.predictions import to_pair
from playground.gaussian.samplers import sample as sampled
from playground.zoo.denoising import DenoiserTask, tiled
from playground.zoo.faces.recipe import TrainFaces
from playground.zoo.tasks import Examples, Streamed
from playground.zoo.world import TrainingWorld

_SHEET_STEPS, _SHEET = 20, 20


class FacesTask(DenoiserTask):
    """The squared error of the velocity, given some factors; a "label" is a face's place among the faces."""

    def __init__(self, recipe: TrainFaces) -> None:
        super().__init__(recipe)
        self._of = recipe
        self._faces = LearnableFaces(recipe.seed, recipe.faces, int(recipe.config["height"]))

    def prepare(
        self, network: nn.Module, images: LabelledImages, world: TrainingWorld
    ) -> tuple[Examples, Tensor]:
        """Faces, which are put together when a step needs them, and their places."""
        return Streamed(self._faces), torch.arange(len(self._faces))

    def sheet(self, network: nn.Module, levels: Tensor) -> NDArray[np.uint8] | None:
        """Two rows of faces that are told nothing, and two that are told something."""
        known = torch.from_numpy(self.sheet_inputs(2 * _SHEET)).to(levels.device)
        size = int(self._of.config["height"])
        drawn = noise.standard_normal(self._of.seed, range(2 * _SHEET), (3, size, size), "sheet")
        x = torch.from_numpy(drawn).to(levels.device)

        def model(x: Tensor, level: Level) -> Pair:
            time = torch.full((len(x),), level.t, device=x.device)
            return to_pair(self._of.prediction, network(x, time, known), x, level)

        for step in sampled("euler", model, x, self._path, grids.times("uniform", self._path, _SHEET_STEPS)):
            x = step.x
        return tiled(x, _SHEET // 2)

    def sheet_inputs(self, count: int) -> NDArray[np.int64]:
        """What so many pictures are told: half nothing, half all that can be seen of some face."""
        codes = sample(self._of.seed + 1, count // 2)
        return np.concatenate([left_open(count - len(codes)), told(codes, seen(codes))])

    def _told(
        self, network: nn.Module, labels: Tensor, generator: np.random.Generator, step: int, *, learns: bool
    ) -> Tensor:
        """Some of what can be seen of each face while it learns, all of it otherwise."""
        codes = self._faces.codes[labels.cpu().numpy()]
        shown = seen(codes)
        if learns:
            shown &= self._chosen(noise.generator(self._of.seed, step, "factors"), shown.shape)
        return torch.from_numpy(told(codes, shown)).to(labels.device)

    def _chosen(self, generator: np.random.Generator, shape: tuple[int, ...]) -> NDArray[np.bool_]:
        """Which factors of each face are told."""
        kind = generator.random((shape[0], 1))
        share = generator.random((shape[0], 1))
        share[kind < self._of.nothing_told + self._of.all_told] = 1.0
        share[kind < self._of.nothing_told] = 0.0
        return np.asarray(generator.random(shape) < share)
