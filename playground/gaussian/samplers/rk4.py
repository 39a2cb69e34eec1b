"""The classical Runge–Kutta method of fourth order on the probability flow.

The step that ends at the data is one of third order that asks at its start, its middle and three quarters of
the way (Ralston 1962, "Runge–Kutta methods with minimum error bounds").
"""

from __future__ import annotations

from playground.gaussian.coordinates import ClockPoint
from playground.gaussian.levels import Array
from playground.gaussian.samplers._sampler import PROBABILITY_FLOW, Advance, Flow, Sampler, in_steps, solver


def _advance(flow: Flow, x: Array, slope: Array, here: ClockPoint, there: ClockPoint) -> Array:
    step = there.s - here.s
    middle = flow.at(here.s + step / 2)
    second = flow.slope(x + step / 2 * slope, middle)
    third = flow.slope(x + step / 2 * second, middle)
    fourth = flow.slope(x + step * third, there)
    return x + step / 6 * (slope + 2 * second + 2 * third + fourth)


def _to_data(flow: Flow, x: Array, slope: Array, here: ClockPoint, there: ClockPoint) -> Array:
    step = there.s - here.s
    second = flow.slope(x + step / 2 * slope, flow.at(here.s + step / 2))
    third = flow.slope(x + 3 * step / 4 * second, flow.at(here.s + 3 * step / 4))
    return x + step / 9 * (2 * slope + 3 * second + 4 * third)


def _make() -> Advance:
    return _advance


SAMPLER = Sampler(
    name="rk4",
    title="Runge–Kutta 4",
    paper="Kutta 1901",
    rank=70,
    run=solver(_make, to_data=_to_data),
    evaluations=4,
    evaluations_to_data=3,
    order=4,
    uses=("coordinates",),
    formulas=(PROBABILITY_FLOW, in_steps("runge_kutta", "sixth_step", 1 / 6)),
)
