"""Log-densities of a model's probability flow."""

from __future__ import annotations

import math
from collections.abc import Generator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.gaussian.levels import Denoiser, Level
from playground.gaussian.likelihood import Traces, flow_log_density, gaussian_log_density
from playground.gaussian.paths import Path
from playground.paradigms.lab.frames import CELLS, Floats, grid
from playground.paradigms.lab.source import Matrix
from playground.paradigms.plane.setting import rising_times

_BLOCK = 512
STEPS = 24
"""Runge–Kutta’s, of the flow of a whole density."""


def likelihood(
    model: Denoiser,
    traces: Traces,
    path: Path,
    level: Level,
    points: Floats | None = None,
    steps: int = STEPS,
) -> Generator[None, None, Matrix]:
    """The log-density ``(n,)`` at points, or on the grid, of a model's probability flow at a level."""
    points = grid(CELLS) if points is None else points
    times, parts = rising_times(path, level, steps), []
    for start in range(0, len(points), _BLOCK):
        block = points[start : start + _BLOCK]
        found: NDArray[Any] = gaussian_log_density(block, path.prior_std)
        if len(times) > 1:
            for step in flow_log_density(model, traces, block, path, times):
                found = step.log_density
                yield
        parts.append(found.astype(np.float64))
    return np.concatenate(parts)


def data_likelihood(
    model: Denoiser, traces: Traces, path: Path, points: Floats, steps: int = STEPS
) -> Generator[None, None, Matrix]:
    """The log-density ``(n,)`` at points of the data, as near to them as the network may be asked."""
    level = path.level(path.floor)
    seen = np.asarray(level.alpha * points, dtype=np.float32)
    logs = yield from likelihood(model, traces, path, level, seen, steps)
    return np.asarray(logs + points.shape[1] * math.log(level.alpha))
