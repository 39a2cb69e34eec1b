"""Dormand and Prince's method of fifth order, which chooses its steps itself."""

from __future__ import annotations

import math
from collections.abc import Iterator

from playground.core.errors import RecipeError
from playground.gaussian.coordinates import ClockPoint
from playground.gaussian.levels import Array, Pair
from playground.gaussian.samplers._sampler import PROBABILITY_FLOW, Flow, Run, Sampler, Step, jump, slope_of

# Dormand and Prince 1980: nodes, stages, and the difference between the solutions of fifth and fourth order.
_NODES = (1 / 5, 3 / 10, 4 / 5, 8 / 9, 1.0)
_STAGES = (
    (1 / 5,),
    (3 / 40, 9 / 40),
    (44 / 45, -56 / 15, 32 / 9),
    (19372 / 6561, -25360 / 2187, 64448 / 6561, -212 / 729),
    (9017 / 3168, -355 / 33, 46732 / 5247, 49 / 176, -5103 / 18656),
)
_FIFTH = (35 / 384, 0.0, 500 / 1113, 125 / 192, -2187 / 6784, 11 / 84)
_ERROR = (71 / 57600, 0.0, -71 / 16695, 71 / 1920, -17253 / 339200, 22 / 525, -1 / 40)

# The PI controller of Hairer and Wanner 1996, section IV.2, for an error estimate of fourth order.
_SAFETY, _PROPORTIONAL, _INTEGRAL = 0.9, 0.2 - 0.75 * 0.04, 0.04
_LEAST_FACTOR, _MOST_FACTOR = 0.2, 5.0
_FIRST_STEP = 0.01


def walk(run: Run) -> Iterator[Step]:
    """Steps of the solver's own choice from the first to the last of the times; those between are not used.

    The step is as long as the worst sample of the batch allows. Raises ``RecipeError`` when the tolerance
    would need more than ``max_evaluations``.
    """
    flow, x, index = Flow(run), run.x, 0
    first, last = run.levels[0], run.levels[-1]
    stop = run.path.level(min(run.path.floor, first.t)) if run.jumps(last) else last
    here, end = flow.point(first), flow.point(stop)
    answer = run.model(x, first)
    yield run.step(index, first, x, answer)
    step, before = _FIRST_STEP * (end.s - here.s), 1.0
    while here.s != end.s:
        if run.model.nfe > run.options.max_evaluations:
            raise RecipeError(
                f"The adaptive solver needed more than {run.options.max_evaluations} evaluations; "
                "raise its tolerance or choose fixed steps."
            )
        there = end if abs(step) >= abs(end.s - here.s) else flow.at(here.s + step)
        x_new, error, answer_new = _attempt(run, flow, x / here.scale, answer, here, there)
        if not math.isfinite(error):
            raise RecipeError("The adaptive solver ran into values that are not finite; choose fixed steps.")
        if error <= 1:
            here, x, answer, index = there, there.scale * x_new, answer_new, index + 1
            if stop is not last or here.s != end.s:
                yield run.step(index, here.level, x, answer)
        factor = _SAFETY * max(error, 1e-10) ** -_PROPORTIONAL * before**_INTEGRAL
        # After a rejected step the next may not be longer.
        step *= min(max(factor, _LEAST_FACTOR), _MOST_FACTOR if error <= 1 else 1.0)
        before = max(error, 1e-4) if error <= 1 else before
    if stop is last:
        yield run.last(index, last, x, answer)
    else:
        yield run.last(index + 1, last, jump(answer, last), answer)


def _attempt(
    run: Run, flow: Flow, x: Array, answer: Pair, here: ClockPoint, there: ClockPoint
) -> tuple[Array, float, Pair]:
    """One step tried: x̄ at ``there``, its error in units of the tolerance, and the model's answer there."""
    step = there.s - here.s
    slopes = [slope_of(answer, here)]
    for node, weights in zip(_NODES, _STAGES, strict=True):
        point = there if node == 1 else flow.at(here.s + node * step)
        slopes.append(flow.slope(x + step * _weighted(weights, slopes), point))
    x_new = x + step * _weighted(_FIFTH, slopes)
    # The last stage is the next step's first (first same as last).
    answer_new = flow.answer(x_new, there)
    slopes.append(slope_of(answer_new, there))
    error = step * _weighted(_ERROR, slopes)
    return x_new, _worst(error, x, x_new, run.options.rtol, run.options.atol), answer_new


def _weighted(weights: tuple[float, ...], slopes: list[Array]) -> Array:
    return sum(weight * slope for weight, slope in zip(weights, slopes, strict=True) if weight)


def _worst(error: Array, x: Array, x_new: Array, rtol: float, atol: float) -> float:
    """The largest over the batch of the root mean square error of a sample in units of its tolerance."""
    larger = (abs(x) + abs(x_new) + abs(abs(x) - abs(x_new))) / 2
    relative = (error / (atol + rtol * larger)).reshape(len(error), -1)
    return math.sqrt(float((relative * relative).mean(1).max()))


SAMPLER = Sampler(
    name="dopri5",
    title="Dormand–Prince 5(4)",
    paper="Dormand and Prince 1980",
    rank=90,
    run=walk,
    evaluations=6,
    order=5,
    adaptive=True,
    uses=("coordinates", "rtol", "atol"),
    caution="The worst sample of a batch sets the step, so between batches a sample may differ by the "
    "tolerance.",
    formulas=(PROBABILITY_FLOW,),
)
