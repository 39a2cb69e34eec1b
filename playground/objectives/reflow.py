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
from playground.gaussian.straightness import straightness as integral


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
    """The straightness of the model's flow from ``start``, by equal midpoint steps.

    ``start`` ``(batch, …)`` is noise on the straight path. It yields ``None`` after every step but the last,
    then the number.
    """
    if path.kind != "linear":
        raise ValueError("straightness is that of flows on the straight path")
    x, duration = start, path.end - path.floor
    velocities: list[Array] = []
    for index in range(steps):
        late, early = (path.end - duration * share / steps for share in (index, index + 1))
        level, middle = path.level(late), path.level((late + early) / 2)
        half = x - (late - early) / 2 * velocity(model(x, level), level)
        velocities.append(velocity(model(half, middle), middle))
        x = x - (late - early) * velocities[-1]
        if index < steps - 1:
            yield None
    # Midpoint steps end where the mean of their velocities leads, so that only bends are left.
    mean = sum(velocities[1:], start=velocities[0]) / steps
    yield integral(mean, velocities, [1 / steps] * steps)
