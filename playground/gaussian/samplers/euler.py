"""Euler's method on the probability flow."""

from __future__ import annotations

from playground.gaussian.samplers._formulas import PROBABILITY_FLOW, in_steps
from playground.gaussian.samplers._sampler import Sampler
from playground.gaussian.samplers._solver import Advance, euler, solver


def _make() -> Advance:
    return euler


SAMPLER = Sampler(
    name="euler",
    title="Euler",
    paper="Euler 1768",
    rank=30,
    run=solver(_make),
    evaluations=1,
    order=1,
    uses=("coordinates",),
    formulas=(PROBABILITY_FLOW, in_steps("euler")),
)
