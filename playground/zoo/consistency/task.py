"""Learning to send every point of a teacher's trajectory to its end: consistency by distillation."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor, nn

from playground.core import noise
from playground.core.errors import DataError
from playground.core.images import LabelledImages
from playground.evaluate.judge import judge_file, load_judge
from playground.gaussian import adapt
from playground.gaussian.card import Denoising
from playground.objectives.perceptual import as_shown, perceptual, pseudo_huber
from playground.zoo.consistency.recipe import TrainConsistency
from playground.zoo.denoising import stratified
from playground.zoo.teaching import FromTeacher
from playground.zoo.trajectories import times
from playground.zoo.world import TrainingWorld


class ConsistencyTask(FromTeacher):
    """The distance between where a point of a trajectory is sent and where the trajectory ends."""

    def __init__(self, recipe: TrainConsistency) -> None:
        super().__init__(recipe)
        self._distilling = recipe
        self.judge = nn.Sequential()
        self._times = torch.zeros(0)

    def prepare(
        self, network: nn.Module, images: LabelledImages, world: TrainingWorld
    ) -> tuple[Tensor, Tensor]:
        """All points ``(n, steps + 1, channels, height, width)`` of every trajectory."""
        recipe = self._distilling
        if recipe.perceptual or recipe.adversarial:
            self.judge = _features(recipe.data).to(world.device).requires_grad_(False)
        card, _ = world.model(recipe.teacher)
        denoising = Denoising.of(card)
        if denoising is not None:
            listed = times(denoising, recipe.teacher_steps)
            self._times = torch.tensor([adapt.path_of(denoising).level(t).t for t in listed])
        return self._points(network, world)

    def sent(
        self, network: nn.Module, levels: Tensor, labels: Tensor, step: int, pure: float
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Where points of one batch of trajectories are sent, where these end, and the points' places among
        the times.

        Both pictures are as they would be shown. ``pure`` is the share of the points that are at the noisiest
        time.
        """
        recipe = self._distilling
        generator = noise.generator(recipe.seed, step, "denoising")
        share = (stratified(generator, len(levels)) - pure) / (1 - pure)
        places = torch.from_numpy(np.floor(np.maximum(share, 0) * recipe.teacher_steps).astype(np.int64))
        x, end = levels[torch.arange(len(levels)), places], levels[:, -1]
        time = self._times[places].to(levels.device)
        # On the straight path the velocity points from data to noise, so the data lie t velocities back.
        found = x - time.reshape(-1, 1, 1, 1) * network(x, time, labels).float()
        return as_shown(found), end.clamp(-1, 1), places.to(levels.device)

    def distance(self, found: Tensor, end: Tensor) -> Tensor:
        """How far each picture ``(batch,)`` is from the end of its trajectory."""
        distance: Tensor = pseudo_huber(found, end) / end[0].numel() ** 0.5
        if self._distilling.perceptual:
            between = perceptual(self.judge, 0.5 * found + 0.5, 0.5 * end + 0.5)
            distance = distance + self._distilling.perceptual * between
        return distance

    def _losses(
        self, network: nn.Module, levels: Tensor, labels: Tensor, step: int, *, learns: bool
    ) -> tuple[Tensor, Tensor]:
        found, end, places = self.sent(network, levels, labels, step, self._distilling.pure)
        return self.distance(found, end), self._times.to(levels.device)[places]

    def _drawn(self, network: nn.Module, x: Tensor, label: Tensor, steps: int) -> Tensor:
        """Jump to the data and mix with noise again (Song et al. 2023, algorithm 1), at equal steps."""
        start, data = x, x
        for t in np.linspace(1, 0, steps, endpoint=False):
            x = (1 - t) * data + t * start
            data = x - t * network(x, torch.full((len(x),), float(t), device=x.device), label)
            start = start.roll(1, dims=0)
        return data


def _features(data: str) -> nn.Sequential:
    """The layers of a data set's judge in which pictures are compared; raises ``DataError`` without one."""
    path = judge_file(data)
    if not path.exists():
        raise DataError(
            f"There is no judge of “{data}” to compare pictures; learn without perceptual and adversarial."
        )
    return load_judge(path).features


TASKS = {TrainConsistency: ConsistencyTask}
