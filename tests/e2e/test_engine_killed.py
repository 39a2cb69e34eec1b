"""The compute process is killed: nothing that was shown is lost, and it comes back."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator

import pytest

from tests.e2e import deeds
from tests.e2e.seat import Seat, seat, until

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Seat]:
    """One program for all tests, the last of which closes it."""
    folder = tmp_path_factory.mktemp("killed") / "first"
    deeds.begin_at(folder, "vae")
    with seat(folder) as sitting:
        yield sitting.settle()


@pytest.fixture
def window(program: Seat) -> Seat:
    """The VAE's pictures as at first."""
    program.ask("renew", tab="vae", state={})
    return program.settle()


def kill_engine(window: Seat) -> None:
    """Kill it, and wait until the window has said so and has another one."""
    engine, said = window.engine(), window.sentences()
    os.kill(engine, signal.SIGKILL)
    until(lambda: window.sentences() != said, "the window says so, or counts it")
    assert window.picture() is not None
    until(lambda: window.engine() != engine, "there is another one")
    until(lambda: window.facts["engine"] in ("ready", "busy"), "it is ready")


def test_what_is_asked_for_meanwhile_comes_from_the_next_one(window: Seat) -> None:
    picture, engine = window.picture(), window.engine()
    window.ask("focus", name="Latent plane")
    os.kill(engine, signal.SIGKILL)
    window.press("Up", "Up", "Up", "Up", "Up")
    until(lambda: window.images["decode.latent"] == [0.0, 0.5], "z has moved")
    until(lambda: window.picture() != picture, "the picture follows")
    assert window.settle().engine() != engine


def test_killed_while_it_computes(window: Seat) -> None:
    window.click("Prior samples")
    until(lambda: window.images["panel"] == "sample", "the panel is open")
    window.settle()
    window.ask("watch", what="busy heartbeat")
    for _ in range(2):
        drawn = window.facts["drawn"]
        until(lambda drawn=drawn: window.facts["drawn"] > drawn + 50, "it is at full speed")
        kill_engine(window)
    drawn = window.facts["drawn"]
    until(lambda: window.facts["drawn"] > drawn + 50, "it is at full speed again")
    assert window.ask("watched")["runs"] > 3
    assert window.settle().picture() is not None


def test_held_still_it_is_said_and_restarted_at_a_click(window: Seat) -> None:
    picture, engine = window.picture(), window.engine()
    os.kill(engine, signal.SIGSTOP)
    window.ask("focus", name="Latent plane")
    window.press("Up", "Up", "Up", "Up", "Up")
    until(lambda: "has not answered for" in window.sentences(), "the window says so")
    assert window.facts["engine"] == "not answering"
    window.shot("silent")
    window.press("Escape")
    until(lambda: "still in a call" in window.sentences(), "it does not say that it has stopped")
    assert window.facts["engine"] == "not answering"
    window.press("Up")
    window.click("Restart it")
    until(lambda: window.engine() != engine, "there is another one")
    until(lambda: window.picture() != picture, "the picture follows")
    assert "has not answered" not in window.settle().sentences()


def test_killed_twice_everything_comes_back_and_the_window_closes(window: Seat) -> None:
    window.drag_on_plane([(0.0, 0.0), (1.0, 1.0)])
    let_go = pytest.approx([1.0, 1.0], abs=0.05)
    until(lambda: window.images["decode.latent"] == let_go, "z is where it was let go")
    assert window.facts["undo"] == 1
    shown, state = deeds.all_shown(window), window.state
    window.ask("focus", name="Latent plane")
    for times in (1, 2):
        kill_engine(window)
        assert window.state == state
        assert window.picture("Picture decoded from z") is not None
        ((severity, sentence),) = window.facts["messages"]
        assert severity == "error" and "SIGKILL" in sentence and "started again" in sentence
        assert ("×" in sentence) == (times > 1)
        # What the new engine computes is what the old one did.
        window.press("Up", "Down")
        until(lambda: window.facts["undo"] > 1, "z was nudged away and back")
        window.press("ctrl+z", "ctrl+z")
        until(lambda: window.facts["undo"] == 1, "it is undone")
        assert deeds.all_shown(window) == shown
    window.shot("killed")
    window.press("ctrl+shift+d")
    until(lambda: not window.facts["messages"], "the message is dismissed")
    assert window.close() == 0
