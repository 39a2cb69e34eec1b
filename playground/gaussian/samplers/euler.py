"""Euler's method on the probability flow."""

from __future__ import annotations

from playground.gaussian.samplers._sampler import PROBABILITY_FLOW, Advance, Sampler, euler, in_steps, solver


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
