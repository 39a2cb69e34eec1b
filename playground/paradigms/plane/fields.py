"""What the views of a lab ask of a model, learned or exact."""

from __future__ import annotations

from typing import Protocol

import numpy as np

from playground.gaussian.exact import Exact
from playground.gaussian.levels import Array, Level, Pair, velocity
from playground.gaussian.paths import Path
from playground.gaussian.predictions import from_pair
from playground.paradigms.lab.frames import Floats


class Field(Protocol):
    """A model of data and noise on the plane, with its divergence; points are ``(n, 2)``."""

    def __call__(self, x: Array, level: Level) -> Pair:
        """The means of data and noise given ``x``."""

    def with_traces(self, x: Array, level: Level) -> Pair:
        """The same, with the traces at the same place kept ready."""

    def traces(self, x: Array, level: Level) -> Pair:
        """Traces of the Jacobians of the means of data and noise by ``x``, each ``(n,)``."""

    def copied(self) -> Field:
        """The field as it is now, whatever is learned from now on."""


class ExactField:
    """An exact model as a field."""

    def __init__(self, exact: Exact) -> None:
        self._exact = exact

    def __call__(self, x: Array, level: Level) -> Pair:
        """The means of data and noise given ``x``."""
        return self._exact(x, level)

    def with_traces(self, x: Array, level: Level) -> Pair:
        """The same."""
        return self._exact(x, level)

    def traces(self, x: Array, level: Level) -> Pair:
        """Traces of the Jacobians of the means of data and noise by ``x``."""
        return self._exact.traces(x, level)

    def copied(self) -> ExactField:
        """Itself, since it does not change."""
        return self


def score(model: Field, x: Floats, level: Level) -> Floats:
    """The gradient of the log-density at ``x``."""
    return np.asarray(from_pair("score", model(x, level), level), dtype=np.float32)


def motion(model: Field, x: Floats, level: Level, path: Path) -> Floats:
    """dx/dt of the probability flow at ``x``, with t from 0 (data) to 1 (noise) whatever the path's own
    time."""
    return np.asarray(path.end * velocity(model(x, level), level), dtype=np.float32)
