"""Steps as they arrive: runs are never mixed, positions find their moments, and films keep both ends."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from playground.core.frames import Frame
from playground.paradigms import diffusion
from playground.paradigms.denoising.trajectory import Trajectory
from playground.paradigms.denoising.walks import moments_of

RECIPE = diffusion.Sample(model="m", steps=4)


def frame(step: int, *, keep: bool = True, final: bool = False) -> Frame:
    pictures = np.full((2, 1, 3, 3), step, dtype=np.uint8)
    arrays = {"x": pictures, "data": pictures + 1, "noise": pictures + 2}
    return Frame(arrays=arrays, scalars={"step": step, "t": 1 - step / 4}, index=step, keep=keep, final=final)


def taken(*steps: int, run: int = 1, into: Trajectory | None = None, whole: bool = False) -> Trajectory:
    trajectory = into or Trajectory()
    for step in steps:
        trajectory.take(run, RECIPE, frame(step, final=whole and step == steps[-1]))
    return trajectory


def test_another_run_of_the_same_recipe_starts_anew() -> None:
    trajectory = taken(0, 1, 2)
    taken(0, 1, run=2, into=trajectory)
    assert [moment.step for moment in trajectory.moments] == [0, 1]
    assert trajectory.final is None


def test_a_frame_between_two_steps_is_a_preview() -> None:
    trajectory = taken(0, 1)
    trajectory.take(1, RECIPE, frame(1, keep=False))
    assert len(trajectory) == 2 and trajectory.preview is not None
    taken(2, into=trajectory)
    assert len(trajectory) == 3 and trajectory.preview is None


def test_a_start_that_only_some_pictures_have_made_is_no_moment_beside_the_whole_one() -> None:
    trajectory = Trajectory()
    some, every = frame(0, keep=False), frame(0)
    trajectory.take(1, RECIPE, some)
    assert len(trajectory) == 1
    trajectory.take(1, RECIPE, every)
    assert [moment.step for moment in trajectory.moments] == [0]
    assert trajectory.moments[0].arrays["x"] is every.arrays["x"]
    taken(1, 2, into=trajectory)
    assert list(trajectory.film(0, 30)[0]) == [0, 1, 2]


def test_a_position_ahead_of_the_run_gives_the_newest_moment() -> None:
    trajectory = taken(0, 1, 2)
    assert [trajectory.at(position) for position in (0.0, 0.25, 0.5, 0.75, 1.0)] == [0, 1, 2, 2, 2]
    assert Trajectory().at(1.0) == -1


@given(st.integers(1, 60), st.floats(0, 1))
def test_a_position_finds_the_nearest_moment_and_a_moment_its_own_position(steps: int, at: float) -> None:
    trajectory = taken(*range(steps + 1), whole=True)
    assert abs(trajectory.moments[trajectory.at(at)].step - at * steps) <= 0.5 + 1e-9
    for place in range(len(trajectory)):
        assert trajectory.at(trajectory.position(place)) == place


@given(st.integers(0, 200), st.integers(2, 30))
def test_a_film_has_both_ends_and_no_moment_twice(count: int, most: int) -> None:
    places = moments_of(count - 1, most)
    assert len(places) == min(count, most)
    assert places == sorted(set(places))
    if count:
        assert (places[0], places[-1]) == (0, count - 1)


def test_a_film_shows_one_samples_pictures() -> None:
    places, rows = taken(*range(5), whole=True).film(1, 3)
    assert places == [0, 2, 4]
    np.testing.assert_array_equal(rows["noise"][:, 0, 0, 0], [2, 4, 6])
