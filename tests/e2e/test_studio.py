"""A training is a process of its own: windows come and go, and whoever looks sees it and may ask."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.conftest import RUNTIMES
from tests.e2e.learner import do, learner, says, trainers
from tests.e2e.seat import seat, until
from tests.support.own_drawings import draw

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Path]:
    """A user’s folder with a data set, who was in the Studio last; no process of theirs is left."""
    with learner(tmp_path / "first", draw(tmp_path / "pictures", 30, 16)) as place:
        yield place


def test_a_training_outlives_its_window_is_seen_from_two_and_goes_on_after_a_crash(place: Path) -> None:
    with seat(place) as window:
        do(window, "Start the training")
        says(window, "Training")
        assert window.close() == 0
    assert len(trainers(place)) == 1
    with seat(place) as window, seat(place) as second:
        for each in (window, second):
            each.ask("raise")
            says(each, "Training")
        do(second, "Pause")
        for each in (second, window):
            says(each, "Paused")
        (process,) = trainers(place)
        process.kill()
        for each in (second, window):
            says(each, "Interrupted")
        window.ask("raise")
        do(window, "Go on")
        for each in (window, second):
            says(each, "Training")
        second.ask("raise")
        do(second, "Stop")
        for each in (window, second):
            says(each, "Stopped")
        until(lambda: trainers(place) == [], "the process has ended")
        assert not RUNTIMES & set(window.ask("modules"))
        assert window.said() == second.said() == ""
