"""Heun's method (the explicit trapezoid) on the probability flow.

The step that ends at the data is Euler's (Karras et al. 2022, "Elucidating the design space", algorithm 1).
"""

from __future__ import annotations

from playground.gaussian.coordinates import ClockPoint
from playground.gaussian.levels import Array
from playground.gaussian.samplers._sampler import (
    PROBABILITY_FLOW,
    Advance,
    Flow,
    Sampler,
    euler,
    in_steps,
    solver,
)


def _advance(flow: Flow, x: Array, slope: Array, here: ClockPoint, there: ClockPoint) -> Array:
    step = there.s - here.s
    return x + step / 2 * (slope + flow.slope(x + step * slope, there))


def _make() -> Advance:
    return _advance


SAMPLER = Sampler(
    name="heun",
    title="Heun",
    paper="Heun 1900",
    rank=50,
    run=solver(_make, to_data=euler),
    evaluations=2,
    evaluations_to_data=1,
    order=2,
    uses=("coordinates",),
    formulas=(PROBABILITY_FLOW, in_steps("heun", "half_step", 1 / 2)),
)
