"""Ralston's method of second order, whose error is bounded most tightly (Ralston 1962)."""

from __future__ import annotations

from pathlib import Path

from playground.gaussian.levels import Array
from playground.gaussian.samplers import PROBABILITY_FLOW, Advance, Flow, Place, Sampler, in_steps, solver


def _advance(flow: Flow, x: Array, slope: Array, here: Place, there: Place) -> Array:
    step = there.s - here.s
    later = flow.slope(x + 2 / 3 * step * slope, flow.at(here.s + 2 / 3 * step))
    return x + step / 4 * (slope + 3 * later)


def _make() -> Advance:
    return _advance


SAMPLER = Sampler(
    name="ralston",
    title="Ralston",
    paper="Ralston 1962",
    rank=55,
    run=solver(_make),
    evaluations=2,
    order=2,
    uses=("coordinates",),
    formulas=(
        PROBABILITY_FLOW,
        in_steps("ralston", "quarter_step", 1 / 4, folder=Path(__file__).parent / "equations"),
    ),
)
