"""DPM-Solver++ (2M): exponential integrator of second order in the log SNR, one evaluation a step."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator

from playground.gaussian.levels import Level
from playground.gaussian.samplers._sampler import Run, Sampler, Step


def walk(run: Run) -> Iterator[Step]:
    """The linear part exactly, the data extrapolated from the last two answers (Lu et al. 2022b, algorithm
    2).

    The first step is of first order, and so are a step onto clean data and one out of pure noise, where the
    log SNR is infinite and the extrapolation's weight is 0 in the limit.
    """
    x, before = run.x, None
    for index, (level, target) in enumerate(itertools.pairwise(run.levels)):
        answer = run.model(x, level)
        yield run.step(index, level, x, answer)
        data = answer.data
        if before is not None:
            weight = _extrapolation(run.levels[index - 1], level, target)
            data = data + weight * (data - before)
        # exp(−h) for h the rise of log(α/σ), without the infinities of the logarithm.
        decay = level.alpha * target.sigma / (level.sigma * target.alpha)
        x = target.sigma / level.sigma * x + target.alpha * (1 - decay) * data
        before = answer.data
    yield run.last(len(run.levels) - 1, run.levels[-1], x, answer)


def _extrapolation(before: Level, level: Level, target: Level) -> float:
    """Half the ratio of this rise of log(α/σ) to the last one; 0 where one of them is infinite."""
    rise, last = target.log_snr - level.log_snr, level.log_snr - before.log_snr
    return rise / (2 * last) if math.isfinite(rise) else 0.0


SAMPLER = Sampler(
    name="dpmpp_2m",
    title="DPM-Solver++ 2M",
    paper="Lu et al. 2022",
    rank=80,
    run=walk,
    evaluations=1,
    order=2,
)
