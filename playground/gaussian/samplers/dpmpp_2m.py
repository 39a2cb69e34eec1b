"""DPM-Solver++ (2M): exponential integrator of second order in the log SNR, one evaluation a step."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator

from playground.gaussian.levels import Level
from playground.gaussian.samplers._sampler import PREDICTED_DATA, Formula, Interval, Run, Sampler, Step


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
        x = target.sigma / level.sigma * x + target.alpha * (1 - _shrink(level, target)) * data
        before = answer.data
    yield run.last(len(run.levels) - 1, run.levels[-1], x, answer)


def _shrink(level: Level, target: Level) -> float:
    """exp(−h) for h the rise of log(α/σ), without the infinities of the logarithm."""
    return level.alpha * target.sigma / (level.sigma * target.alpha)


def _extrapolation(before: Level, level: Level, target: Level) -> float:
    """Half the ratio of this rise of log(α/σ) to the last one; 0 where one of them is infinite."""
    rise, last = target.log_snr - level.log_snr, level.log_snr - before.log_snr
    return rise / (2 * last) if math.isfinite(rise) else 0.0


def _of_newest(step: Interval) -> float:
    """1 + 1/(2r), the weight of the newest data; 1 where nothing is extrapolated."""
    if step.before is None or not math.isfinite(step.before.log_snr):
        return 1.0
    return 1 + _extrapolation(step.before, step.now, step.target)


_STEP = Formula(
    name="dpm_solver",
    terms={
        "now": lambda step: step.now.t,
        "next": lambda step: step.target.t,
        "decay": lambda step: step.target.sigma / step.now.sigma,
        "gain": lambda step: step.target.alpha * (_shrink(step.now, step.target) - 1),
    },
)
_EXTRAPOLATION = Formula(name="dpm_extrapolation", terms={"extrapolation": _of_newest})

SAMPLER = Sampler(
    name="dpmpp_2m",
    title="DPM-Solver++ 2M",
    paper="Lu et al. 2022",
    rank=80,
    run=walk,
    evaluations=1,
    order=2,
    uses=("clip",),
    formulas=(_STEP, _EXTRAPOLATION, PREDICTED_DATA),
)
