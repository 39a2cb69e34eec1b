"""The session comes back; what is broken is set aside; a second window leaves the first one's alone."""

from __future__ import annotations

import contextlib
import errno
import os
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.core.errors import SettingsError
from playground.core.resources import Placement
from playground.ui.shell.session import FILE, LOCK, VERSION, Session, SessionFile, parse
from playground.ui.widgets.theme import themes
from tests.ui.conftest import Desktop
from tests.ui.sketch import Spots

pytestmark = pytest.mark.qt


def test_closing_and_reopening_returns_everything(desktop: Desktop) -> None:
    first = desktop.open()
    first.desk.tabs["spots"].store.edit("count", count=20)
    first.commands["go-other"].trigger()
    first.desk.tabs["other"].store.edit("way", way="curved")
    first.commands["theme-dark"].trigger()
    first.commands["larger"].trigger()
    first.watch.place(Placement("torch", "cpu"))
    first.commands["explanation"].trigger()
    first.resize(1111, 777)
    desktop.close(first)
    session = SessionFile(desktop.settings).load()
    assert (session.theme, session.text_scale) == ("dark", 1.1)
    second = desktop.open()
    assert second.desk.current is second.desk.tabs["other"]
    assert second.desk.tabs["other"].store.state == Spots(way="curved")
    spots = second.desk.visit("spots")
    assert spots is not None
    assert spots.store.state == Spots(count=20)
    assert not second.undo.canUndo()
    assert (second.width(), second.height()) == (1111, 777)
    assert second.desk.columns()[2] == 0
    assert second.link.placement == Placement("torch", "cpu")


def test_a_tab_that_was_not_visited_keeps_its_state(desktop: Desktop) -> None:
    first = desktop.open()
    first.desk.visit("other")
    first.desk.tabs["other"].store.edit("count", count=5)
    first.desk.visit("spots")
    desktop.close(first)
    second = desktop.open()
    assert list(second.desk.tabs) == ["spots"]
    desktop.close(second)
    third = desktop.open()
    other = third.desk.visit("other")
    assert other is not None
    assert other.store.state == Spots(count=5)


def test_a_state_that_no_longer_fits_starts_anew_with_a_sentence(desktop: Desktop) -> None:
    broken = Session(tabs={"spots": msgspec.Raw(b'{"kind":"spots","count":99999}')})
    window = desktop.open(broken)
    assert window.desk.tabs["spots"].store.state == Spots()
    assert "starts anew" in window.messages.messages[0].sentence


@pytest.mark.parametrize("cut", [0, 1, 40, 200])
def test_a_cut_off_file_is_set_aside(desktop: Desktop, cut: int) -> None:
    desktop.close(desktop.open())
    path = desktop.settings / FILE
    data = path.read_bytes()[:cut]
    path.write_bytes(data)
    file = SessionFile(desktop.settings)
    assert file.claim() == ""
    with pytest.raises(SettingsError, match=r"set aside as session.json.broken-1 "):
        file.load()
    assert (desktop.settings / f"{FILE}.broken-1").read_bytes() == data
    assert file.load() == Session()
    path.write_bytes(b"nonsense")
    with pytest.raises(SettingsError, match=r"broken-2 "):
        file.load()
    file.release()


def test_a_newer_versions_file_is_set_aside_whole(tmp_path: Path) -> None:
    data = msgspec.json.encode({"format": "playground-session", "version": VERSION + 1, "wings": 2})
    (tmp_path / FILE).write_bytes(data)
    file = SessionFile(tmp_path)
    file.claim()
    with pytest.raises(SettingsError, match="newer version"):
        file.load()
    assert (tmp_path / f"{FILE}.broken-1").read_bytes() == data


def test_older_versions_are_migrated_step_by_step() -> None:
    data = msgspec.json.encode({"format": "playground-session", "version": 1, "colours": "dark"})
    migrations = {
        1: lambda old: {"theme": old.pop("colours"), **old},
        2: lambda old: {**old, "text_scale": 1.25},
    }
    session = parse(data, migrations, version=3)
    assert (session.theme, session.text_scale, session.version) == ("dark", 1.25, 3)
    with pytest.raises(SettingsError):
        parse(data, {}, version=2)


@given(st.binary(max_size=300))
def test_any_bytes_are_a_session_or_a_sentence(data: bytes) -> None:
    with contextlib.suppress(SettingsError):
        parse(data)


@given(st.dictionaries(st.sampled_from(Session.__struct_fields__), st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5), lambda inner: st.lists(inner, max_size=3)
)))  # fmt: skip
def test_any_document_is_a_session_or_a_sentence(document: dict[str, object]) -> None:
    whole = {"format": "playground-session", "version": 1, **document}
    try:
        session = parse(msgspec.json.encode(whole))
    except SettingsError:
        return
    assert parse(msgspec.json.encode(session)) == session


def test_a_second_window_starts_from_the_first_ones_session_and_is_not_kept(desktop: Desktop) -> None:
    first = desktop.open()
    first.desk.tabs["spots"].store.edit("count", count=20)
    first.keeper.save()
    second_file = SessionFile(desktop.settings)
    assert "Another window is open" in second_file.claim()
    assert not second_file.owned
    second = desktop.open(second_file.load(), owned=False)
    assert second.desk.tabs["spots"].store.state == Spots(count=20)
    second.desk.tabs["spots"].store.edit("count", count=30)
    desktop.close(second)
    desktop.close(first)
    assert desktop.open().desk.tabs["spots"].store.state == Spots(count=20)


def test_a_second_window_does_not_set_the_file_aside(desktop: Desktop) -> None:
    first = desktop.open()
    first.keeper.save()
    path = desktop.settings / FILE
    path.write_bytes(b"{")
    second = SessionFile(desktop.settings)
    second.claim()
    with pytest.raises(SettingsError, match="A new session was started"):
        second.load()
    assert path.read_bytes() == b"{"


def test_the_lock_of_a_killed_window_is_taken_over(tmp_path: Path) -> None:
    script = (
        "import sys, os, signal\n"
        "from PySide6.QtCore import QLockFile\n"
        "lock = QLockFile(sys.argv[1])\n"
        "assert lock.tryLock(0)\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    if sys.platform == "win32":
        pytest.skip("Windows has no SIGKILL")
    subprocess.run([sys.executable, "-c", script, str(tmp_path / LOCK)], check=False)
    assert (tmp_path / LOCK).exists()
    file = SessionFile(tmp_path)
    assert file.claim() == ""
    assert file.owned
    file.release()


def test_settings_that_cannot_be_written_are_one_sentence(tmp_path: Path) -> None:
    blocker = tmp_path / "file"
    blocker.write_text("here a folder should be")
    file = SessionFile(blocker / "settings")
    assert "will not be kept, because the settings folder" in file.claim()
    assert file.load() == Session()
    file.save(Session())
    assert blocker.read_text() == "here a folder should be"


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs Linux")  # noqa: PTH110
def test_a_disk_that_is_full_leaves_the_last_session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = SessionFile(tmp_path)
    file.claim()
    file.save(Session(tab="spots"))

    def fill(*_: object) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "write", fill)
    with pytest.raises(SettingsError, match=r"will not be kept, because .* the disk is full"):
        file.save(Session(tab="other"))
    assert file.load().tab == "spots"
    file.release()


def test_trouble_while_saving_is_told_once(desktop: Desktop, monkeypatch: pytest.MonkeyPatch) -> None:
    window = desktop.open()

    def fail(_file: SessionFile, _session: Session) -> None:
        raise SettingsError("This session will not be kept, because the disk is full.")

    monkeypatch.setattr(SessionFile, "save", fail)
    window.keeper.save()
    window.keeper.save()
    (message,) = window.messages.messages
    assert message.count == 1
    assert themes().theme
