"""Euler's method on the probability flow."""

from __future__ import annotations

from playground.gaussian.coordinates import Place
from playground.gaussian.levels import Array
from playground.gaussian.samplers._sampler import Sampler
from playground.gaussian.samplers._solver import Advance, Flow, solver


def _advance(flow: Flow, x: Array, slope: Array, here: Place, there: Place) -> Array:
    return x + (there.s - here.s) * slope


def _make() -> Advance:
    return _advance


SAMPLER = Sampler(
    name="euler",
    title="Euler",
    paper="Euler 1768",
    rank=30,
    run=solver(_make),
    evaluations=1,
    order=1,
    uses=("coordinates",),
)
