"""What a few large steps give, on the exact flow, whose first step is known."""

from __future__ import annotations

import numpy as np
import pytest

from playground.core.frames import Array
from playground.paradigms.lab.source import source_of
from playground.paradigms.lab.time_slices import Clock, SlicedWork
from playground.paradigms.plane.context import PlaneContext, PlaneModel
from playground.paradigms.plane.few import FewSteps
from playground.paradigms.plane.fields import ExactField
from playground.paradigms.plane.frames import FEW
from playground.paradigms.plane.points import Points
from playground.paradigms.plane.recipes import FlowLab


def ends_of(earlier: int) -> Array | None:
    recipe = FlowLab(data="eight-gaussians")
    exact = ExactField(source_of(recipe).exact)
    look = PlaneContext(recipe, PlaneModel(exact, None, "reflow", 1, (exact,) * earlier), Clock())
    few = FewSteps(look, Points(look))
    lane = SlicedWork(few.parts)
    while lane.step():
        pass
    arrays: dict[str, Array] = {}
    few.show(arrays)
    return arrays.get("few_ends")


def test_without_a_reflow_there_is_nothing_to_compare() -> None:
    assert ends_of(0) is None


def test_one_step_of_a_marginal_flow_ends_at_the_mean_of_the_data() -> None:
    ends = ends_of(2)
    assert ends is not None
    assert ends.shape[:2] == (3, len(FEW))
    assert ends[0, 0] == pytest.approx(np.zeros_like(ends[0, 0]), abs=1e-5)
    radius = np.linalg.norm(ends[0], axis=-1).mean(axis=1)
    assert (np.diff(radius) > 0).all()
    np.testing.assert_array_equal(ends[0], ends[1])
