"""A lab’s training outlives the window, even one that is killed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e import deeds
from tests.e2e.labs import Watcher
from tests.e2e.seat import PATIENCE, seat, until

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]


@pytest.mark.parametrize(("tab", "question"), [("flow", "lab"), ("gan", "training")])
def test_after_a_kill_the_training_goes_on_where_it_was(tmp_path: Path, tab: str, question: str) -> None:
    deeds.begin_at(tmp_path / "first", tab, stage="lab")
    watcher = Watcher(question)
    labs = tmp_path / "first" / "data" / "labs"
    with seat(tmp_path / "first") as window:
        until(lambda: list(labs.glob("*.training")), "the training is kept", 3 * PATIENCE)
        kept = watcher.when(window, lambda _: True)["numbers"]["step"]
        window.kill()
    with seat(tmp_path / "first") as window:
        first = watcher.when(window, lambda _: True)["numbers"]["step"]
        assert first > 0
        # Nothing of a training that began anew could have come so far by now.
        assert first > 0.2 * kept
        watcher.when(window, lambda lab: lab["numbers"]["step"] > kept)
        assert "anew" not in window.sentences()
        # Who begins anew means it.
        window.click("Begin the training anew")
        watcher.when(window, lambda lab: lab["numbers"]["step"] < first, "it began anew")
