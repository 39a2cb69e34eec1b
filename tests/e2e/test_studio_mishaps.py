"""What befalls a training from outside: only its last steps are lost, and one sentence says what it was."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import psutil
import pytest

from tests.e2e.learner import PREPARED, command, do, learner, says, trainers
from tests.e2e.seat import Seat, seat, until
from tests.support.own_drawings import draw
from tests.support.small_disk import empty, fill, small_disk

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]

NAME = "drawings-flow"
DISK_MB = 128


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    return draw(tmp_path / "pictures", 30, 16)


@pytest.fixture
def place(tmp_path: Path, pictures: Path) -> Iterator[Path]:
    with learner(tmp_path / "first", pictures) as place:
        yield place


def begin(window: Seat, place: Path) -> Path:
    """Start a training in the window, and wait until a checkpoint is kept; gives its folder."""
    do(window, "Start the training")
    says(window, "Training")
    folder = place / "data" / "trainings" / NAME
    until((folder / "checkpoint.safetensors").exists, "there is a checkpoint", PREPARED)
    return folder


def checkpoint(folder: Path) -> int:
    """The step of the newest checkpoint, read without the program’s own reader."""
    data = (folder / "checkpoint.safetensors").read_bytes()
    head = msgspec.json.decode(data[8 : 8 + int.from_bytes(data[:8], "little")])
    return int(msgspec.json.decode(head["__metadata__"]["facts"])["step"])


def told(folder: Path) -> dict[str, Any]:
    """What its process said last."""
    return dict(msgspec.json.decode((folder / "told.json").read_bytes()))


def logged(folder: Path) -> list[int]:
    """The steps of its log, which may break off in the middle of a line."""
    *whole, _ = (folder / "losses.jsonl").read_bytes().split(b"\n")
    return [msgspec.json.decode(line)["step"] for line in whole]


def goes_on(folder: Path, before: int) -> None:
    """Wait until it learns beyond the step that it had reached, with every step in its log once."""
    until(
        lambda: told(folder)["stage"] == "training" and told(folder)["step"] > before, "it goes on", PREPARED
    )
    steps = logged(folder)
    assert steps == sorted(set(steps))


def killed(window: Seat) -> None:
    """Kill the window alone, and wait until its engine has found out."""
    engine = psutil.Process(window.engine())
    os.kill(window.process.pid, signal.SIGKILL)
    window.process.wait()
    until(lambda: not engine.is_running() or engine.status() == psutil.STATUS_ZOMBIE, "the engine has ended")


def test_a_killed_window_leaves_the_training_and_killed_with_it_that_goes_on(place: Path) -> None:
    with seat(place) as window:
        folder = begin(window, place)
        (process,) = trainers(place)
        killed(window)
    assert trainers(place) == [process]
    goes_on(folder, told(folder)["step"])
    with seat(place) as window:
        says(window, "Training")
        assert window.facts["messages"] == []
        kept, reached = checkpoint(folder), told(folder)["step"]
        process.kill()
        killed(window)
    status, said = command(place, "trainings", "follow", NAME)
    assert status == 130 and f"playground trainings go {NAME} takes it up." in said
    with seat(place) as window:
        assert "Its process ended without a word; go on" in says(window, "Interrupted")
        assert window.facts["messages"] == []
        do(window, "Go on")
        says(window, "Training")
        assert told(folder)["step"] >= kept > 0
        goes_on(folder, reached)


def test_a_full_disk_is_one_sentence_and_with_room_it_goes_on(tmp_path: Path, pictures: Path) -> None:
    disk = tmp_path / "first" / "data"
    with small_disk(disk, DISK_MB) as there:
        if not there:
            pytest.skip("no file system can be mounted here")
        with learner(tmp_path / "first", pictures) as place, seat(place) as window:
            folder = begin(window, place)
            fill(disk)
            said = says(window, "Failed").partition(". ")[2]
            assert said.startswith(f"The disk is full, so that {folder} cannot be written; make room")
            assert window.sentences() == ""
            until(lambda: trainers(place) == [], "the process has ended")
            kept, reached = checkpoint(folder), told(folder)["step"]
            status, printed = command(place, "trainings", "follow", NAME)
            assert status == 1 and printed.count("The disk is full") == 1
            fill(disk)  # what was half written is gone by now
            do(window, "Go on")
            refused = f"The disk is full, so that the training {NAME} cannot be asked; make room."
            until(lambda: refused in window.sentences().splitlines(), "the window says why it does not go on")
            status, printed = command(place, "data", "add", "more", str(pictures))
            assert status == 1 and "more: no space left on device." in printed
            assert [path.name for path in (disk / "datasets").iterdir()] == ["drawings"]
            empty(disk)
            do(window, "Go on")
            says(window, "Training")
            assert told(folder)["step"] >= kept > 0
            goes_on(folder, reached)
        os.sync()


def test_folders_that_go_in_the_middle_are_a_sentence_each_and_it_goes_on(
    place: Path, pictures: Path, tmp_path: Path
) -> None:
    with seat(place) as window:
        folder = begin(window, place)
        shutil.rmtree(pictures)
        shutil.rmtree(place / "data" / "datasets" / "drawings")
        goes_on(folder, told(folder)["step"])
        do(window, "Stop")
        says(window, "Stopped")
        do(window, "Go on")
        said = says(window, "Failed").partition(". ")[2]
        assert said == (
            "The data set drawings that it learns from is no longer there; add the same pictures by that "
            "name again and let it go on."
        )
        until(lambda: trainers(place) == [], "the process has ended")
        status, printed = command(place, "trainings", "follow", NAME)
        assert status == 1 and said in printed and window.sentences() == ""
        status, printed = command(place, "data", "add", "drawings", str(draw(pictures, 30, 16)))
        assert status == 0, printed
        do(window, "Go on")
        goes_on(folder, told(folder)["step"])

        folder.rename(tmp_path / "aside")
        gone = f"The training {NAME} is no longer there: it was removed elsewhere, or its folder is gone."
        until(lambda: window.sentences() == gone, "the window says that it is gone")
        until(lambda: trainers(place) == [], "the process has found out")
        status, printed = command(place, "trainings", "show", NAME)
        assert status == 1 and f"There is no training “{NAME}”" in printed
        (tmp_path / "aside").rename(folder)
        says(window, "Interrupted")
        do(window, "Go on")
        goes_on(folder, told(folder)["step"])
        assert window.close() == 0 and window.said() == ""
