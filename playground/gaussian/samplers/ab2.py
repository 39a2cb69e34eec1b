"""The second-order Adams–Bashforth method: one evaluation a step, since it remembers the last slope."""

from __future__ import annotations

from playground.gaussian.coordinates import ClockPoint
from playground.gaussian.levels import Array
from playground.gaussian.samplers._sampler import PROBABILITY_FLOW, Advance, Flow, Sampler, in_steps, solver


class _AdamsBashforth:
    """The line through the last two slopes, integrated over a step of any length; the first step is
    Euler's."""

    def __init__(self) -> None:
        self._previous: tuple[Array, float] | None = None

    def __call__(self, flow: Flow, x: Array, slope: Array, here: ClockPoint, there: ClockPoint) -> Array:
        step = there.s - here.s
        if self._previous is None:
            mean = slope
        else:
            before, s = self._previous
            mean = slope + step / (2 * (here.s - s)) * (slope - before)
        self._previous = slope, here.s
        return x + step * mean


def _make() -> Advance:
    return _AdamsBashforth()


SAMPLER = Sampler(
    name="ab2",
    title="Adams–Bashforth 2",
    paper="Bashforth and Adams 1883",
    rank=60,
    run=solver(_make),
    evaluations=1,
    order=2,
    uses=("coordinates",),
    formulas=(PROBABILITY_FLOW, in_steps("adams_bashforth")),
)
