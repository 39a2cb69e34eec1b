"""The spread of jumps, as its equation says it."""

from __future__ import annotations

import numpy as np
import pytest

from playground.core.frames import Array, Scalar
from playground.gaussian.levels import Level, Pair
from playground.paradigms.lab.time_slices import Clock, SlicedWork
from playground.paradigms.plane.context import PlaneContext, PlaneModel
from playground.paradigms.plane.jumps import Jumps
from playground.paradigms.plane.points import Points
from playground.paradigms.plane.recipes import ConsistencyLab


class Still:
    """A flow in which nothing moves, and at ``off`` a model whose every jump misses by it."""

    def __init__(self, off: tuple[float, float] = (0.0, 0.0)) -> None:
        self._off = np.array(off, dtype=np.float32)

    def __call__(self, x: Array, level: Level) -> Pair:
        return Pair(data=x + self._off, noise=x)

    with_traces = traces = __call__

    def copied(self) -> Still:
        return self


def test_the_spread_is_per_coordinate() -> None:
    look = PlaneContext(ConsistencyLab(), PlaneModel(Still((3.0, 4.0)), Still(), "distillation", 1), Clock())
    jumps = Jumps(look, Points(look))
    lane = SlicedWork(jumps.parts)
    while lane.step():
        pass
    arrays: dict[str, Array] = {}
    scalars: dict[str, Scalar] = {}
    jumps.show(arrays, scalars)
    assert arrays["spread"] == pytest.approx(np.full(12, 5 / np.sqrt(2)), rel=1e-4)
    assert scalars["curve_error"] == pytest.approx(5 / np.sqrt(2), rel=1e-4)
