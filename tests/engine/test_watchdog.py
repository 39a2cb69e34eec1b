"""A process that does not answer is known by that, and is restarted without what it hangs in."""

from __future__ import annotations

import signal
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from playground.engine import pulse
from playground.engine.client import EngineClient
from playground.engine.protocol import Died, Failed, Finished, FrameMessage, Ready
from playground.engine.pulse import Pulse
from tests.support.engine_diary import PATIENCE, Diary
from tests.support.engine_world import Blank, Count, Hold, Touch

pytestmark = pytest.mark.process
stops = pytest.mark.skipif(sys.platform == "win32", reason="no signals")


def until(condition: Callable[[], bool]) -> None:
    """Wait until it is so."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, "it never was"
        threading.Event().wait(0.01)


def stop(diary: Diary) -> psutil.Process:
    """Hold the newest process still."""
    process = psutil.Process(diary.of(Ready)[-1].process)
    process.send_signal(signal.SIGSTOP)
    until(lambda: process.status() == psutil.STATUS_STOPPED)
    return process


def test_one_that_rests_is_not_silent_and_one_in_a_call_is() -> None:
    now = time.monotonic()
    resting = Pulse(turned=now - 100, taken=3, resting=True)
    assert resting.silence(sent=3, asked=now - 50) == 0.0
    assert resting.silence(sent=4, asked=now - 50) == pytest.approx(50, abs=1)
    working = Pulse(turned=now - 100, taken=3, resting=False)
    assert working.silence(sent=3, asked=now - 200) == pytest.approx(100, abs=1)
    assert working.silence(sent=4, asked=now) == pytest.approx(100, abs=1)


def test_an_idle_process_is_not_silent(client: EngineClient, diary: Diary) -> None:
    client.start("a", Count(total=3))
    diary.wait(Finished)
    until(lambda: client.silence() == 0.0)


@pytest.mark.parametrize("kind", [Hold, Touch])
def test_a_run_that_hangs_is_left_behind_by_a_restart(
    kind: type[Hold] | type[Touch], client: EngineClient, diary: Diary, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(pulse, "LONG", 0.2)
    good = client.start("good", Count(total=0))
    diary.frame("good", good)
    bad = client.start("bad", kind(started=str(tmp_path / "started")))
    until((tmp_path / "started").exists)
    until(lambda: client.silence() > 0.2)
    position = diary.position()
    client.restart()
    failed = diary.wait(Failed)
    assert (failed.channel, failed.generation) == ("bad", bad)
    assert "had given no answer" in failed.sentence and "set aside" in failed.sentence
    diary.wait(Ready, after=position)
    diary.frame("good", good, after=position)
    assert diary.of(Died) == []


def test_a_run_that_was_given_up_is_left_behind_without_a_word(
    client: EngineClient, diary: Diary, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pulse, "LONG", 0.2)
    client.start("bad", Hold(started=str(tmp_path / "started")))
    until((tmp_path / "started").exists)
    client.cancel("bad")
    until(lambda: client.silence() > 0.2)
    position = diary.position()
    client.restart()
    diary.wait(Ready, after=position)
    diary.frame("good", client.start("good", Count(total=1)), after=position)
    assert diary.of(Failed) == []


def test_a_restart_of_one_that_answers_brings_everything_back(client: EngineClient, diary: Diary) -> None:
    generation = client.start("a", Count(total=0))
    diary.frame("a", generation)
    position = diary.position()
    client.restart()
    diary.wait(Ready, after=position)
    diary.frame("a", generation, after=position)
    assert diary.of(Failed) == []


@stops
def test_one_that_was_stopped_while_it_rested_is_silent_when_asked(
    client: EngineClient, diary: Diary
) -> None:
    until(lambda: client.silence() == 0.0)
    process = stop(diary)
    assert client.silence() == 0.0
    generation = client.start("a", Count(total=1))
    until(lambda: client.silence() > 0.1)
    process.send_signal(signal.SIGCONT)
    diary.wait(Finished, lambda event: event.generation == generation)
    until(lambda: client.silence() == 0.0)


@stops
def test_nothing_is_blamed_on_a_run_that_was_stopped_from_outside(
    client: EngineClient, diary: Diary, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pulse, "LONG", 0.2)
    started = tmp_path / "started"
    client.start("a", Touch(started=str(started)))
    until(started.exists)
    stop(diary)
    started.unlink()
    until(lambda: client.silence() > 0.2)
    client.restart()
    until(started.exists)  # it runs again
    assert diary.of(Failed) == []


@stops
def test_one_whose_pipe_is_full_is_silent_and_can_be_restarted(client: EngineClient, diary: Diary) -> None:
    stop(diary)
    for channel in range(1500):
        client.start(f"c{channel}", Blank(seed=channel))
    until(lambda: client.silence() > 0.1)
    position = diary.position()
    client.restart()
    diary.wait(Ready, after=position)
    last = diary.wait(FrameMessage, lambda event: event.channel == "c1499", position)
    assert last.frame.final
