"""The compute process is killed: nothing that was shown is lost, and it comes back."""

from __future__ import annotations

import os
import signal

import pytest

from tests.e2e.seat import Seat, until

pytestmark = pytest.mark.e2e


def kill_engine(window: Seat) -> None:
    """Kill it, and wait until another one has drawn everything again."""
    engine, painted = window.engine(), window.facts["painted"]
    os.kill(engine, signal.SIGKILL)
    until(lambda: window.facts["messages"], "the window says so")
    assert window.picture() is not None
    until(lambda: window.facts["painted"] > painted, "the picture is painted anew")
    assert window.settle().engine() != engine


def test_killed_twice_everything_comes_back(window: Seat) -> None:
    window.drag_on_plane([(0.0, 0.0), (1.0, 1.0)])
    until(lambda: window.facts["undo"] == 1, "z has moved")
    picture, state = window.settle().picture(), window.state
    for times in (1, 2):
        kill_engine(window)
        assert (window.picture(), window.state) == (picture, state)
        (message,) = window.facts["messages"]
        assert message[0] == "error" and "started" in message[1]
        assert ("×" in message[1]) == (times > 1)
    window.shot("killed")
    window.press("ctrl+shift+d")
    until(lambda: not window.facts["messages"], "the message is dismissed")
    window.drag_on_plane([(1.0, 1.0), (-1.0, 1.0)])
    until(lambda: window.facts["undo"] == 2, "z has moved again")
    assert window.settle().picture() != picture
    assert window.close() == 0


def test_killed_while_it_computes(window: Seat) -> None:
    window.click("Prior samples")
    until(lambda: window.state["panel"] == "sample", "the panel is open")
    window.settle()
    window.ask("watch", what="busy heartbeat")
    until(lambda: window.facts["busy"], "it computes")
    kill_engine_while_busy(window)
    assert window.ask("watched")["runs"] > 1
    window.settle()
    assert window.picture() is not None


def kill_engine_while_busy(window: Seat) -> None:
    """Kill it while the window goes on asking, and wait until another one answers."""
    engine = window.engine()
    os.kill(engine, signal.SIGKILL)
    until(lambda: window.facts["messages"], "the window says so")
    until(lambda: window.facts["engine"] in ("ready", "busy"), "there is another engine")
    assert window.engine() != engine
