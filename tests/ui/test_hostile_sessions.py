"""Whatever a session's file holds, the window opens, says in a sentence what it cannot show, and keeps it."""

from __future__ import annotations

import os
import random
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from playground.core.errors import SettingsError
from playground.core.resources import Placement
from playground.ui.shell.desk import Desk
from playground.ui.shell.session import FILE, LOCK, Session, SessionFile
from playground.ui.shell.window import Window
from tests.ui.conftest import Desktop
from tests.ui.sketch import Spots, SpotsTab

pytestmark = pytest.mark.qt


def written(desktop: Desktop) -> dict[str, Any]:
    """A real session, as the window keeps it."""
    window = desktop.open(Session())
    window.desk.tabs["spots"].store.edit("count", count=20)
    desktop.close(window)
    document: dict[str, Any] = msgspec.json.decode((desktop.settings / FILE).read_bytes())
    return document


def start(desktop: Desktop) -> tuple[Window, list[str]]:
    """The window as the application opens it, and what was said."""
    told = []
    file = SessionFile(desktop.settings)
    assert file.claim() == ""
    try:
        session = file.load()
    except SettingsError as error:
        told.append(error.sentence)
        session = Session()
    file.release()
    window = desktop.open(session)
    return window, told + [message.sentence for message in window.messages.messages]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("size", [2**31, 700]),
        ("size", [-1, 700]),
        ("size", [10**30, 700]),
        ("size", [1280.5, 700]),
        ("columns", [2**31, 700, 300]),
        ("columns", [300] * 1000),
        ("columns", [-300, 700, 300]),
        ("text_scale", 1e308),
        ("text_scale", -1.0),
        ("tab", "x" * 100_000),
        ("tab", ["spots"]),
        ("tabs", {str(number): {} for number in range(1000)}),
        ("placement", {"runtime": "onnx", "device": "x" * 100_000}),
        ("placement", {"runtime": "magic"}),
        ("theme", "pink"),
        ("version", 99),
        ("version", 10**30),
        ("version", -1),
        ("format", "other"),
    ],
)
def test_a_session_that_cannot_be_shown_is_set_aside(desktop: Desktop, name: str, value: object) -> None:
    document = {**written(desktop), name: value}
    (desktop.settings / FILE).write_bytes(msgspec.json.encode(document))
    window, told = start(desktop)
    assert window.desk.current is window.desk.tabs["spots"]
    (sentence,) = told
    assert "session.json.broken-1" in sentence and len(sentence) < 500
    assert msgspec.json.decode((desktop.settings / f"{FILE}.broken-1").read_bytes()) == document
    desktop.close(window)
    assert start(desktop)[1] == []


@pytest.mark.parametrize(
    "content",
    [
        b"[" * 100_000,
        b'{"format": "playground-session", "version": ' + b"9" * 5000 + b"}",
        b'{"format": "playground-session", "version": 2, "text_scale": NaN}',
        b'{"format": "playground-session", "version": 2, "text_scale": 1e400}',
        b'{"format": "playground-session", "version": 2, "tab": "\\ud800"}',
        b'{"format": "playground-session", "version": 2, "tabs": {"spots": '
        + b"[" * 900
        + b"]" * 900
        + b"}}",
        b"\xff\xfe\x00",
        b" " * 20_000_001,
    ],
    ids=["nested", "digits", "nan", "infinite", "surrogate", "deep", "bytes", "large"],
)
def test_bytes_that_are_no_session_are_set_aside(desktop: Desktop, content: bytes) -> None:
    desktop.settings.mkdir()
    (desktop.settings / FILE).write_bytes(content)
    _, told = start(desktop)
    assert len(told) == 1 and "session.json.broken-1" in told[0]
    assert (desktop.settings / f"{FILE}.broken-1").read_bytes() == content


@pytest.mark.parametrize(
    "state", [b'{"kind":"unknown"}', b'{"kind":"spots","count":99999}', b"7", b'{"kind":"spots","seed":1e99}']
)
def test_a_tabs_state_that_cannot_be_read_is_set_aside_and_the_others_come_back(
    desktop: Desktop, state: bytes
) -> None:
    document = written(desktop)
    document["tabs"] = {"spots": msgspec.Raw(state), "other": {"kind": "spots", "count": 30}}
    content = msgspec.json.encode(document)
    (desktop.settings / FILE).write_bytes(content)
    window, (sentence,) = start(desktop)
    assert "starts anew" in sentence and "session.json.broken-1" in sentence
    assert (desktop.settings / f"{FILE}.broken-1").read_bytes() == content
    tab = window.desk.visit("spots")
    assert tab is not None and tab.store.state == Spots()
    desktop.close(window)
    window, told = start(desktop)
    other = window.desk.visit("other")
    assert told == [] and other is not None and other.store.state == Spots(count=30)


def test_a_tab_that_fails_at_its_state_starts_anew(desktop: Desktop, monkeypatch: pytest.MonkeyPatch) -> None:
    written(desktop)
    made = SpotsTab.__init__

    def fragile(tab: SpotsTab, *arguments: Any) -> None:
        def fail(_old: object, new: Spots) -> None:
            if new.count == 20:
                raise OverflowError("what this state does to a widget")

        made(tab, *arguments)
        tab.store.changed.connect(fail)

    monkeypatch.setattr(SpotsTab, "__init__", fragile)
    window, (sentence,) = start(desktop)
    assert "starts anew" in sentence and "session.json.broken-1" in sentence
    assert window.desk.tabs["spots"].store.state == Spots()


def test_a_window_that_fails_at_a_session_starts_anew(
    desktop: Desktop, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = {**written(desktop), "columns": [300, 699, 300]}
    (desktop.settings / FILE).write_bytes(msgspec.json.encode(document))
    real = Desk.set_columns

    def fragile(desk: Desk, widths: tuple[int, ...]) -> None:
        if 699 in widths:
            raise OverflowError("what this width does to a splitter")
        real(desk, widths)

    monkeypatch.setattr(Desk, "set_columns", fragile)
    window, (sentence,) = start(desktop)
    assert sentence.startswith("The last session cannot be shown.") and "session.json.broken-1" in sentence
    tab = window.desk.visit("spots")
    assert tab is not None and tab.store.state == Spots()
    assert window.link.placement == Placement()


@pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX")
@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "make",
    [os.mkfifo, Path.mkdir, lambda path: path.symlink_to("/dev/zero"), lambda path: path.symlink_to(path)],
    ids=["pipe", "folder", "device", "loop"],
)
def test_what_is_no_file_is_set_aside_and_the_session_is_kept_again(
    desktop: Desktop, make: Callable[[Path], object]
) -> None:
    desktop.settings.mkdir()
    make(desktop.settings / FILE)
    window, (sentence,) = start(desktop)
    assert "session.json.broken-1" in sentence
    desktop.close(window)
    assert (desktop.settings / FILE).is_file()


@pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX")
@pytest.mark.timeout(20)
@pytest.mark.parametrize("make", [os.mkfifo, Path.mkdir], ids=["pipe", "folder"])
def test_what_is_no_lock_is_one_sentence(tmp_path: Path, make: Callable[[Path], object]) -> None:
    make(tmp_path / LOCK)
    file = SessionFile(tmp_path)
    assert "session.lock is no regular file" in file.claim()
    assert not file.owned and file.load() == Session()


ODD = st.one_of(
    st.none(), st.booleans(), st.integers(-(2**63), 2**64), st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=200), st.lists(st.integers(), max_size=5),
    st.dictionaries(st.text(max_size=5), st.integers(), max_size=3),
    st.sampled_from([2**31 - 1, 2**31, 2**63 - 1, -(2**63), "", "spots", "kind"]),
)  # fmt: skip


def changed(value: Any, odd: Any, chance: random.Random) -> Any:
    """The document with one of its parts, at any depth, exchanged."""
    if isinstance(value, dict) and value and chance.random() < 0.8:
        key = chance.choice(sorted(value))
        return {**value, key: changed(value[key], odd, chance)}
    if isinstance(value, list) and value and chance.random() < 0.5:
        place = chance.randrange(len(value))
        return [*value[:place], changed(value[place], odd, chance), *value[place + 1 :]]
    return odd


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(odd=st.lists(ODD, min_size=1, max_size=3), chance=st.randoms(use_true_random=False))
def test_any_session_opens_the_window(desktop: Desktop, odd: list[Any], chance: random.Random) -> None:
    document = written(desktop)
    for each in odd:
        document = changed(document, each, chance)
    (desktop.settings / FILE).write_bytes(msgspec.json.encode(document))
    window, told = start(desktop)
    # A tab that is not there any more leaves the Start page.
    seen = window.desk.current or window.desk.start_page
    assert seen is not None and seen.isVisible() and len(told) <= 2
    desktop.close(window)
    assert msgspec.json.decode((desktop.settings / FILE).read_bytes(), type=Session)
