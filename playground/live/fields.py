"""Trained networks on the plane as models of numpy arrays: what they say of data and noise, and its
divergence."""

from __future__ import annotations

import copy

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from playground.gaussian.levels import Array, Level, Pair
from playground.gaussian.paths import Path
from playground.gaussian.predictions import PredictionKind, to_pair
from playground.networks.plane_mlp import PlaneMlp

# Points asked for at once: their hidden layers stay in the processor's cache.
_BLOCK = 1024

Floats = NDArray[np.float32]


def velocity_scale(kind: PredictionKind, path: Path) -> float:
    """Networks speak of the velocity by the fraction of the path's time: this many times smaller is dx/dt."""
    return path.end if kind == "velocity" else 1.0


class LearnedField:
    """A network that predicts ``kind`` on ``path``; it is told the fraction of the path's time.

    A consistency model is one, too: the data it speaks of is the end of the curve through ``x``. ``copied``
    keeps it as it is now, while the network goes on learning.
    """

    def __init__(self, network: PlaneMlp, kind: PredictionKind, path: Path) -> None:
        self._network, self._kind, self._path = network, kind, path
        self._scale = velocity_scale(kind, path)
        self._known: tuple[Array, Level, Floats] | None = None

    def copied(self) -> LearnedField:
        """The same field with its own weights."""
        return LearnedField(copy.deepcopy(self._network), self._kind, self._path)

    def __call__(self, x: Array, level: Level) -> Pair:
        """The means of data and noise given ``x`` ``(n, 2)``."""
        with torch.inference_mode():
            time = self._time(level)
            parts = [self._network(part, time) for part in _parts(x)]
        return self._pair(torch.cat(parts).numpy(), x, level)

    def traces(self, x: Array, level: Level) -> Pair:
        """Traces of the Jacobians of the means of data and noise by ``x``, each ``(n,)``, exact."""
        if self._known is not None and self._known[0] is x and self._known[1] is level:
            trace = self._known[2]
        else:
            trace = self._both(x, level)[1]
        own = trace / self._scale
        return to_pair(self._kind, own, np.full_like(own, 2.0), level)

    def with_traces(self, x: Array, level: Level) -> Pair:
        """The same as a call; the traces at the same place are kept ready, which costs less than two
        passes."""
        value, trace = self._both(x, level)
        self._known = x, level, trace
        return self._pair(value, x, level)

    def _both(self, x: Array, level: Level) -> tuple[Floats, Floats]:
        with torch.inference_mode():
            time = self._time(level)
            parts = [self._network.with_trace(part, time) for part in _parts(x)]
        value, trace = (torch.cat(each).numpy() for each in zip(*parts, strict=True))
        return value, trace

    def _pair(self, value: Floats, x: Array, level: Level) -> Pair:
        return to_pair(self._kind, value / self._scale, np.asarray(x, dtype=np.float32), level)

    def _time(self, level: Level) -> Tensor:
        return torch.tensor([level.t / self._path.end], dtype=torch.float32)


def _parts(x: Array) -> tuple[Tensor, ...]:
    return torch.split(torch.from_numpy(np.ascontiguousarray(x, dtype=np.float32)), _BLOCK)
