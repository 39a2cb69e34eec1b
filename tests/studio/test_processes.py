"""A training is a process of its own: others ask it, it can be killed, and it is taken up again."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest
from safetensors import safe_open

from playground.core import memory_limit
from playground.core.child import python
from playground.core.errors import DataError
from playground.datasets.own_sets import OwnSet
from playground.export.atomic import make_folder
from playground.export.trust import TrustStore, fingerprint
from playground.paradigms.cards import read_card
from playground.studio import models, removing, starting, training_folders
from playground.studio.training_folders import Plan, StoredTraining
from playground.zoo.checkpoint import NEWEST, Facts
from playground.zoo.runs import LOG

pytestmark = pytest.mark.torch

PLAN = Plan(name="mine-vae", family="vae", data="mine", size=16, minutes=10)
PATIENCE = 120.0


@pytest.fixture
def processes(drawings: OwnSet, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Those that were started, which end with the test."""
    started: list[subprocess.Popen[bytes]] = []
    start = starting._detached

    def starts(command: list[str], output: int, environment: dict[str, str]) -> subprocess.Popen[bytes]:
        started.append(start(command, output, environment))
        return started[-1]

    monkeypatch.setattr(starting, "_detached", starts)
    yield started
    for process in started:
        process.kill()
        process.wait()


def until(holds: Callable[[StoredTraining], bool]) -> StoredTraining:
    """The training once something holds of it."""
    end = time.monotonic() + PATIENCE
    while not holds(found := training_folders.read(PLAN.name)):
        assert time.monotonic() < end, found
        assert found.report.stage != "failed", found.report
        time.sleep(0.05)
    return found


def logged(folder: Path) -> list[bytes]:
    """The lines of its log."""
    return (folder / LOG).read_bytes().splitlines()


def facts_of(folder: Path) -> Facts:
    """What the newest checkpoint says of itself."""
    with safe_open(folder / NEWEST, "pt") as file:
        return msgspec.json.decode(file.metadata()["facts"], type=Facts)


def test_what_needs_too_much_memory_ends_with_a_sentence(
    processes: list[subprocess.Popen[bytes]], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = make_folder(training_folders.place() / PLAN.name)
    (folder / training_folders.PLAN).write_bytes(msgspec.json.encode(PLAN))
    monkeypatch.setenv(memory_limit.VARIABLE, "0.06")
    starting.go(PLAN.name)
    processes[0].wait(PATIENCE)
    told = training_folders.read(PLAN.name).report
    assert told.stage == "failed" and "more than 60 MB of memory" in told.sentence


def test_a_training_is_asked_killed_taken_up_and_stopped(processes: list[subprocess.Popen[bytes]]) -> None:
    assert starting.start(PLAN).alive
    until(lambda found: (found.folder / LOG).exists() and bool(logged(found.folder)))
    with pytest.raises(DataError, match="at work"):
        removing.remove(PLAN.name)

    starting.ask(PLAN.name, "pause")
    paused = until(lambda found: found.report.stage == "paused")
    number = starting.ask_for_model(PLAN.name)
    until(lambda found: found.report.model_asked == number)
    card = read_card(models.folder_of(PLAN.name))
    assert "of its training" in card.title and card.data == "mine"
    assert TrustStore().knows(fingerprint(card))
    assert training_folders.read(PLAN.name).report.step == paused.report.step

    starting.go(PLAN.name)
    assert len(processes) == 1
    until(lambda found: found.report.step > paused.report.step)
    processes[0].kill()
    assert until(lambda found: not found.alive).interrupted
    before = training_folders.read(PLAN.name).report.step
    folder = training_folders.folder_of(PLAN.name)
    checkpoint = facts_of(folder).step
    assert checkpoint >= paused.report.step
    passed = [line for line in logged(folder) if msgspec.json.decode(line)["step"] <= checkpoint]

    assert starting.go(PLAN.name).alive and len(processes) == 2
    until(lambda found: found.report.step > before and len(logged(folder)) > len(passed))
    starting.ask(PLAN.name, "stop")
    stopped = until(lambda found: not found.alive)
    assert stopped.report.stage == "stopped" and not stopped.interrupted
    # Whoever finds it good enough can open it.
    assert stopped.report.model_step == stopped.report.step > 0
    lines = logged(folder)
    assert lines[: len(passed)] == passed != lines, "it went on from the checkpoint"
    steps = [msgspec.json.decode(line)["step"] for line in lines]
    assert steps == sorted(set(steps))
    assert not (stopped.folder / starting.OUTPUT).read_bytes()

    with pytest.raises(DataError, match="a training mine-vae already"):
        starting.start(PLAN)
    removing.remove(PLAN.name)
    assert training_folders.names() == ()
    with pytest.raises(DataError, match="a model mine-vae already"):
        starting.start(PLAN)


def test_one_that_has_ended_learns_longer_and_is_killed_meanwhile(
    processes: list[subprocess.Popen[bytes]],
) -> None:
    starting.start(msgspec.structs.replace(PLAN, minutes=0.02))
    first = until(lambda found: found.report.stage == "finished" and not found.alive)
    model = read_card(models.folder_of(PLAN.name)).hash
    assert starting.learn_longer(PLAN.name, 10.0).alive and len(processes) == 2
    until(lambda found: found.report.step > first.report.step)
    with pytest.raises(DataError, match="not come to its end"):
        starting.learn_longer(PLAN.name, 10.0)
    processes[1].kill()
    cut = until(lambda found: not found.alive)
    assert cut.interrupted and cut.report.steps > 10 * first.report.steps

    starting.go(PLAN.name)
    until(lambda found: found.report.step > cut.report.step)
    starting.ask(PLAN.name, "stop")
    stopped = until(lambda found: not found.alive)
    assert (stopped.report.stage, stopped.report.steps) == ("stopped", cut.report.steps)
    assert stopped.report.model_step == first.report.model_step
    assert read_card(models.folder_of(PLAN.name)).hash == model, "the finished one stays"
    assert not (stopped.folder / starting.OUTPUT).read_bytes()


@pytest.mark.skipif(not Path("/proc/self/autogroup").exists(), reason="sessions share no processor here")
def test_a_training_gives_way_to_other_sessions_and_is_alone_in_its_own(tmp_path: Path) -> None:
    """Without that the system gives a window and a training beside it the same share of a processor."""
    said = "import os; from pathlib import Path; from playground.studio.process import give_way; give_way(); "
    said += "print(os.nice(0), Path('/proc/self/autogroup').read_text())"
    before, mine = os.nice(0), Path("/proc/self/autogroup").read_text()
    with (tmp_path / "said").open("w+b") as output:
        starting._detached(python("-c", said), output.fileno(), dict(os.environ)).wait(PATIENCE)
        output.seek(0)
        told = output.read().decode().split()
    assert int(told[0]) == min(before + 10, 19) and told[-2] == "nice" and int(told[-1]) == 5, told
    # One that was begun by hand must not hold the terminal's other programs back.
    by_hand = subprocess.run(python("-c", said), check=True, capture_output=True, text=True, timeout=PATIENCE)
    assert by_hand.stdout.split()[1:] == mine.split() == Path("/proc/self/autogroup").read_text().split()
