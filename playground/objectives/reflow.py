"""Rectified flow: train a flow again on the pairs that it makes itself, and how straight it is.

Liu, Gong and Liu 2023, "Flow straight and fast". A flow's pairs of noise and data do not cross, so the flow
that is matched to them (:mod:`playground.objectives.matching`) is straighter, and few steps suffice.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from playground.gaussian import samplers
from playground.gaussian.levels import Array, Denoiser, velocity
from playground.gaussian.paths import Path


class Made(NamedTuple):
    """The pairs as far as they are made after ``step`` of ``steps``; ``data`` is final at the last one."""

    step: int
    steps: int
    noise: Array
    data: Array


def pairs(
    model: Denoiser, noise: Array, path: Path, times: Sequence[float], sampler: str = "heun"
) -> Iterator[Made]:
    """Walk ``noise`` ``(batch, …)``, numpy or torch, along the model's flow to the data that belongs to it.

    ``sampler`` has to be one without randomness. The caller decides about gradients.
    """
    start = path.prior_std * noise
    for step in samplers.sample(sampler, model, start, path, times):
        yield Made(step.index, len(times) - 1, noise, step.x)


def straightness(model: Denoiser, start: Array, path: Path, steps: int) -> Iterator[float | None]:
    """∫E‖(x_end − x_start) − dx/dt‖²dt by equal midpoint steps (Liu et al. 2023, section 2.2); 0 is straight.

    ``start`` ``(batch, …)`` is noise on a path of length 1. It yields ``None`` after every step but the last,
    then the number: summed over the dimensions, mean over the batch.
    """
    if path.kind != "linear":
        raise ValueError("straightness is that of flows on the straight path")
    end, x = path.end, start
    total, mean, duration = 0.0, 0.0 * start, end - path.floor
    for index in range(steps):
        late, early = (end - duration * share / steps for share in (index, index + 1))
        level, middle = path.level(late), path.level((late + early) / 2)
        half = x - (late - early) / 2 * velocity(model(x, level), level)
        slope = velocity(model(half, middle), middle)
        x = x - (late - early) * slope
        # E‖c − s‖² with c the mean of s over time: the midpoint rule's variance of the slope along each path.
        total += float((slope * slope).reshape(len(x), -1).sum(1).mean()) / steps
        mean = mean + slope / steps
        if index < steps - 1:
            yield None
    yield max(total - float((mean * mean).reshape(len(x), -1).sum(1).mean()), 0.0)
