"""What a lab trains one after the other: a denoising network and its reflows."""

from __future__ import annotations

import copy
from collections.abc import Generator
from typing import Protocol

import msgspec
import numpy as np

from playground.core.checkpoint import Checkpoint
from playground.core.noise import generator
from playground.gaussian import grids
from playground.gaussian.couplings import Coupling
from playground.gaussian.paths import Path
from playground.gaussian.predictions import PredictionKind
from playground.live.fields import LearnedField
from playground.live.learner import build
from playground.live.matcher import Matcher
from playground.live.pairs import NO_PAIRS, Batch, DrawData, Fixed, coupled
from playground.networks.plane_mlp import Config
from playground.objectives import reflow

_MOST_REFLOWS = 2
_PAIRS, _BLOCK, _WALK = 16_384, 1024, 24
"""Pairs that a reflow is trained on, how many are made at once, and the steps of Heun's method for each."""

LEAST_STEPS = 1000
"""Training steps before a flow's pairs are made: the pairs of one that has learned nothing teach nothing."""


class MatchingPlan(msgspec.Struct, frozen=True, kw_only=True):
    """All that a training depends on from its start to its end."""

    data: DrawData
    kind: PredictionKind
    path: Path
    coupling: Coupling
    width: int
    layers: int
    seed: int


class MatchingControls(msgspec.Struct, frozen=True, kw_only=True):
    """What may change while a training goes on."""

    learning_rate: float
    batch: int
    reflows: int = 0
    teacher_steps: int = 0


class Phases(Protocol):
    """A training in phases, one unit of work at a time."""

    @property
    def phase(self) -> str:
        """The name of the present phase."""

    @property
    def stage(self) -> str:
        """The phase in which what is shown is, or was, trained."""

    def advance(self, controls: MatchingControls) -> float | None:
        """A training step, whose loss it gives, or a slice of other work; raises ``RecipeError``."""

    def steer(self, controls: MatchingControls) -> None:
        """Go over to another phase where the controls ask for one."""

    def field(self) -> LearnedField:
        """What is shown; it follows the training."""

    def earlier(self) -> tuple[LearnedField, ...]:
        """The flows whose reflows the field is, which no longer change, in their order."""

    def teacher(self) -> LearnedField | None:
        """The flow that the field, a consistency model, is distilled from; ``None`` where it is a flow
        itself."""

    def checkpoint(self, at: Checkpoint) -> None:
        """All that its next steps depend on."""

    @property
    def steps(self) -> int:
        """Training steps of what is shown."""

    @property
    def share(self) -> float:
        """How much of a phase that ends by itself is done."""

    @property
    def pairs(self) -> Batch:
        """The pairs that were trained on last."""


def _first(plan: MatchingPlan, stream: str) -> Matcher:
    network = build(Config(width=plan.width, layers=plan.layers), plan.seed)
    draw = coupled(plan.coupling, plan.data)
    return Matcher(network, plan.kind, plan.path, draw, plan.seed, stream)


class DenoiserPhases:
    """A denoising network, and as many reflows of it as are asked for."""

    def __init__(self, plan: MatchingPlan, name: str = "training", *, waits: bool = True) -> None:
        """A reflow that is asked for ``waits`` until the stage before has learned something."""
        self._plan, self._name = plan, name
        self._least = LEAST_STEPS if waits else 1
        self._stages = [_first(plan, "plane training")]
        self._making: Generator[float, None, Batch] | None = None
        self._phase, self.share = name, 1.0

    @property
    def phase(self) -> str:
        """Its own name, ``pairs 1``, ``reflow 1``, ``pairs 2`` or ``reflow 2``."""
        return self._phase

    @property
    def stage(self) -> str:
        """The phase of the present stage; while pairs are made, that of the network that makes them."""
        done = len(self._stages) - 1
        return f"reflow {done}" if done else self._name

    def teacher(self) -> None:
        """None: the field is a flow itself."""

    @property
    def steps(self) -> int:
        """Training steps of the present stage."""
        return self._stages[-1].steps

    @property
    def pairs(self) -> Batch:
        """The pairs that were trained on last."""
        return self._stages[-1].last

    @property
    def matcher(self) -> Matcher:
        """The present stage."""
        return self._stages[-1]

    def field(self) -> LearnedField:
        """The field of the present stage."""
        return self._stages[-1].field()

    def earlier(self) -> tuple[LearnedField, ...]:
        """The fields of the stages before."""
        return tuple(stage.field() for stage in self._stages[:-1])

    def steer(self, controls: MatchingControls) -> None:
        """Make pairs where another reflow is asked for, go back where one less is."""
        done = len(self._stages) - 1
        if controls.reflows > done and self._making is None and self.steps >= self._least:
            self._making = self._make(done + 1)
            self._phase, self.share = f"pairs {done + 1}", 0.0
        elif controls.reflows <= done and (self._making is not None or controls.reflows < done):
            self._making = None
            del self._stages[controls.reflows + 1 :]
            self._rest()

    def advance(self, controls: MatchingControls) -> float | None:
        """A training step, or a slice of the making of pairs."""
        if self._making is None:
            return self._stages[-1].step(controls.learning_rate, controls.batch)
        try:
            self.share = next(self._making)
        except StopIteration as end:
            self._begin(end.value)
        return None

    def checkpoint(self, at: Checkpoint) -> None:
        """All stages. Pairs that are being made are not kept: they are made anew."""
        done = at.count("reflows", len(self._stages) - 1)
        if not at.whole and not at.value("making", self._making is not None):
            self._making = None
        del self._stages[done + 1 :]
        while len(self._stages) <= min(done, _MOST_REFLOWS):
            self._begin(NO_PAIRS)
        for number, stage in enumerate(self._stages):
            stage.checkpoint(at.part(f"stage {number}"))
        if self._making is None:
            self._rest()

    def _begin(self, pairs: Batch) -> None:
        number, plan = len(self._stages), self._plan
        network = copy.deepcopy(self._stages[-1].network).requires_grad_(True)
        stream = f"plane reflow {number}"
        self._stages.append(Matcher(network, plan.kind, plan.path, Fixed(pairs), plan.seed, stream))
        self._making = None
        self._rest()

    def _rest(self) -> None:
        self._phase, self.share = self.stage, 1.0

    def _make(self, number: int) -> Generator[float, None, Batch]:
        field, path = self.field().copied(), self._plan.path
        random = generator(self._plan.seed, number, "plane pairs")
        times = grids.times("uniform", path, _WALK)
        blocks: list[Batch] = []
        for start in range(0, _PAIRS, _BLOCK):
            noise = random.standard_normal((_BLOCK, 2), dtype=np.float32)
            for made in reflow.pairs(field, noise, path, times):
                yield (start + _BLOCK * made.step / made.steps) / _PAIRS
            blocks.append(Batch(made.data.astype(np.float32), noise))
        data, noises = (np.concatenate(each) for each in zip(*blocks, strict=True))
        return Batch(data, noises)
