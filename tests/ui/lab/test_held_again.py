"""A lab that is held when the window is closed, and the window that is opened then."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from playground.core.recipe import change
from playground.engine.trainings import TrainingFolder
from playground.engine.workbench import PlaygroundWorkbench
from playground.paradigms.plane.frames import KEPT
from playground.ui.sampling.lab.state import PlaneState
from tests.ui.lab.conftest import LabBench

ALL = {*KEPT, "density"}
"""What is seen once a held lab has shown all."""

pytestmark = [pytest.mark.qt, pytest.mark.torch]


@contextmanager
def opened(qtbot: QtBot, folder: Path, state: PlaneState | None = None) -> Iterator[LabBench]:
    """A lab whose trainings are kept in a folder, as it stood when it was closed."""
    trainings = TrainingFolder(folder, pytest.fail)
    bench = LabBench("flow", PlaygroundWorkbench((), pytest.fail, trainings), state)
    qtbot.addWidget(bench.stage)
    bench.stage.resize(760, 760)
    bench.stage.show()
    qtbot.waitExposed(bench.stage)
    yield bench
    bench.link.close()
    trainings.close()


def until(bench: LabBench, there: Callable[[], bool]) -> None:
    for _ in range(2000):
        if there():
            return
        bench.turn(1)
    raise AssertionError("it never came")


def test_it_shows_its_last_frame_at_once_and_stays_held(qtbot: QtBot, tmp_path: Path) -> None:
    with opened(qtbot, tmp_path) as first:
        feed = first.stage.scene.feed
        until(first, lambda: feed.scalars.get("step", 0) >= 5)
        run = change(first.state.run, training=False)
        first.store.load(change(first.store.state, lab=change(first.state, run=run)))
        until(first, lambda: feed.frame is not None and feed.frame.still and feed.arrays.keys() >= ALL)
        first.turn(10)
        step, seen = first.step(), {name: array.copy() for name, array in feed.arrays.items()}
    with opened(qtbot, tmp_path, first.state) as second:
        feed = second.stage.scene.feed
        # The first frame that comes at all is the last that was seen.
        until(second, lambda: bool(feed.scalars))
        assert second.step() == step
        assert feed.arrays.keys() >= ALL
        for name in feed.arrays.keys() & seen.keys():
            assert np.array_equal(feed.arrays[name], seen[name]), name
        second.turn(30)
        assert second.step() == step and not second.state.run.training and not second.reports
