"""Points between the times at which a run tells where they are."""

from __future__ import annotations

import numpy as np
import pytest

from playground.paradigms.plane.tracks import points_at, trails_at

TIMES = np.array([1.0, 0.7, 0.2, 0.0], np.float32)
TRACK = np.random.default_rng(0).normal(size=(4, 5, 2)).astype(np.float32)


@pytest.mark.parametrize("index", range(4))
def test_at_its_times_a_track_is_met_exactly(index: int) -> None:
    np.testing.assert_allclose(points_at(TRACK, TIMES, float(TIMES[index])), TRACK[index], atol=1e-6)


def test_between_two_times_points_are_on_the_line_between() -> None:
    np.testing.assert_allclose(points_at(TRACK, TIMES, 0.45), (TRACK[1] + TRACK[2]) / 2, atol=1e-6)


@pytest.mark.parametrize(("time", "index"), [(2.0, 0), (-1.0, -1)])
def test_beyond_its_ends_a_track_stays(time: float, index: int) -> None:
    np.testing.assert_allclose(points_at(TRACK, TIMES, time), TRACK[index])


def test_a_track_of_one_place_stays_there() -> None:
    np.testing.assert_allclose(points_at(TRACK[:1], TIMES[:1], 0.3), TRACK[0])


def test_trails_run_from_the_noise_to_the_points() -> None:
    trails = trails_at(TRACK, TIMES, 0.45, 3)
    assert trails.shape == (3, 3, 2)
    np.testing.assert_allclose(trails[:, 0], TRACK[0, :3])
    np.testing.assert_allclose(trails[:, 1], TRACK[1, :3])
    np.testing.assert_allclose(trails[:, -1], points_at(TRACK, TIMES, 0.45)[:3])
