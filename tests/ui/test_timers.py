"""Things that are done a while later, or no oftener than they can be read."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QObject, QTimer
from pytestqt.qtbot import QtBot

from playground.ui.timers import Rest, paced

pytestmark = pytest.mark.qt


def test_what_is_paced_is_done_at_once_then_for_the_newest_alone(qtbot: QtBot) -> None:
    parent, asked, done = QObject(), list[int](), list[int]()
    ask = paced(parent, lambda: done.append(len(asked)))
    for number in range(50):
        asked.append(number)
        ask()
    assert done == [1]
    qtbot.waitUntil(lambda: done == [1, 50])
    # Nothing more comes of them, and after a rest it is done at once again.
    qtbot.waitUntil(lambda: not any(timer.isActive() for timer in parent.findChildren(QTimer)))
    assert done == [1, 50]
    asked.append(51)
    ask()
    assert done == [1, 50, 51]


def test_what_is_paced_and_asks_again_for_itself_comes_to_an_end(qtbot: QtBot) -> None:
    parent, done = QObject(), list[int]()

    def do() -> None:
        done.append(len(done))
        if len(done) < 3:
            ask()

    ask = paced(parent, do)
    ask()
    assert done == [0]
    qtbot.waitUntil(lambda: done == [0, 1, 2])
    qtbot.waitUntil(lambda: not any(timer.isActive() for timer in parent.findChildren(QTimer)))
    assert done == [0, 1, 2]


def test_a_rest_is_as_long_as_the_window_was_late_and_ends_when_it_is_in_time() -> None:
    rest = Rest()
    rest.came(2.0)
    assert rest.ms == 0, "a display does not wait for a moment"
    rest.came(30.0)
    longest = rest.ms
    assert longest > 30
    seen = [longest]
    while rest.ms and len(seen) < 200:
        rest.came(0.0)
        seen.append(rest.ms)
    assert seen == sorted(seen, reverse=True) and rest.ms == 0
    rest.came(1e6)
    assert rest.ms < 100, "what plays goes on, however slow the machine"
