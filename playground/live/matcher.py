"""Live training of a denoising network on the plane: diffusion, flow matching and reflow alike."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from playground.core.checkpoint import Checkpoint
from playground.core.noise import generator
from playground.gaussian.levels import Level
from playground.gaussian.paths import Path
from playground.gaussian.predictions import PredictionKind
from playground.live.fields import LearnedField, velocity_scale
from playground.live.learner import Learner
from playground.live.pairs import NO_PAIRS, Draw
from playground.networks.plane_mlp import PlaneMlp
from playground.objectives import matching
from playground.objectives.matching import Levels

_TIMES = 4096


class LevelTable:
    """Levels of a path, ready to be picked for whole batches; ``unit`` is the path's time in the
    derivatives."""

    def __init__(self, levels: list[Level], unit: float) -> None:
        rows = [(at.t, at.alpha, at.sigma, unit * at.d_alpha, unit * at.d_sigma) for at in levels]
        self._columns = torch.tensor(rows, dtype=torch.float32)

    def __len__(self) -> int:
        return len(self._columns)

    def pick(self, indices: NDArray[np.intp]) -> Levels:
        """The levels at some places of the table, each column ``(n, 1)``."""
        return Levels(*torch.split(self._columns[torch.from_numpy(indices)], 1, dim=1))


def even_positions(random: np.random.Generator, batch: int, count: int) -> NDArray[np.intp]:
    """One of ``count`` places for each of a batch, evenly spread over them."""
    shares = (random.permutation(batch) + random.random(batch)) / batch
    return np.minimum((shares * count).astype(np.intp), count - 1)


class Matcher:
    """Trains a network to predict ``kind`` on ``path`` from the pairs that ``draw`` gives."""

    def __init__(
        self, network: PlaneMlp, kind: PredictionKind, path: Path, draw: Draw, seed: int, stream: str
    ) -> None:
        self._learner, self._kind, self._path, self._draw = Learner(network), kind, path, draw
        self._random = generator(seed, 0, stream)
        positions = (np.arange(_TIMES) + 0.5) / _TIMES
        times = path.floor + positions * (path.end - path.floor)
        self._table = LevelTable([path.level(float(t)) for t in times], velocity_scale(kind, path))
        self.last = NO_PAIRS

    @property
    def steps(self) -> int:
        """Training steps made."""
        return self._learner.steps

    @property
    def network(self) -> PlaneMlp:
        """The averaged network as it is now."""
        return self._learner.average

    def step(self, learning_rate: float, batch: int) -> float:
        """One training step on as many pairs; gives the loss, the squared error summed over coordinates."""
        self.last = self._draw(self._random, batch)
        levels = self._table.pick(even_positions(self._random, batch, len(self._table)))
        data, noise = (torch.from_numpy(each) for each in self.last)
        losses = matching.losses(
            self._learner.network, self._kind, data, noise, levels, self._time(levels), _NO_LABEL
        )
        return data.shape[1] * self._learner.descend(losses.mean(), learning_rate)

    def field(self) -> LearnedField:
        """What is learned so far; it follows the training."""
        return LearnedField(self._learner.average, self._kind, self._path)

    def checkpoint(self, at: Checkpoint) -> None:
        """The network, its random numbers, and the pairs that it draws from and has drawn."""
        self._learner.checkpoint(at.part("learner"))
        if at.whole:
            at.random("random", self._random)
            self._draw.checkpoint(at.part("draw"))
        self.last = self.last.checkpoint(at.part("last"))

    def _time(self, levels: Levels) -> Tensor:
        return levels.t[:, 0] / self._path.end


_NO_LABEL = torch.zeros(0, dtype=torch.int64)
