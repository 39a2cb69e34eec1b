"""Ancestral sampling, the reverse process of denoising diffusion."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator

from playground.gaussian.levels import Level
from playground.gaussian.samplers._sampler import (
    PREDICTED_DATA,
    Formula,
    Interval,
    Options,
    Run,
    Sampler,
    Step,
)
from playground.gaussian.transitions import Transition, transition

_TOO_WIDE = (
    "The variance β is an upper bound for data of variance 1 on a variance-preserving path; on this path it "
    "would make samples noisier than their level. Use β̃."
)


def walk(run: Run) -> Iterator[Step]:
    """Draw x at the next level from q(x_s | x_t, data) at the predicted data (Ho et al. 2020, algorithm 2).

    Between distant levels this is the same Gaussian for the longer step, so any grid will do. A step onto
    clean data adds no noise, except with the analytic variance, which is there that of the data given x.
    """
    analytic = run.options.variance == "analytic"
    x = run.x
    for index, (level, target) in enumerate(itertools.pairwise(run.levels)):
        answer = run.model(x, level)
        yield run.step(index, level, x, answer)
        move = transition(level, target)
        x = move.mean(x, answer.data)
        if target.sigma > 0 or analytic:
            x = x + math.sqrt(_variance(move, level, run.options)) * run.noise(x)
    yield run.last(len(run.levels) - 1, run.levels[-1], x, answer)


def _variance(move: Transition, level: Level, options: Options) -> float:
    if options.variance == "analytic" and options.mmse is not None:
        return move.best(options.mmse(level))
    return move.posterior if options.variance == "posterior" else move.forward


def _step_noise(step: Interval) -> float:
    if step.variance == "analytic":
        return math.nan
    move = step.transition
    spread = move.posterior if step.variance == "posterior" else move.forward
    return math.sqrt(spread) if step.target.sigma > 0 else 0.0


# α_t = ᾱ_t/ᾱ_s and β_t = 1 − α_t, between any two levels.
_STEP = Formula(
    name="ddpm",
    terms={
        "now": lambda step: step.now.t,
        "next": lambda step: step.target.t,
        "alpha": lambda step: step.target.alpha / step.now.alpha,
        "beta": lambda step: step.transition.forward / step.now.sigma,
        "step_noise": _step_noise,
    },
)
_VARIANCE = Formula(
    name="ddpm_variance",
    terms={
        "variance": lambda step: step.transition.posterior,
        "beta": lambda step: step.transition.forward,
    },
)

SAMPLER = Sampler(
    name="ddpm",
    title="DDPM",
    paper="Ho, Jain and Abbeel 2020",
    rank=10,
    run=walk,
    evaluations=1,
    random=True,
    uses=("variance", "clip"),
    formulas=(_STEP, PREDICTED_DATA, _VARIANCE),
    refuses_variances={("forward", "linear"): _TOO_WIDE, ("forward", "variance exploding"): _TOO_WIDE},
)
