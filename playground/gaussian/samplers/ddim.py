"""Denoising diffusion implicit models: from a deterministic path (η = 0) to DDPM (η = 1)."""

from __future__ import annotations

import math
from collections.abc import Iterator

from playground.gaussian.samplers._sampler import PREDICTED_DATA, Formula, Interval, Run, Sampler, Step
from playground.gaussian.transitions import towards


def walk(run: Run) -> Iterator[Step]:
    """Put the predicted data and noise together at the next level (Song, Meng and Ermon 2021, equation
    12)."""
    x, eta = run.x, run.options.eta
    for index, (level, target) in enumerate(zip(run.levels[:-1], run.targets, strict=True)):
        answer = run.model(x, level)
        yield run.step(index, level, x, answer)
        kept, fresh = towards(level, target, eta)
        x = target.alpha * answer.data + kept * answer.noise
        if fresh > 0:
            x = x + fresh * run.noise(x)
    yield run.last(len(run.levels) - 1, run.targets[-1], x, answer)


def _deviation(step: Interval) -> float:
    return math.sqrt(step.transition.posterior)


_STEP = Formula(
    name="ddim",
    terms={
        "next": lambda step: step.target.t,
        "signal": lambda step: step.target.alpha,
        "kept_noise": lambda step: towards(step.now, step.target, step.eta)[0],
        "step_noise": lambda step: towards(step.now, step.target, step.eta)[1],
    },
)
_ETA = Formula(
    name="ddim_eta",
    terms={
        "eta": lambda step: step.eta,
        "posterior": _deviation,
        "step_noise": lambda step: step.eta * _deviation(step),
    },
)

SAMPLER = Sampler(
    name="ddim",
    title="DDIM",
    paper="Song, Meng and Ermon 2021",
    rank=20,
    run=walk,
    evaluations=1,
    order=1,
    random=True,
    uses=("eta", "clip", "ending", "stride"),
    formulas=(_STEP, PREDICTED_DATA, _ETA),
)
