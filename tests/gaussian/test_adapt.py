"""What a card says becomes the path that the network was trained along, and the time it is told."""

from __future__ import annotations

from typing import Any

import pytest

from playground.core.cards import labelled
from playground.gaussian import grids, samplers
from playground.gaussian.adapt import ahead, alike, network_time, path_of
from playground.gaussian.card import Denoising, Times
from playground.gaussian.paths import Linear, VarianceExploding, VariancePreserving
from playground.gaussian.predictions import KINDS, SILENT_IN_PURE_NOISE, PredictionKind
from playground.gaussian.schedules import SCHEDULES, schedule


def said(**values: Any) -> Denoising:
    return Denoising(
        **{"path": "linear", "prediction": "velocity", "shape": (1, 2, 2), "condition": labelled(3), **values}
    )


@pytest.mark.parametrize("name", SCHEDULES)
def test_a_variance_preserving_path_has_the_schedule_of_the_card(name: str) -> None:
    path = path_of(said(path="variance preserving", prediction="noise", schedule=name, schedule_steps=37))
    assert isinstance(path, VariancePreserving)
    assert path.steps == path.end == 37
    expected = schedule(name, 37).alpha_bars
    for t in range(38):
        assert path.level(t).alpha ** 2 == pytest.approx(expected[t], rel=1e-9)


def test_a_variance_exploding_path_adds_noise_alone() -> None:
    path = path_of(said(path="variance exploding", prediction="noise"))
    assert isinstance(path, VarianceExploding)
    assert path.level(3.0).alpha == 1 and path.level(3.0).sigma == 3


@pytest.mark.parametrize("kind", KINDS)
def test_the_straight_path_begins_where_the_network_says_something(kind: PredictionKind) -> None:
    """The very end is pure noise, about which some predictions say nothing; every network can be sampled."""
    denoising = said(prediction=kind)
    path = path_of(denoising)
    assert isinstance(path, Linear)
    assert (path.end == 1) == (kind not in SILENT_IN_PURE_NOISE)
    assert 0.99 < path.end <= 1
    assert samplers.refusal(samplers.sampler("euler"), path, "denoiser", kind) is None
    assert grids.times("uniform", path, 4)[0] == path.end


def test_a_network_that_counts_whole_steps_from_zero_is_told_so() -> None:
    denoising = said(
        path="variance preserving", prediction="noise", schedule_steps=20, times=Times(offset=-1.0)
    )
    path = path_of(denoising)
    assert [network_time(denoising, path.level(t)) for t in range(1, 21)] == list(range(20))


def test_the_offset_is_added_before_the_time_is_scaled() -> None:
    denoising = said(times=Times(offset=0.25, scale=1000.0))
    assert network_time(denoising, Linear().level(0.5)) == pytest.approx(750.0)
    assert network_time(said(), Linear().level(0.5)) == 0.5


@pytest.mark.parametrize(
    "counts", [(1, 2, 4), (1, 2, 5, 10), (4, 3), (1, 11), (2, 22), (3, 33, 9), (12, 4, 6), (7, 77)]
)
def test_numbers_of_steps_are_alike_whose_times_meet(counts: tuple[int, ...]) -> None:
    times = {count: [ahead(1 - begin / count, count) for begin in range(count)] for count in counts}
    meeting = {
        (one, other)
        for one in counts
        for other in counts
        if one != other and any(abs(a - b) < 1e-12 for a in times[one] for b in times[other])
    }
    found = alike(counts)
    assert (found in meeting) if meeting else (found is None)


def test_up_to_ten_steps_are_all_told_apart() -> None:
    assert alike(range(1, 11)) is None
    assert alike((1, 11)) == (1, 11)
