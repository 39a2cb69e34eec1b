"""What is shown of a flow that has learned to tell noise and data apart, in both directions."""

from __future__ import annotations

import math

import numpy as np
import pytest

from playground.core.paradigm import Run
from playground.core.recipe import change
from playground.paradigms.nflow_lab.recipes import NflowLab
from tests.support.nflow_lab import begin, watch
from tests.support.plane_lab import TickClock

pytestmark = pytest.mark.torch

LEARNING = NflowLab(width=8, layers=3, bins=6, batch=32, points=200, layer=3.0, speed=1, learning_rate=0.02)
STILL = change(LEARNING, training=False)
DIRECTIONS = ("data to noise", "noise to data")


def learned(direction: str, **values: object) -> Run:
    """A run whose flow has moved points far from where they were, and differently in the two directions."""
    run = begin(change(LEARNING, direction=direction, **values))
    watch(run, 60)
    return run


@pytest.mark.parametrize("direction", DIRECTIONS)
def test_the_known_log_density_is_that_of_the_data_which_the_probe_is_or_becomes(direction: str) -> None:
    run = learned(direction)
    seen = watch(run, 80, change(STILL, direction=direction, probe=(1.4, 0.1)))
    way = seen.arrays["probe_way"].astype(float)
    data, base = way[::-1][[0, -1]] if direction == "noise to data" else way[[0, -1]]
    assert np.linalg.norm(data - base) > 0.1
    turns = 2 * math.pi * np.arange(8) / 8
    squares = np.square(data - 1.5 * np.stack([np.cos(turns), np.sin(turns)], axis=1)).sum(1)
    logs = -squares / (2 * 0.12**2) - math.log(8) - math.log(2 * math.pi * 0.12**2)
    assert seen.scalars["log_density_exact"] == pytest.approx(float(np.logaddexp.reduce(logs)), abs=1e-3)


@pytest.mark.parametrize("direction", DIRECTIONS)
def test_points_are_coloured_by_where_they_are_among_the_noise(direction: str) -> None:
    run = learned(direction)
    still = change(STILL, direction=direction)
    first, last = (watch(run, 40, change(still, layer=layer)).arrays for layer in (0.0, 3.0))
    base, data = (first, last) if direction == "noise to data" else (last, first)
    assert np.hypot(*base["points"].T) == pytest.approx(base["radii"], abs=1e-6)
    assert np.arctan2(*base["points"].T[::-1]) == pytest.approx(base["angles"], abs=1e-6)
    assert np.abs(np.hypot(*data["points"].T) - data["radii"]).mean() > 0.2


def test_after_a_turn_no_points_are_shown_on_the_way_they_came() -> None:
    """Where the noise is, each point has the radius of its noise; before that is known, nothing is shown."""
    run = learned("data to noise", points=10_000)
    there = change(STILL, points=10_000, direction="data to noise")
    watch(run, 40, there)
    frames = [watch(run, 1, there.turned() if index == 0 else None).arrays for index in range(40)]
    assert "points" not in frames[0] and "points" in frames[-1]
    for arrays in frames:
        if "points" in arrays:
            assert np.hypot(*arrays["points"].T) == pytest.approx(arrays["radii"], abs=1e-6)


@pytest.mark.parametrize("direction", DIRECTIONS)
def test_the_round_trip_goes_out_from_where_the_points_start(
    direction: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two maps that undo each other but for a tenth of the place in between, which depends on the order."""
    from playground.live.flow_map import FlowMap

    monkeypatch.setattr(FlowMap, "base", lambda _, x: x + np.float32(1))
    monkeypatch.setattr(FlowMap, "data", lambda _, z: np.float32(1.1) * z - np.float32(1))
    seen = watch(begin(change(STILL, direction=direction, layer=0.0, points=600)), 80)
    start = seen.arrays["points"].astype(float)
    off = 0.1 * np.linalg.norm(start if direction == "noise to data" else start + 1, axis=1)
    assert off.argmax() < 500, "the largest has to be in another block than the last"
    assert seen.scalars["round_trip"] == pytest.approx(off.max(), rel=1e-4)


def test_points_follow_the_training_more_often_than_the_density_is_measured() -> None:
    """A frame here has time for a slice of work alone: the points take few, and wait for nothing else."""
    run = begin(LEARNING, TickClock(0.03))
    frames = [run.send(None).arrays for _ in range(300)]
    points, densities = (
        {arrays[name].tobytes() for arrays in frames if name in arrays} for name in ("points", "density")
    )
    assert len(points) > 2 * len(densities) > 2
