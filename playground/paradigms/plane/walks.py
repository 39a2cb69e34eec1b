"""Points on their way from noise to data by a sampler, in blocks, so that others may work in between."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator

import msgspec
import numpy as np

from playground.core.errors import RecipeError
from playground.gaussian import grids, samplers
from playground.gaussian.levels import Denoiser, Level
from playground.gaussian.noise import StepNoise
from playground.gaussian.paths import Path
from playground.gaussian.samplers import NetworkKind, Options
from playground.paradigms.lab.frames import Floats
from playground.paradigms.lab.starts import Starts
from playground.paradigms.plane.recipes import ConsistencyLab, Lab

BLOCK = 1000
_MOST_PLACES = 65
"""Places of the way that are kept; of longer ways a share."""


class Choice(msgspec.Struct, frozen=True):
    """How the points walk."""

    sampler: str
    times: tuple[float, ...]
    options: Options


def choose(recipe: Lab, path: Path, network: NetworkKind, mmse: Callable[[Level], float]) -> Choice:
    """The way that a recipe asks for; raises ``RecipeError`` where sampler, spacing and path do not go
    together.

    A consistency model jumps ``steps`` times, at even times. ``mmse`` is the error of the best guess of the
    data.
    """
    if network == "consistency":
        return Choice("consistency", tuple(grids.times("uniform", path, recipe.steps)), Options())
    options = Options(eta=recipe.eta, variance=recipe.variance, mmse=mmse)
    sampler = samplers.sampler(recipe.sampler)
    if reason := samplers.refusal(sampler, path, network, options=options):
        raise RecipeError(reason)
    steps = recipe.teacher_walk if isinstance(recipe, ConsistencyLab) else recipe.steps
    return Choice(recipe.sampler, tuple(grids.times(recipe.spacing, path, steps)), options)


class Track(msgspec.Struct, frozen=True):
    """Places ``(k + 1, points, 2)`` at ``times`` ``(k + 1,)``, fractions of the path, and the evaluations
    made."""

    times: Floats
    positions: Floats
    nfe: int

    def at(self, time: float) -> Floats:
        """Places ``(points, 2)`` at a fraction of the path's time, on straight lines between those known."""
        rising = self.times[::-1]
        after = int(np.clip(np.searchsorted(rising, time), 1, len(rising) - 1))
        share = (time - rising[after - 1]) / (rising[after] - rising[after - 1])
        early, late = (self.positions[len(rising) - 1 - index] for index in (after - 1, after))
        return np.asarray(early + np.clip(share, 0, 1) * (late - early), dtype=np.float32)


def walk(
    model: Denoiser, choice: Choice, path: Path, starts: Starts, count: int
) -> Generator[None, None, Track]:
    """Walk ``count`` points, yielding after every step of a block."""
    noise = path.prior_std * starts.noise(count)
    # The steps of an adaptive sampler depend on all points of its block, which therefore has to be the only
    # one.
    size = count if samplers.sampler(choice.sampler).adaptive else BLOCK
    parts: list[Floats] = []
    times: list[float] = []
    nfe = 0
    for first in range(0, count, size):
        last = min(first + size, count)
        positions: list[Floats] = []
        times = []
        for step in _steps(model, choice, path, noise[first:last], starts.steps(first, last)):
            positions.append(np.asarray(step.x, dtype=np.float32))
            times.append(step.level.t / path.end)
            nfe = step.nfe
            yield
        kept = _kept(len(times))
        parts.append(np.stack([positions[index] for index in kept]))
        times = [times[index] for index in kept]
    return Track(np.array(times, dtype=np.float32), np.concatenate(parts, axis=1), nfe)


def way(model: Denoiser, choice: Choice, path: Path, start: Floats, noise: StepNoise) -> Iterator[Floats]:
    """The places ``(n, 2)`` that points started at ``start`` ``(n, 2)`` come to, step by step."""
    for step in _steps(model, choice, path, start, noise):
        yield np.asarray(step.x, dtype=np.float32)


def fine(path: Path, steps: int) -> Choice:
    """The probability flow in fine steps of the fourth order: the reference for all others."""
    return Choice("rk4", tuple(grids.times("uniform", path, steps)), Options())


def _steps(
    model: Denoiser, choice: Choice, path: Path, start: Floats, noise: StepNoise
) -> Iterator[samplers.Step]:
    return samplers.sample(choice.sampler, model, start, path, choice.times, noise, choice.options)


def _kept(count: int) -> list[int]:
    """Evenly spread places, both ends among them."""
    return [round(index) for index in np.linspace(0, count - 1, min(count, _MOST_PLACES)).tolist()]
