"""Work beside the window's thread: what comes of the newest is heard, and nothing that was given up."""

from __future__ import annotations

import threading

import pytest
from pytestqt.qtbot import QtBot

from playground.core.errors import DataError
from playground.ui.state.background import Background

pytestmark = pytest.mark.qt


class Heard:
    """A background and what it told."""

    def __init__(self) -> None:
        self.background = Background()
        self.done: list[object] = []
        self.failed: list[str] = []
        self.background.done.connect(self.done.append)
        self.background.failed.connect(self.failed.append)


@pytest.fixture
def heard(qtbot: QtBot) -> Heard:
    return Heard()


def test_it_works_on_another_thread_and_tells_in_this_one(heard: Heard, qtbot: QtBot) -> None:
    told_in = []
    heard.background.done.connect(lambda _found: told_in.append(threading.get_ident()))
    heard.background.start(threading.get_ident)
    assert heard.background.busy
    qtbot.waitUntil(lambda: not heard.background.busy)
    assert heard.done != [threading.get_ident()] and told_in == [threading.get_ident()]


def test_of_two_the_newer_is_heard(heard: Heard, qtbot: QtBot) -> None:
    gate, passed = threading.Event(), threading.Event()

    def older() -> str:
        gate.wait()
        threading.Timer(0, passed.set).start()
        return "older"

    heard.background.start(older)
    heard.background.start(lambda: "newer")
    qtbot.waitUntil(lambda: not heard.background.busy)
    gate.set()
    qtbot.waitUntil(passed.is_set)
    assert heard.done == ["newer"]


def test_an_error_with_a_sentence_is_told(heard: Heard, qtbot: QtBot) -> None:
    def fail() -> None:
        raise DataError("The file is damaged.")

    heard.background.start(fail)
    qtbot.waitUntil(lambda: not heard.background.busy)
    assert (heard.done, heard.failed) == ([], ["The file is damaged."])


def test_a_mistake_is_raised_in_the_windows_thread(heard: Heard, qtbot: QtBot) -> None:
    with qtbot.captureExceptions() as mistakes:
        heard.background.start(lambda: 1 / 0)
        qtbot.waitUntil(lambda: not heard.background.busy)
    assert [kind for kind, _, _ in mistakes] == [ZeroDivisionError]
    assert heard.failed == [""]


def test_what_was_given_up_is_never_heard(heard: Heard, qtbot: QtBot) -> None:
    gate = threading.Event()
    heard.background.start(gate.wait)
    heard.background.give_up()
    assert not heard.background.busy
    gate.set()
    heard.background.start(lambda: "after it")
    qtbot.waitUntil(lambda: not heard.background.busy)
    assert heard.done == ["after it"]
