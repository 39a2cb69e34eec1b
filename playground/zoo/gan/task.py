"""What judges a game of generator and discriminator while it is trained, and the pictures that show it."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from playground import networks
from playground.core import noise
from playground.core.images import LabelledImages
from playground.core.likelihood import LEVELS
from playground.evaluate import distances
from playground.evaluate.judge import JudgeFacts, judge_file, load_judge
from playground.networks.gan_players import Players
from playground.zoo.denoising import tiled
from playground.zoo.gan.recipe import TrainGan
from playground.zoo.tasks import Examples, FromImages, Phase
from playground.zoo.world import TrainingWorld

_BLOCK = 250
_SHRUNK = nn.Sequential(nn.AdaptiveAvgPool2d(8), nn.Flatten())


class GanTask(FromImages):
    """How far generated pictures are from real ones, in the eyes of a judge who never taught the players.

    Where no judge ships, or it knows another shape, pictures themselves are compared, each shrunk to a few
    cells.
    """

    def __init__(self, recipe: TrainGan) -> None:
        self._recipe = recipe
        self._judge: nn.Module = nn.Identity()

    def phases(self) -> tuple[Phase, ...]:
        """One phase, in which both players learn."""
        return (Phase(epochs=self._recipe.epochs, bfloat16=self._recipe.bfloat16),)

    def prepare(
        self, network: nn.Module, images: LabelledImages, world: TrainingWorld
    ) -> tuple[Examples, Tensor]:
        """The images and their labels."""
        path = judge_file(self._recipe.data)
        judge = load_judge(path) if path.exists() else None
        fits = judge is not None and _fits(judge.facts, images.images.shape[1:])
        features = judge.features if judge is not None and fits else _SHRUNK
        self._judge = features.to(world.device).requires_grad_(False)
        return super().prepare(network, images, world)

    def losses(self, network: nn.Module, levels: Tensor, labels: Tensor, step: int) -> dict[str, Tensor]:
        """Two players have no loss in common; :class:`GanTraining` asks for each one's."""
        raise TypeError("a game of two players has no loss to minimise")

    def validate(self, network: nn.Module, levels: Tensor, labels: Tensor) -> dict[str, float]:
        """The Fréchet distance to images kept apart, of as many generated ones with the same labels."""
        players = _players(network)
        drawn = noise.standard_normal(self._recipe.seed, range(len(levels)), (players.latent,), "validation")
        made = [
            players.generate(start, label)
            for start, label in zip(
                torch.split(torch.from_numpy(drawn).to(levels.device), _BLOCK),
                torch.split(labels, _BLOCK),
                strict=True,
            )
        ]
        real, found = (moments_of(self._judge, each) for each in (pictures_of(levels), torch.cat(made)))
        return {"loss": distances.distance(found, real)}

    def sheet(self, network: nn.Module, levels: Tensor) -> NDArray[np.uint8] | None:
        """Ten columns, one for each of the first labels, and four rows."""
        players = _players(network)
        drawn = noise.standard_normal(self._recipe.seed, range(40), (players.latent,), "sheet")
        label = torch.arange(40, device=levels.device) % 10 % players.classes
        return tiled(players.generate(torch.from_numpy(drawn).to(levels.device), label), 10)


def _fits(judge: JudgeFacts, shape: tuple[int, ...]) -> bool:
    """Whether a judge knows pictures of a shape; one that averages over places knows all sides."""
    known = networks.settings(judge.network, judge.config)
    wanted = zip(("channels", "height", "width"), shape, strict=True)
    sided = hasattr(known, "height")
    return all(getattr(known, name) == side for name, side in wanted if sided or name == "channels")


def moments_of(judge: nn.Module, pictures: Tensor) -> distances.Moments:
    """Mean and covariance of a judge's features of pictures in [−1, 1], to which they are clipped."""
    blocks = torch.split(0.5 * pictures.clamp(-1, 1) + 0.5, _BLOCK)
    return distances.moments(np.concatenate([judge(block).double().cpu().numpy() for block in blocks]))


def pictures_of(levels: Tensor) -> Tensor:
    """Grey levels as pictures in [−1, 1]."""
    return levels * (2 / (LEVELS - 1)) - 1


def _players(network: nn.Module) -> Players:
    if not isinstance(network, Players):
        raise TypeError("adversarial training needs a pair of players")
    return network


TASKS = {TrainGan: GanTask}
