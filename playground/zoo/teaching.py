"""Learning from a teacher's trajectories, and rectified flow."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from playground.core import noise
from playground.core.images import LabelledImages
from playground.objectives import matching
from playground.zoo.adapting import condition_of
from playground.zoo.denoising import DenoiserTask, stratified, tiled
from playground.zoo.recipe import TrainFromTeacher, TrainReflow
from playground.zoo.trajectories import Drawing, trajectories
from playground.zoo.world import TrainingWorld


class FromTeacher(DenoiserTask):
    """Examples are points of trajectories, noise first and data last."""

    def __init__(self, recipe: TrainFromTeacher) -> None:
        super().__init__(recipe)
        self._teaching = recipe

    def _points(self, network: nn.Module, world: TrainingWorld) -> tuple[Tensor, Tensor]:
        recipe = self._teaching
        _, teacher = world.model(recipe.teacher)
        network.load_state_dict(teacher.state_dict())
        drawing = Drawing(
            count=recipe.trajectories,
            sampler=recipe.teacher_sampler,
            steps=recipe.teacher_steps,
            seed=recipe.seed,
        )
        return trajectories(recipe.teacher, drawing, world)

    def sheet(self, network: nn.Module, levels: Tensor) -> NDArray[np.uint8] | None:
        """Ten columns, one for each of the first labels: in one step, in one step, in four, in four."""
        drawn = noise.standard_normal(self._recipe.seed, range(20), tuple(levels.shape[2:]), "sheet")
        start = torch.from_numpy(drawn).to(levels.device)
        label = torch.arange(20, device=levels.device) % 10 % (condition_of(self._teaching).classes or 1)
        few, more = (self._drawn(network, start, label, steps) for steps in (1, 4))
        return tiled(torch.cat([few, more]), 10)

    def _drawn(self, network: nn.Module, x: Tensor, label: Tensor, steps: int) -> Tensor:
        """Euler's method on the straight path."""
        for t in np.linspace(1, 0, steps, endpoint=False):
            x = x - network(x, torch.full((len(x),), float(t), device=x.device), label) / steps
        return x


class ReflowTask(FromTeacher):
    """The velocity of straight lines between the ends of the teacher's trajectories."""

    def __init__(self, recipe: TrainReflow) -> None:
        super().__init__(recipe)

    def prepare(
        self, network: nn.Module, images: LabelledImages, world: TrainingWorld
    ) -> tuple[Tensor, Tensor]:
        """Both ends ``(n, 2, channels, height, width)`` of every trajectory."""
        points, label = self._points(network, world)
        return points[:, [0, -1]].clone(), label

    def _losses(
        self, network: nn.Module, levels: Tensor, labels: Tensor, step: int, *, learns: bool
    ) -> tuple[Tensor, Tensor]:
        generator = noise.generator(self._recipe.seed, step, "denoising")
        data = levels[:, 1]
        at = matching.stack(self._levels(stratified(generator, len(data))), data)
        time = at.t.flatten()
        found = matching.losses(network, self._recipe.prediction, data, levels[:, 0], at, time, labels)
        return found, time
