"""What the league asks of those who take part."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Protocol

import msgspec
import numpy as np

from playground.paradigms.lab.source import Matrix
from playground.paradigms.league.frames import Floats

LogDensity = Callable[[Floats], Generator[None, None, Matrix]]


class Terms(msgspec.Struct, frozen=True, kw_only=True):
    """On what terms a training enters: the data, its seed, and the steps of its sampler, if it has one."""

    data: str = "eight-gaussians"
    drawing: bytes = b""
    seed: int = 0
    steps: int = 0


class CandidateModel(Protocol):
    """What was learned up to a moment; the training no longer changes it."""

    @property
    def nfe(self) -> int:
        """Network evaluations for a sample."""

    def sample(self, count: int) -> Generator[None, None, Floats]:
        """``count`` samples ``(count, 2)``: of always the same noise, and fewer are the first of many."""

    @property
    def log_density(self) -> LogDensity | None:
        """The log-density of the data's points ``(n, 2)``, ``(n,)``; ``None`` where the model has none."""


class TrainedCandidate(Protocol):
    """One training of one paradigm."""

    @property
    def parameters(self) -> int:
        """Parameters that are trained."""

    @property
    def generating(self) -> int:
        """Parameters that samples need."""

    @property
    def phase(self) -> str:
        """What it is doing now."""

    @property
    def unbegun(self) -> str:
        """Which part of its training would be missing if it ended now, in a sentence; empty where none is."""

    def advance(self, share: float) -> bool:
        """One gradient step, or a slice of other work where that is false; ``share`` of the budget is used.

        Raises ``RecipeError`` once it is unstable.
        """

    def model(self) -> CandidateModel:
        """What is learned so far."""


def in_blocks(
    make: Callable[[Floats], Floats], points: Floats, block: int = 1024
) -> Generator[None, None, Floats]:
    """``make`` of points, block by block."""
    parts = []
    for start in range(0, len(points), block):
        parts.append(make(points[start : start + block]))
        yield
    return np.concatenate(parts)
