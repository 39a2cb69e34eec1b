"""Writes are whole or absent, never over another file unasked, and every failure is one sentence."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from playground.core.errors import ExportError
from playground.export import atomic
from playground.export.atomic import make_folder, write_file, write_folder

posix = pytest.mark.skipif(os.name == "nt", reason="POSIX file systems")


def one_sentence(error: ExportError) -> str:
    text = error.sentence
    assert "\n" not in text and text.endswith(".") and "Errno" not in text
    return text


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A real file system of 64 kB, where the machine lets one be mounted."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(folder)]
    if sys.platform != "linux" or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("no file system can be mounted here")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_file_has_its_bytes_and_the_usual_permissions(tmp_path) -> None:
    plain = tmp_path / "plain"
    plain.write_bytes(b"")
    write_file(tmp_path / "a.bin", b"content")
    assert (tmp_path / "a.bin").read_bytes() == b"content"
    assert (tmp_path / "a.bin").stat().st_mode == plain.stat().st_mode
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.bin", "plain"]


def test_a_folder_is_made_with_those_above_it_or_is_one_sentence(tmp_path) -> None:
    folder = tmp_path / "one" / "two"
    assert make_folder(folder) == make_folder(folder) == folder and folder.is_dir()
    (tmp_path / "file").write_bytes(b"")
    for refused in (tmp_path / "file", tmp_path / "file" / "folder"):
        with pytest.raises(ExportError) as caught:
            make_folder(refused)
        assert one_sentence(caught.value).startswith(f"The folder {refused} cannot be made: ")


def test_nothing_is_overwritten_unasked(tmp_path) -> None:
    path = tmp_path / "a.bin"
    path.write_bytes(b"old")
    with pytest.raises(ExportError, match="already exists") as caught:
        write_file(path, b"new")
    one_sentence(caught.value)
    assert path.read_bytes() == b"old"
    write_file(path, b"new", overwrite=True)
    assert path.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [path]


def test_of_many_writers_exactly_one_gets_the_name(tmp_path) -> None:
    path, gate, lost = tmp_path / "a.bin", threading.Barrier(8), []

    def write(number: int) -> None:
        gate.wait()
        try:
            write_file(path, bytes([number]) * 1000)
        except ExportError:
            lost.append(number)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (winner,) = set(range(8)) - set(lost)
    assert path.read_bytes() == bytes([winner]) * 1000
    assert list(tmp_path.iterdir()) == [path]


@posix
def test_without_hard_links_names_are_still_not_taken(tmp_path, monkeypatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    path = write_file(tmp_path / "a.bin", b"new")
    assert path.read_bytes() == b"new"
    path.write_bytes(b"old")
    monkeypatch.setattr(os.path, "lexists", lambda _: False)
    with pytest.raises(ExportError, match="already exists"):
        write_file(path, b"new")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


@posix
def test_without_hard_links_a_failed_write_leaves_nothing(tmp_path, monkeypatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(ExportError, match="permission was refused"):
        write_file(tmp_path / "a.bin", b"new")
    assert list(tmp_path.iterdir()) == []


@posix
def test_a_dangling_link_is_not_overwritten(tmp_path) -> None:
    path = tmp_path / "a.bin"
    path.symlink_to(tmp_path / "gone")
    with pytest.raises(ExportError, match="already exists"):
        write_file(path, b"new")
    assert path.is_symlink()


@pytest.mark.parametrize("overwrite", [False, True])
def test_a_folder_in_the_way_is_said(tmp_path, overwrite) -> None:
    (tmp_path / "a.bin").mkdir()
    with pytest.raises(ExportError) as caught:
        write_file(tmp_path / "a.bin", b"new", overwrite=overwrite)
    one_sentence(caught.value)


@pytest.mark.parametrize(
    "write", [lambda path: write_file(path, b"x"), lambda path: write_folder(path, [("a", b"x")])]
)
class TestFailures:
    def test_folder_gone(self, write, tmp_path) -> None:
        with pytest.raises(ExportError, match=r"the folder .*gone does not exist") as caught:
            write(tmp_path / "gone" / "a")
        one_sentence(caught.value)

    def test_folder_is_a_file(self, write, tmp_path) -> None:
        (tmp_path / "file").write_bytes(b"x")
        with pytest.raises(ExportError, match=r"the folder .*file does not exist") as caught:
            write(tmp_path / "file" / "a")
        one_sentence(caught.value)

    @posix
    def test_name_too_long(self, write, tmp_path) -> None:
        with pytest.raises(ExportError, match="the name is too long") as caught:
            write(tmp_path / ("a" * 300))
        one_sentence(caught.value)
        assert list(tmp_path.iterdir()) == []

    @pytest.mark.parametrize("call", ["write", "fsync"])
    @pytest.mark.parametrize(
        ("code", "message"),
        [
            (errno.ENOSPC, "disk is full"),
            (errno.EDQUOT, "quota"),
            (errno.EIO, os.strerror(errno.EIO).lower()),
        ],
    )
    def test_disk_fails_while_writing(self, call, code, message, write, tmp_path, monkeypatch) -> None:
        def fail(*_: object) -> int:
            raise OSError(code, os.strerror(code))

        monkeypatch.setattr(os, call, fail)
        with pytest.raises(ExportError, match=message) as caught:
            write(tmp_path / "a")
        assert str(tmp_path / "a") in one_sentence(caught.value)
        assert list(tmp_path.iterdir()) == []

    @pytest.mark.parametrize(
        ("code", "message"), [(errno.EACCES, "permission was refused"), (errno.EROFS, "read-only")]
    )
    def test_nothing_may_be_created(self, code, message, write, tmp_path, monkeypatch) -> None:
        def refuse(*_: object, **__: object) -> int:
            raise OSError(code, os.strerror(code))

        monkeypatch.setattr(os, "open", refuse)
        monkeypatch.setattr(os, "mkdir", refuse)
        with pytest.raises(ExportError, match=message) as caught:
            write(tmp_path / "a")
        one_sentence(caught.value)


def test_a_full_disk_leaves_the_old_file(tmp_path, monkeypatch) -> None:
    path = tmp_path / "a.bin"
    path.write_bytes(b"old")
    real, written = os.write, []

    def fill(handle: int, data: memoryview) -> int:
        if written:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        written.append(real(handle, data[:3]))
        return written[0]

    monkeypatch.setattr(os, "write", fill)
    with pytest.raises(ExportError, match="disk is full"):
        write_file(path, b"newer", overwrite=True)
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_that_another_has_open_is_replaced_when_that_closes_it(tmp_path, monkeypatch) -> None:
    path, refused = tmp_path / "a.bin", iter([True, True, False])
    path.write_bytes(b"old")
    replace = Path.replace

    def open_elsewhere(self: Path, target: Path) -> Path:
        if next(refused):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        return replace(self, target)

    monkeypatch.setattr(atomic, "TRIES", 3)  # as on Windows
    monkeypatch.setattr(Path, "replace", open_elsewhere)
    assert write_file(path, b"new", overwrite=True).read_bytes() == b"new"


def test_short_writes_are_continued(tmp_path, monkeypatch) -> None:
    real = os.write
    monkeypatch.setattr(os, "write", lambda handle, data: real(handle, data[:3]))
    assert write_file(tmp_path / "a.bin", b"0123456789").read_bytes() == b"0123456789"


def test_a_really_full_disk(small_disk) -> None:
    with pytest.raises(ExportError, match="disk is full"):
        write_file(small_disk / "a.bin", b"x" * 200_000)
    with pytest.raises(ExportError, match="disk is full"):
        write_folder(small_disk / "folder", [("a", b"x" * 30_000), ("b", b"x" * 60_000)])
    assert list(small_disk.iterdir()) == []
    write_file(small_disk / "a.bin", b"x" * 20_000)


def test_a_really_read_only_disk(small_disk) -> None:
    write_file(small_disk / "a.bin", b"old")
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    with pytest.raises(ExportError, match="the disk is read-only"):
        write_file(small_disk / "a.bin", b"new", overwrite=True)
    with pytest.raises(ExportError, match="the disk is read-only"):
        write_folder(small_disk / "folder", [("a", b"x")])
    assert (small_disk / "a.bin").read_bytes() == b"old"


def test_a_folder_is_written_whole(tmp_path) -> None:
    (tmp_path / "empty").mkdir()
    for name in ("new", "empty"):
        written = write_folder(tmp_path / name, [("a", b"1"), ("b", b"2")])
        assert [path.read_bytes() for path in written] == [b"1", b"2"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["empty", "new"]


def test_a_folder_with_files_is_not_touched_unasked(tmp_path) -> None:
    (tmp_path / "a").write_bytes(b"old")
    with pytest.raises(ExportError, match="holds files already"):
        write_folder(tmp_path, [("a", b"new"), ("b", b"new")])
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("a", b"old")]
    write_folder(tmp_path, [("a", b"new"), ("b", b"new")], overwrite=True)
    assert {path.read_bytes() for path in tmp_path.iterdir()} == {b"new"}


def test_the_data_reach_the_disk_before_the_name_appears(tmp_path, monkeypatch) -> None:
    path, seen = tmp_path / "a.bin", []
    real = os.fsync

    def sync(handle: int) -> None:
        seen.append(path.exists())
        real(handle)

    monkeypatch.setattr(atomic.os, "fsync", sync)
    write_file(path, b"new")
    assert seen[0] is False
