"""A lab’s training outlives the window, even one that is killed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e import deeds
from tests.e2e.labs import Watcher, edited
from tests.e2e.seat import PATIENCE, Seat, seat, until

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]


@pytest.mark.parametrize(("tab", "question"), [("flow", "lab"), ("gan", "training")])
def test_after_a_kill_the_training_goes_on_where_it_was(tmp_path: Path, tab: str, question: str) -> None:
    deeds.begin_at(tmp_path / "first", tab, stage="lab")
    watcher = Watcher(question)
    labs = tmp_path / "first" / "data" / "labs"
    with seat(tmp_path / "first") as window:
        kept = watcher.when(window, lambda lab: lab["numbers"]["step"] >= 50)["numbers"]["step"]
        before = newest(labs)
        until(lambda: newest(labs) > before, "the training is kept", 3 * PATIENCE)
        look_back(window, watcher)
        window.click("Train, or pause")
        watcher.when(window, lambda lab: lab["numbers"]["step"] > kept)
        look_back(window, watcher)
        window.kill()
    with seat(tmp_path / "first") as window:
        shown = watcher.when(window, lambda _: True)["numbers"]
        first = shown["step"]
        assert first > 0 and not shown.get("moment")
        # Nothing of a training that began anew could have come so far by now.
        assert first > 0.2 * kept
        watcher.when(window, lambda lab: lab["numbers"]["step"] > kept)
        assert "anew" not in window.sentences()
        # Who begins anew means it.
        window.click("Begin the training anew")
        watcher.when(window, lambda lab: lab["numbers"]["step"] < first, "it began anew")


def newest(labs: Path) -> int:
    """When a training was kept last, in nanoseconds."""
    return max((each.stat().st_mtime_ns for each in labs.glob("*.training")), default=0)


def look_back(window: Seat, watcher: Watcher) -> None:
    """See what was seen half way through the training: the slider is clicked in its middle."""
    window.click("History of the training")
    past = watcher.when(
        window, lambda lab: 0 < lab["numbers"]["moment"] < lab["numbers"]["moments"], "the past is shown"
    )
    assert not past["numbers"]["trained"]


def test_two_trainings_side_by_side_come_back_together(tmp_path: Path) -> None:
    deeds.begin_at(tmp_path / "first", "vae", stage="lab")
    watcher, labs = Watcher("vae_lab"), tmp_path / "first" / "data" / "labs"
    with seat(tmp_path / "first") as window:
        window.click("Beside…")
        x, y, _, height = window.where("Learn σ")
        window.drag([(x + 8, y + height // 2)])
        edited(window, beside={"learn_sigma": False}, learn_sigma=True)
        kept = watcher.when(window, lambda lab: lab["numbers"].get("beside_step", 0) >= 50)["numbers"]["step"]
        before = newest(labs)
        until(lambda: newest(labs) > before, "the training is kept", 3 * PATIENCE)
        window.kill()
    with seat(tmp_path / "first") as window:
        shown = watcher.when(window, lambda _: True)["numbers"]
        assert shown["step"] == shown["beside_step"] > 0.2 * kept
        watcher.when(window, lambda lab: lab["numbers"]["beside_step"] > kept)
        assert "anew" not in window.sentences()
        step = watcher.when(window, lambda _: True)["numbers"]["step"]
        window.click("Close B")
        alone = watcher.when(window, lambda lab: "beside_step" not in lab["numbers"], "A goes on alone")
        assert alone["numbers"]["step"] >= step
