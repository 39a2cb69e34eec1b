"""Sampling as one walk per group of samples, so that many advance in turn and a stop is soon heard."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray

from playground.core.drawn import NONE_VARIED
from playground.core.errors import RecipeError
from playground.core.noise import varied
from playground.gaussian import grids, samplers
from playground.gaussian.levels import Denoiser
from playground.gaussian.noise import KeyedNoise, StepNoise
from playground.gaussian.samplers import Options, Step
from playground.paradigms.denoising.network import BLOCK, DenoisingNetwork, Floats, Labels, cost_of
from playground.paradigms.denoising.recipes import ONE_AFTER_ANOTHER
from playground.paradigms.denoising.refusals import sampler_refusal

GROUP = 32
"""Samples that advance together where a step asks the network once."""


class WalkPlan(msgspec.Struct, frozen=True, kw_only=True):
    """How a network is walked: sampler, times (falling) and what the sampler is told."""

    sampler: str
    times: tuple[float, ...]
    options: Options = Options()

    @property
    def adaptive(self) -> bool:
        """Whether the sampler chooses its own times."""
        return samplers.sampler(self.sampler).adaptive


def plan(
    network: DenoisingNetwork,
    sampler: str,
    steps: int,
    spacing: str = "uniform",
    options: Options | None = None,
) -> WalkPlan:
    """The plan of a recipe's fields; raises ``RecipeError`` with the theory's reason where there is
    none."""
    options = options or Options()
    if reason := sampler_refusal(sampler, network.denoising, steps, spacing, options):
        raise RecipeError(reason)
    times = grids.times(spacing, network.path, steps)
    return WalkPlan(sampler=sampler, times=tuple(times), options=options)


def walk(
    network: DenoisingNetwork, how: WalkPlan, model: Denoiser, start: Floats, noise: StepNoise | None = None
) -> Iterator[Step]:
    """The steps of samples that start from unit noise ``(batch, *shape)``."""
    x = np.asarray(network.path.prior_std * start, dtype=np.float32)
    return samplers.sample(how.sampler, model, x, network.path, how.times, noise, how.options)


class Group(msgspec.Struct, frozen=True):
    """Samples ``part`` of a batch, the model that they are drawn by, and their walk."""

    part: slice
    model: Denoiser
    walk: Iterator[Step]


def groups(
    network: DenoisingNetwork,
    how: WalkPlan,
    model_of: Callable[[slice], Denoiser],
    seed: int,
    indices: Sequence[int],
    vary: int = NONE_VARIED,
    spread: float = 1.0,
) -> tuple[NDArray[np.float32], list[Group]]:
    """The unit noise of the samples of a seed that have these ``indices``, and their walks in groups of whole
    blocks.

    ``model_of`` makes the model that the samples of a part are drawn by. An adaptive sampler's samples are
    one group, since they share its steps. Where a sample is varied, the others begin near its noise, and
    all have its noise on the way.
    """
    count = len(indices)
    start = network.start(seed, indices)
    if vary != NONE_VARIED:
        start = varied(start, indices, network.start(seed, [vary])[0], vary, spread)
        indices = [vary] * count
    cost = samplers.sampler(how.sampler).evaluations * cost_of(model_of(slice(0, count)))
    size = count if how.adaptive else max(BLOCK, GROUP // cost // BLOCK * BLOCK)
    parts = [slice(at, min(at + size, count)) for at in range(0, count, size)]
    found = []
    for part in parts:
        model, noise = model_of(part), KeyedNoise(seed, indices[part])
        found.append(Group(part, model, walk(network, how, model, start[part], noise)))
    return start, found


def labels_of(label: int, count: int, classes: int) -> Labels:
    """The label of each sample: all the same, or one class after another."""
    if label == ONE_AFTER_ANOTHER:
        return np.arange(count, dtype=np.int64) % max(1, classes)
    return np.full(count, label, dtype=np.int64)


class Stopwatch:
    """Milliseconds spent on steps, and not while a run is paused or its frames are drawn."""

    def __init__(self) -> None:
        self.milliseconds = 0.0

    def next(self, steps: Iterator[Step]) -> Step | None:
        """The next step, its time added; ``None`` at the end."""
        began = time.perf_counter()
        step = next(steps, None)
        self.milliseconds += 1000 * (time.perf_counter() - began)
        return step

    def each(self, steps: Iterator[Step]) -> Iterator[Step]:
        """The same steps, the time of each added."""
        while step := self.next(steps):
            yield step


def moments_of(steps: int, moments: int) -> Sequence[int]:
    """At most ``moments`` of the steps 0 … ``steps``, evenly chosen, both ends included."""
    return sorted({round(index) for index in np.linspace(0, steps, min(moments, steps + 1)).tolist()})
