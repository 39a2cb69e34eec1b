"""Live distillation of a consistency model from a trained flow on the plane."""

from __future__ import annotations

import copy

import torch
from torch import Tensor

from playground.core.checkpoint import Checkpoint
from playground.core.noise import generator
from playground.gaussian.coordinates import coordinates
from playground.gaussian.paths import Path
from playground.gaussian.predictions import PredictionKind
from playground.live.fields import LearnedField, velocity_scale
from playground.live.learner import Learner
from playground.live.matcher import LevelTable, even_positions
from playground.live.pairs import NO_PAIRS, Draw
from playground.networks.plane_mlp import PlaneMlp
from playground.objectives import consistency
from playground.objectives.consistency import Clock, ConsistencyNetwork
from playground.objectives.matching import Levels

_FIRST, _LAST, _RAMP = 8, 128, 4000
"""Intervals of time at first and in the end, and training steps until the last doubling."""
_TARGET_KEEPS = 0.95


class Distiller:
    """Trains a network, at first a copy of the teacher, to jump along the teacher's flow to its clean end.

    The teacher speaks v or velocity. The target network follows the student as a moving average (Song et al.
    2023, algorithm 2).
    """

    def __init__(
        self, teacher: PlaneMlp, kind: PredictionKind, path: Path, draw: Draw, seed: int, stream: str
    ) -> None:
        self._teacher = copy.deepcopy(teacher).requires_grad_(False)
        self._learner = Learner(copy.deepcopy(teacher).requires_grad_(True))
        self._target = copy.deepcopy(teacher).requires_grad_(False)
        self._kind, self._path, self._draw = kind, path, draw
        self._clock: Clock = "time" if path.kind == "linear" else "angle"
        self._random = generator(seed, 0, stream)
        self._table, self._count = LevelTable([], 1.0), 0
        self.last = NO_PAIRS

    @property
    def steps(self) -> int:
        """Training steps made."""
        return self._learner.steps

    @property
    def intervals(self) -> int:
        """Into how many intervals the path is divided now."""
        return consistency.intervals(self.steps, _RAMP, _FIRST, _LAST)

    def step(self, learning_rate: float, batch: int) -> float:
        """One training step from as many pairs of data and noise; gives the loss."""
        self.last = self._draw(self._random, batch)
        self._divide(self.intervals)
        positions = even_positions(self._random, batch, self._count)
        late, early = self._table.pick(positions + 1), self._table.pick(positions)
        data, noise = (torch.from_numpy(each) for each in self.last)
        x = late.alpha * data + late.sigma * noise
        with torch.no_grad():
            moved = consistency.heun(
                self._conditioned(self._teacher), self._kind, x, late, early, self._clock
            )
        losses = consistency.losses(
            self._conditioned(self._learner.network),
            self._conditioned(self._target),
            self._kind,
            x,
            late,
            moved,
            early,
        )
        value = self._learner.descend(losses.mean(), learning_rate)
        with torch.no_grad():
            torch._foreach_lerp_(
                list(self._target.parameters()), list(self._learner.network.parameters()), 1 - _TARGET_KEEPS
            )
        return value

    def checkpoint(self, at: Checkpoint) -> None:
        """All three networks, the random numbers, and the pairs drawn last."""
        self._learner.checkpoint(at.part("learner"))
        at.fill("teacher", [each.detach().numpy() for each in self._teacher.parameters()])
        if at.whole:
            at.fill("target", [each.detach().numpy() for each in self._target.parameters()])
            at.random("random", self._random)
        self.last = self.last.checkpoint(at.part("last"))

    def field(self) -> LearnedField:
        """The consistency model as it is so far; it follows the training."""
        return LearnedField(self._learner.average, self._kind, self._path)

    def teacher(self) -> LearnedField:
        """The flow that it is distilled from."""
        return LearnedField(self._teacher, self._kind, self._path)

    def _divide(self, count: int) -> None:
        """Equal intervals of the solver's clock from clean data to the path's end."""
        if count == self._count:
            return
        at = coordinates(self._path, self._clock)
        clean, end = (at.point(self._path.level(t)).s for t in (0.0, self._path.end))
        inner = [at.at(clean + (end - clean) * i / count).level for i in range(1, count)]
        levels = [self._path.level(0.0), *inner, self._path.level(self._path.end)]
        self._table, self._count = LevelTable(levels, velocity_scale(self._kind, self._path)), count

    def _conditioned(self, network: PlaneMlp) -> ConsistencyNetwork:
        def ask(x: Tensor, levels: Levels) -> Tensor:
            answer: Tensor = network(x, levels.t[:, 0] / self._path.end)
            return answer

        return ask
