"""Heun's method (the explicit trapezoid) on the probability flow.

It is kept in the last step, too, where Karras et al. 2022 (algorithm 1) go over to Euler's: with few steps a
network's answer at the data themselves, which knows nothing of the noise any more, leaves some of it in x.
"""

from __future__ import annotations

from playground.gaussian.coordinates import Place
from playground.gaussian.levels import Array
from playground.gaussian.samplers._sampler import Sampler
from playground.gaussian.samplers._solver import Advance, Flow, solver


def _advance(flow: Flow, x: Array, slope: Array, here: Place, there: Place) -> Array:
    step = there.s - here.s
    return x + step / 2 * (slope + flow.slope(x + step * slope, there))


def _make() -> Advance:
    return _advance


SAMPLER = Sampler(
    name="heun",
    title="Heun",
    paper="Heun 1900",
    rank=50,
    run=solver(_make),
    evaluations=2,
    order=2,
    uses=("coordinates",),
)
