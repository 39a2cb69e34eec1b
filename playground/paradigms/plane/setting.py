"""The path that a lab trains on, what its network predicts, and where on the path a time of the window is."""

from __future__ import annotations

import functools
from typing import NamedTuple

import numpy as np

from playground.gaussian.coordinates import coordinates
from playground.gaussian.levels import Level
from playground.gaussian.paths import Linear, Path, VariancePreserving
from playground.gaussian.predictions import SILENT_IN_PURE_NOISE, PredictionKind
from playground.gaussian.schedules import Schedule, schedule
from playground.paradigms.plane.recipes import DiffusionLab, FlowLab, Lab, PathName

STEPS = 1000
"""Of a schedule, before it is cut where a network could say nothing of the data."""

# A network that predicts noise has to divide by α to speak of the data, so its path ends where α still is
# this large.
_LEAST_ALPHA = 0.01
# One that predicts data has to divide by σ to speak of the noise.
_LEAST_SIGMA = 0.01
# Where σ/α is less than this, score and velocity are not shown: the exact ones grow beyond all arrows.
_LEAST_SHOWN = 0.05


def prediction_of(recipe: Lab) -> PredictionKind:
    """What the network is asked for."""
    if isinstance(recipe, DiffusionLab | FlowLab):
        return recipe.prediction
    return "velocity" if recipe.path == "linear" else "v"


def path_of(recipe: Lab) -> Path:
    """The path of a lab; with T = 1000 steps where it has a schedule."""
    return _path(recipe.path, prediction_of(recipe))


@functools.cache
def _path(name: PathName, kind: PredictionKind) -> Path:
    silent = kind in SILENT_IN_PURE_NOISE
    if name == "linear":
        return Linear(end=1 - _LEAST_ALPHA if silent else 1.0, floor=_LEAST_SIGMA if kind == "data" else 0.0)
    whole = schedule(name.removeprefix("vp-"), STEPS)
    if not silent:
        return VariancePreserving(whole)
    kept = int((np.sqrt(whole.alpha_bars[1:]) >= _LEAST_ALPHA).sum())
    return VariancePreserving(Schedule(whole.name, whole.betas[:kept]))


class Shown(NamedTuple):
    """Where the window looks: the level of the densities and that of the arrows."""

    density: Level
    arrows: Level


def shown(recipe: Lab, path: Path) -> Shown:
    """The levels at the recipe's time, as close as the network may be asked."""
    t = recipe.time * path.end
    score = isinstance(recipe, DiffusionLab) or path.kind != "linear"
    least = path.time(-2 * np.log(_LEAST_SHOWN)) if score else path.floor
    return Shown(path.level(max(t, path.floor)), path.level(max(t, least, path.floor)))


def rising_times(path: Path, level: Level, steps: int) -> list[float]:
    """``steps + 1`` times from a level to the path's end, denser near both; one if the level is the end.

    Near the data an answer turns quickest, and near the noise that of a network that speaks of noise is
    divided by an α that falls to next to nothing.
    """
    if level.t >= path.end:
        return [path.end]
    at = coordinates(path)
    first, last = at.point(level).s, at.point(path.level(path.end)).s
    shares = [i / steps for i in range(1, steps)]
    inner = [at.at(first + (last - first) * share**2 * (3 - 2 * share)).level.t for share in shares]
    return [level.t, *inner, path.end]
