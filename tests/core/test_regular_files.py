"""Only regular files are opened, nobody waits for a pipe, and no more is read than was allowed."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from playground.core.regular_files import check_regular, open_regular, read_regular, unreadable_reason

posix = pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX")


def _loop(path: Path) -> None:
    path.symlink_to(path)


def _socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as one:
        one.bind(str(path))


def _link_to_pipe(path: Path) -> None:
    os.mkfifo(path.with_name("pipe"))
    path.symlink_to(path.with_name("pipe"))


@posix
@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (os.mkfifo, "it is a pipe and no regular file"),
        (_link_to_pipe, "it is a pipe and no regular file"),
        (_socket, "it is a socket and no regular file"),
        (Path.mkdir, "it is a folder"),
        (_loop, "it is a link that leads back to itself"),
        (lambda path: path.symlink_to("/dev/zero"), "it is a device and no regular file"),
        (lambda path: path.symlink_to(path.with_name("gone")), "there is no such file"),
        (lambda path: path.write_bytes(b"12345"), "it is larger than 4 bytes"),
    ],
)
def test_what_is_no_regular_file_is_a_reason(
    tmp_path: Path, make: Callable[[Path], object], reason: str
) -> None:
    path = tmp_path / "file"
    make(path)
    for read in (open_regular, read_regular, check_regular):
        with pytest.raises(OSError, match=reason) as caught:
            read(path, 4)
        assert unreadable_reason(caught.value) == reason


@pytest.mark.parametrize("name", ["a\0b", "\ud800", "x" * 5000])
def test_a_name_that_cannot_be_is_a_reason(tmp_path: Path, name: str) -> None:
    with pytest.raises(OSError, match="its name"):
        read_regular(tmp_path / name, 4)


@posix
def test_a_waiting_writer_of_a_pipe_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    with pytest.raises(OSError, match="pipe"):
        open_regular(path, 4)
    # Had the pipe been opened, its writer would be told that somebody read it.
    with pytest.raises(OSError, match="No such device"):
        os.open(path, os.O_WRONLY | os.O_NONBLOCK)


def test_a_file_is_read_whole_and_by_places(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(bytes(range(200)))
    assert read_regular(path, 200) == bytes(range(200))
    assert check_regular(path, 200) == 200
    with open_regular(path, 200) as file:
        file.seek(100)
        assert file.read(2) == b"\x64\x65"
        file.seek(-1, os.SEEK_END)
        assert file.read() == b"\xc7"


def test_a_file_that_grows_while_it_is_read_gives_no_more_than_was_allowed(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"1234")
    with open_regular(path, 200_000) as file, path.open("ab") as more:
        assert file.read(1) == b"1"
        more.write(b"x" * 400_000)
        more.flush()
        with pytest.raises(OSError, match="it is larger than 200 kB"):
            file.read()


@pytest.mark.skipif(not Path("/proc/self/pagemap").exists(), reason="needs Linux")
def test_a_file_of_the_system_that_has_no_end_is_cut_short() -> None:
    with pytest.raises(OSError, match="it is larger than 1 MB"):
        read_regular(Path("/proc/self/pagemap"), 1_000_000)


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="needs Linux")
def test_a_file_of_the_system_that_tells_no_size_is_read_whole() -> None:
    assert read_regular(Path("/proc/version"), 10_000).endswith(b"\n")
