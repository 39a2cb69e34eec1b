"""The real process: it cancels within a step, survives failures, dies with its parent, and comes back."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import psutil
import pytest

from playground.core.child import THREAD_LIMITS
from playground.core.resources import Placement
from playground.engine.client import NO_RUN, SAME_RUN, EngineClient, Setup
from playground.engine.protocol import Died, Failed, Finished, FrameMessage, Interrupted, Notice, Ready
from tests.support.engine_diary import PATIENCE, Diary
from tests.support.engine_world import BROKEN, NAME, Ask, Count, Deadly, Learn, Misbehave, Touch

pytestmark = pytest.mark.process


def kill(diary: Diary) -> int:
    """Kill the newest process from outside; the position in the diary from which what follows is new."""
    position = diary.position()
    psutil.Process(diary.of(Ready)[-1].process).kill()
    return position


def test_a_recipe_runs_to_its_end(client: EngineClient, diary: Diary) -> None:
    generation = client.start("a", Count(total=5))
    diary.wait(Finished, lambda event: event.generation == generation)
    frames = [event.frame for event in diary.of(FrameMessage)]
    assert frames[0].index == 1
    assert frames[-1].final
    assert frames[-1].arrays["value"].tolist() == [5]


@pytest.fixture
def no_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    """An environment that says nothing of threads, as that of a user."""
    for name in THREAD_LIMITS:
        monkeypatch.delenv(name, raising=False)


@pytest.mark.usefixtures("no_limits")
def test_the_process_is_polite_and_lean(client: EngineClient, diary: Diary) -> None:
    answer = diary.frame("a", client.start("a", Ask())).frame.scalars
    assert answer["OMP_NUM_THREADS"] == answer["OPENBLAS_NUM_THREADS"] == answer["MKL_NUM_THREADS"] == "1"
    assert answer["torch"] is False
    assert answer["qt"] is False
    assert answer["sigint"] is True
    if hasattr(os, "nice"):
        assert answer["niceness"] == min(os.nice(0) + 5, 19)


def test_the_limits_do_not_leak_into_this_process(client: EngineClient, diary: Diary) -> None:
    before = os.environ.get("VECLIB_MAXIMUM_THREADS")
    diary.frame("a", client.start("a", Ask()))
    assert os.environ.get("VECLIB_MAXIMUM_THREADS") == before


def test_nothing_arrives_after_cancel_and_the_engine_rests(client: EngineClient, diary: Diary) -> None:
    diary.frame("a", client.start("a", Count(total=0)))
    client.cancel("a")
    position = diary.position()
    generation = client.start("b", Count(total=1))
    diary.wait(Finished, lambda event: event.generation == generation)
    # The run on “b” began after the cancel had been read, so anything of “a” would have come before its end.
    late = [event for event in diary.events[position + 1 :] if getattr(event, "channel", "b") == "a"]
    assert late == []


def test_the_latest_recipe_wins(client: EngineClient, diary: Diary) -> None:
    generations = [client.start("a", Count(total=3)) for _ in range(200)]
    diary.wait(Finished, lambda event: event.generation == generations[-1])
    delivered = [event.generation for event in diary.of(FrameMessage)]
    assert delivered == sorted(delivered)
    assert {event.generation for event in diary.of(Finished)} <= set(generations)


def test_a_drag_is_followed_while_it_lasts(client: EngineClient, diary: Diary) -> None:
    # Every request is replaced before its answer can be delivered, and still there are answers.
    for _ in range(20):
        position = diary.position()
        client.start("a", Count(total=1), follow=True)
        generation = client.start("a", Count(total=1), follow=True)
        diary.wait(FrameMessage, lambda event, oldest=generation - 1: event.generation >= oldest, position)


def test_credits_bound_what_is_on_its_way(client: EngineClient, diary: Diary) -> None:
    generation = client.start("a", Count(total=30, keep=True))
    seen = 0
    while seen < 30:
        diary.wait(FrameMessage, lambda event, index=seen + 1: event.frame.index == index)
        seen += 1
        assert len(diary.of(FrameMessage)) <= seen + 2
        client.acknowledge("a", generation)
    diary.wait(Finished)
    assert [event.frame.index for event in diary.of(FrameMessage)] == list(range(1, 31))


def test_pause_step_and_update(client: EngineClient, diary: Diary) -> None:
    generation = client.start("a", Count(total=0))
    diary.frame("a", generation)
    client.step("a")
    client.update("a", Count(total=0, mark=9))
    client.acknowledge("a", generation)
    client.acknowledge("a", generation)
    client.step("a")
    client.pause("a", False)
    client.acknowledge("a", generation)
    diary.wait(FrameMessage, lambda event: event.frame.scalars["mark"] == 9)


def test_a_failing_run_leaves_the_engine_alive(client: EngineClient, diary: Diary) -> None:
    client.start("bad", Misbehave(how="bug"))
    failed = diary.wait(Failed)
    assert "KeyError" in failed.details
    client.start("good", Count(total=1))
    diary.wait(Finished, lambda event: event.channel == "good")
    assert len(diary.of(Ready)) == 1


def test_a_killed_engine_comes_back_with_what_was_open(client: EngineClient, diary: Diary) -> None:
    endless = client.start("endless", Count(total=0))
    diary.frame("endless", endless)
    done = client.start("done", Count(total=1))
    diary.wait(Finished, lambda event: event.generation == done)
    for _ in range(2):
        position = kill(diary)
        died = diary.wait(Died, after=position)
        assert died.restarting
        assert died.blamed is None
        assert "started again" in died.sentence and "step 0" in died.sentence
        assert diary.wait(Interrupted, after=position) == Interrupted("endless", endless, True)
        diary.wait(Ready, after=position)
        assert diary.frame("endless", endless, after=position).frame.index == 1
        again = [e for e in diary.events[position:] if getattr(e, "channel", "") == "done"]
        assert again == []
    assert len({ready.process for ready in diary.of(Ready)}) == 3


def test_killing_an_endless_step_is_blamed_on_it_in_the_end(
    client: EngineClient, diary: Diary, tmp_path: Path
) -> None:
    started = tmp_path / "started"
    generation = client.start("stuck", Touch(started=str(started)))
    for death in range(1, SAME_RUN + 1):
        wait_for(started)
        started.unlink()
        position = kill(diary)
        died = diary.wait(Died, after=position)
        assert died.blamed == ("stuck" if death == SAME_RUN else None)
        diary.wait(Ready, after=position)
    failed = diary.wait(Failed)
    assert (failed.channel, failed.generation) == ("stuck", generation)
    assert "set aside" in failed.sentence
    client.start("good", Count(total=1))
    diary.wait(Finished, lambda event: event.channel == "good")
    assert not started.exists()


CRASHES = ["abort", *(["SIGSEGV"] if sys.platform != "win32" else [])]


@pytest.mark.parametrize("how", CRASHES)
def test_a_recipe_that_crashes_the_engine_is_set_aside_and_the_others_come_back(
    client: EngineClient, diary: Diary, how: str
) -> None:
    good = client.start("good", Count(total=0))
    diary.frame("good", good)
    position = diary.position()
    bad = client.start("bad", Deadly(how=how))
    died = diary.wait(Died)
    assert died.blamed == "bad"
    failed = diary.wait(Failed)
    assert (failed.channel, failed.generation) == ("bad", bad)
    diary.wait(Ready, after=position)
    diary.frame("good", good, after=diary.events.index(died))
    assert len(diary.of(Died)) == 1


def test_an_engine_that_cannot_start_is_given_up_until_asked(diary: Diary) -> None:
    with EngineClient(diary, Setup(workbench=BROKEN)) as client:
        client.start("a", Count())
        last = diary.wait(Died, lambda event: not event.restarting)
        assert len(diary.of(Died)) == NO_RUN
        assert "restart it" in last.sentence
        assert "nothing works here" in diary.of(Notice)[0].text
        client.start("a", Count())
        position = diary.position()
        client.restart()
        diary.wait(Died, after=position)


def test_restart_replaces_the_process_without_calling_it_a_death(client: EngineClient, diary: Diary) -> None:
    generation = client.start("a", Count(total=0))
    diary.frame("a", generation)
    position = diary.position()
    client.restart()
    ready = diary.wait(Ready, after=position)
    diary.frame("a", generation, after=position)
    assert ready.process != diary.of(Ready)[0].process
    assert diary.of(Died) == []


def test_closing_ends_process_and_threads(diary: Diary, tmp_path: Path) -> None:
    client = EngineClient(diary, Setup(workbench=NAME))
    client.start("a", Count(total=0))
    child = psutil.Process(diary.wait(Ready).process)
    client.close()
    child.wait(PATIENCE)
    names = {thread.name for thread in threading.enumerate()}
    assert not names & {"engine client", "engine writer"}
    assert diary.of(Died) == []
    client.close()


def test_closing_does_not_wait_for_an_endless_step(diary: Diary, tmp_path: Path) -> None:
    client = EngineClient(diary, Setup(workbench=NAME))
    client.start("a", Touch(started=str(tmp_path / "started")))
    child = psutil.Process(diary.wait(Ready).process)
    wait_for(tmp_path / "started")
    client.close(timeout=0.2)
    child.wait(PATIENCE)
    assert diary.of(Died) == []


def test_notices_arrive_from_setting_up_and_from_runs(diary: Diary, tmp_path: Path) -> None:
    with EngineClient(diary, Setup(NAME, (str(tmp_path / "mine"),))) as client:
        client.start("a", Count(total=1), Placement("onnx", "cuda"))
        assert diary.wait(Notice, lambda event: event.channel == "").text == "folder mine"
        assert diary.wait(Notice, lambda event: event.channel == "a").text == "cuda is not here"


def test_devices_that_become_known_are_offered(client: EngineClient, diary: Diary) -> None:
    client.start("a", Learn())
    more = diary.wait(Ready, lambda event: len(event.placements) > 1)
    assert more.placements == (Placement(), Placement(device="mps"))
    assert more.process == diary.of(Ready)[0].process


def test_garbage_from_the_window_is_a_notice(client: EngineClient, diary: Diary) -> None:
    life = client._life
    assert life is not None
    life._connection.send_bytes(b"\xc1 garbage")
    assert "could not be read" in diary.wait(Notice).text
    diary.frame("a", client.start("a", Count(total=1)))


@pytest.mark.skipif(sys.platform == "win32", reason="writes to a file descriptor")
def test_a_message_that_claims_to_be_huge_ends_the_process_and_another_begins(
    client: EngineClient, diary: Diary
) -> None:
    life = client._life
    assert life is not None
    position = diary.position()
    os.write(life._connection.fileno(), (0x7FFFFFF0).to_bytes(4, "big"))
    diary.wait(Died, after=position)
    diary.wait(Ready, after=position)
    diary.frame("a", client.start("a", Count(total=1)))


def test_a_listener_that_fails_does_not_end_the_client(
    caplog: pytest.LogCaptureFixture, diary: Diary
) -> None:
    def listen(event: object) -> None:
        diary(event)  # type: ignore[arg-type]
        if isinstance(event, FrameMessage):
            raise ValueError("a view's fault")

    with EngineClient(listen, Setup(workbench=NAME)) as client:
        client.start("a", Count(total=1))
        diary.wait(Finished, lambda event: event.channel == "a")
        client.start("b", Count(total=1))
        diary.wait(Finished, lambda event: event.channel == "b")
    assert "a listener failed" in caplog.text


@pytest.mark.parametrize(
    ("module", "absent"),
    [
        ("client", ("torch", "onnxruntime", "onnx", "PySide6", "playground.paradigms")),
        ("process", ("numpy",)),  # it would read the environment before the thread limits are in it
    ],
)
def test_what_is_not_imported(module: str, absent: tuple[str, ...]) -> None:
    code = f"import sys, playground.engine.{module}; print([n for n in {absent} if n in sys.modules])"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"


def wait_for(path: Path) -> None:
    """Wait until another process has made a file."""
    deadline = time.monotonic() + PATIENCE
    while not path.exists():
        assert time.monotonic() < deadline, f"{path} never came"
        threading.Event().wait(0.01)
