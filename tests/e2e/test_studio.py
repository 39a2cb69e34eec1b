"""A training is a process of its own: windows come and go, and whoever looks sees it and may ask."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.e2e import deeds
from tests.e2e.conftest import RUNTIMES
from tests.e2e.seat import ROOT, Seat, environment, seat, until
from tests.support.own_drawings import draw

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]

PREPARED = 180.0
"""Seconds after which a process that loads torch and times a step beside others is given up."""


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Path]:
    """A user’s folder with a data set, who was in the Studio last; no process of theirs is left."""
    place = tmp_path / "first"
    pictures = draw(tmp_path / "pictures", 30, 16)
    subprocess.run(
        [sys.executable, "-m", "playground", "data", "add", "drawings", str(pictures)],
        cwd=ROOT, env=environment(place / "settings", place / "data"), check=True, capture_output=True,
        timeout=60,
    )  # fmt: skip
    deeds.begin_at(place, "studio")
    yield place
    for process in trainers(place):
        process.kill()


def trainers(place: Path) -> list[psutil.Process]:
    """The processes that train in a user's folder."""
    found = []
    for process in psutil.process_iter():
        try:
            ours = process.environ().get("PLAYGROUND_DATA") == str(place / "data")
            if ours and "playground.studio" in process.cmdline():
                found.append(process)
        except psutil.Error:
            continue
    return found


def says(window: Seat, beginning: str) -> None:
    """Wait until the chosen training is told of in these words."""
    until(
        lambda: str(window.ask("words", name="How far it is")).startswith(beginning),
        f"it says “{beginning}”", PREPARED,
    )  # fmt: skip


def do(window: Seat, button: str) -> None:
    """Press a button by the keyboard, once it can be."""
    window.where(button)
    window.ask("focus", name=button)
    window.press("space")


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
        do(window, "Stop")
        for each in (window, second):
            says(each, "Stopped")
        until(lambda: trainers(place) == [], "the process has ended")
        assert not RUNTIMES & set(window.ask("modules"))
        assert window.said() == second.said() == ""
