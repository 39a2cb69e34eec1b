"""The midpoint method on the probability flow."""

from __future__ import annotations

from playground.gaussian.coordinates import ClockPoint
from playground.gaussian.levels import Array
from playground.gaussian.samplers._sampler import PROBABILITY_FLOW, Advance, Flow, Sampler, in_steps, solver


def _advance(flow: Flow, x: Array, slope: Array, here: ClockPoint, there: ClockPoint) -> Array:
    step = there.s - here.s
    middle = flow.at(here.s + step / 2)
    return x + step * flow.slope(x + step / 2 * slope, middle)


def _make() -> Advance:
    return _advance


SAMPLER = Sampler(
    name="midpoint",
    title="Midpoint",
    paper="Runge 1895",
    rank=40,
    run=solver(_make),
    evaluations=2,
    order=2,
    uses=("coordinates",),
    formulas=(PROBABILITY_FLOW, in_steps("midpoint")),
)
