"""What killed writers leave is swept, what living ones write is not, and nothing but ours is touched."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import pytest

from playground.core import leftovers
from playground.export.atomic import write_file, write_folder

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.skipif(os.name == "nt", reason="locks of POSIX")

WRITING = """
import sys, threading
from pathlib import Path
from playground.core import leftovers
from playground.export import atomic

def wait(handle):
    print("there", flush=True)
    threading.Event().wait()

what, place = sys.argv[1], Path(sys.argv[2])
atomic.os.fsync = wait
if what == "file":
    atomic.write_file(place / "a", b"x" * 1000)
elif what == "folder":
    atomic.write_folder(place / "a", [("b", b"x" * 1000)])
else:
    with leftovers.new_folder() as folder:
        wait(0)
"""


def writing(what: str, folder: Path) -> subprocess.Popen[str]:
    """A process that is in the middle of its writing."""
    process = subprocess.Popen(
        [sys.executable, "-c", WRITING, what, str(folder)],
        cwd=ROOT, env={**os.environ, "TMPDIR": str(folder)}, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout is not None and process.stdout.readline() == "there\n"
    return process


def kill(process: subprocess.Popen[str]) -> None:
    with process:
        process.kill()


def parts(folder: Path) -> list[Path]:
    return sorted(folder.glob(".playground-*.part"))


@pytest.mark.process
@pytest.mark.parametrize("what", ["file", "folder", "temporary"])
def test_what_a_killed_writer_leaves_is_swept_and_what_a_living_one_writes_is_not(
    tmp_path: Path, what: str
) -> None:
    living, dying = writing(what, tmp_path), writing(what, tmp_path)
    try:
        assert len(parts(tmp_path)) == 2
        living.send_signal(signal.SIGSTOP)  # slow is not dead
        kill(dying)
        leftovers.sweep(tmp_path)
        (left,) = parts(tmp_path)
        assert left.is_dir() == (what != "file")
        assert what == "temporary" or [each for each in (left, *left.rglob("*")) if each.is_file()]
    finally:
        kill(living)
    leftovers.sweep(tmp_path)
    assert parts(tmp_path) == []


@pytest.mark.process
def test_the_next_writing_into_a_folder_sweeps_it(tmp_path: Path) -> None:
    for _ in range(3):
        kill(writing("file", tmp_path))
    write_file(tmp_path / "b", b"next")
    assert [path.name for path in tmp_path.iterdir()] == ["b"]
    kill(writing("folder", tmp_path))
    write_folder(tmp_path / "c", [("d", b"next")])
    assert sorted(path.name for path in tmp_path.iterdir()) == ["b", "c"]


@pytest.mark.process
def test_all_folders_of_the_program_are_swept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data, settings, temporary = (tmp_path / name for name in ("data", "settings", "temporary"))
    deep = data / "evaluation" / "a model" / "a key"
    for folder in (deep, settings, temporary):
        folder.mkdir(parents=True)
        kill(writing("file", folder))
    monkeypatch.setenv("PLAYGROUND_DATA", str(data))
    monkeypatch.setenv("PLAYGROUND_SETTINGS", str(settings))
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    leftovers.sweep_all()
    assert [path for path in tmp_path.rglob("*") if not path.is_dir()] == []


def test_nothing_but_ours_is_touched(tmp_path: Path) -> None:
    (tmp_path / "kept").write_bytes(b"mine")
    (tmp_path / ".playground-link.part").symlink_to(tmp_path / "kept")
    (tmp_path / "notes.part").write_bytes(b"mine")
    (tmp_path / ".playground-notes").write_bytes(b"mine")
    os.mkfifo(tmp_path / ".playground-pipe.part")
    (tmp_path / "below").mkdir()
    (tmp_path / "below" / ".playground-0.part").write_bytes(b"left")
    before = sorted(tmp_path.rglob("*"))
    leftovers.sweep(tmp_path)
    assert sorted(tmp_path.rglob("*")) == before
    leftovers.sweep(tmp_path, within=True)
    assert sorted(tmp_path.rglob("*")) == [path for path in before if path.name != ".playground-0.part"]


def test_what_belongs_to_others_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".playground-0.part").write_bytes(b"theirs")
    monkeypatch.setattr(os, "getuid", lambda: 12345)
    leftovers.sweep(tmp_path)
    assert len(parts(tmp_path)) == 1


def test_a_folder_that_is_not_there_is_no_trouble(tmp_path: Path) -> None:
    leftovers.sweep(tmp_path / "gone", within=True)
    assert list(tmp_path.iterdir()) == []


def test_writers_and_sweepers_at_once_lose_nothing(tmp_path: Path) -> None:
    over = threading.Event()

    def sweep() -> None:
        while not over.is_set():
            leftovers.sweep(tmp_path)

    sweepers = [threading.Thread(target=sweep) for _ in range(3)]
    for each in sweepers:
        each.start()
    try:
        for number in range(80):
            write_file(tmp_path / str(number), b"content")
            write_folder(tmp_path / f"folder {number}", [("a", b"1")])
    finally:
        over.set()
        for each in sweepers:
            each.join()
    assert len(list(tmp_path.iterdir())) == 160
