"""No child outlives the window, not even one that is stuck with Python's lock in its hands."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from playground.engine.client import EngineClient, Setup
from playground.engine.protocol import Died, Finished, Ready
from tests.support.engine_diary import PATIENCE, Diary
from tests.support.engine_world import NAME, Count

pytestmark = pytest.mark.process

ENGINE = """
import sys
from tests.support.engine_world import NAME, Hold, Touch
from playground.engine.client import EngineClient, Setup
from playground.engine.protocol import Ready

def listen(event):
    if isinstance(event, Ready):
        print(event.process, flush=True)

if __name__ == "__main__":
    client = EngineClient(listen, Setup(workbench=NAME))
    what, started = sys.argv[1:]
    match what:
        case "idle":
            client.launch()
        case "in a step":
            client.start("a", Touch(started=started))
        case "holding the lock":
            client.start("a", Hold(started=started))
    sys.stdin.read()
"""

EXECUTOR = """
import sys
from playground.evaluate.sweep.executor import LocalExecutor
from tests.support.engine_world import hold_as_job

if __name__ == "__main__":
    executor = LocalExecutor(2, hold_as_job)
    executor.submit(b"", sys.argv[2])
    (worker,) = executor._workers
    print(worker.pid, flush=True)
    sys.stdin.read()
    executor.close()
"""


@contextmanager
def parent(folder: Path, script: str, what: str) -> Iterator[tuple[subprocess.Popen[bytes], psutil.Process]]:
    """A program with one child, which does what was asked by now."""
    program, started = folder / "parent.py", folder / "started"
    program.write_text(script, encoding="utf-8")
    with subprocess.Popen(
        [sys.executable, str(program), what, str(started)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        child = psutil.Process(int(process.stdout.readline()))
        try:
            deadline = time.monotonic() + PATIENCE
            while what != "idle" and not started.exists():
                assert time.monotonic() < deadline, f"never {what}"
                threading.Event().wait(0.01)
            yield process, child
        finally:
            process.kill()
            if child.is_running():
                child.kill()


@pytest.mark.parametrize("what", ["idle", "in a step", "holding the lock"])
@pytest.mark.parametrize("end", ["killed", "over"])
def test_the_engine_ends_with_the_window(tmp_path: Path, what: str, end: str) -> None:
    with parent(tmp_path, ENGINE, what) as (process, child):
        if end == "killed":
            process.kill()
        _, complaints = process.communicate()
        child.wait(PATIENCE)
        assert complaints == b""


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere it ends when it goes on")
def test_an_engine_that_was_stopped_ends_with_the_window(tmp_path: Path) -> None:
    with parent(tmp_path, ENGINE, "idle") as (process, child):
        child.send_signal(signal.SIGSTOP)
        process.kill()
        child.wait(PATIENCE)


@pytest.mark.skipif(sys.platform == "win32", reason="another means")
def test_where_the_system_has_but_one_signal_for_it(tmp_path: Path) -> None:
    # As on macOS: Linux alone can be told which signal to send.
    script = "import fcntl\nif hasattr(fcntl, 'F_SETSIG'):\n    del fcntl.F_SETSIG\n" + ENGINE
    with parent(tmp_path, script, "holding the lock") as (process, child):
        process.kill()
        child.wait(PATIENCE)


@pytest.mark.parametrize("end", ["killed", "over"])
def test_a_worker_of_a_sweep_ends_with_its_command(tmp_path: Path, end: str) -> None:
    with parent(tmp_path, EXECUTOR, "holding the lock") as (process, child):
        if end == "killed":
            process.kill()
        process.communicate()
        child.wait(PATIENCE)


def test_the_engine_outlives_the_thread_that_asked_for_it(diary: Diary) -> None:
    with EngineClient(diary, Setup(workbench=NAME)) as client:
        asking = threading.Thread(target=client.launch)
        asking.start()
        ready = diary.wait(Ready)
        asking.join()
        client.start("a", Count(total=3))
        diary.wait(Finished)
        assert psutil.Process(ready.process).is_running()
        assert diary.of(Died) == []
