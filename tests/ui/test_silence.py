"""A compute process that hangs: said where one waits, restarted at a click, and gone when it answers."""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from PySide6.QtWidgets import QAbstractButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from playground.engine import pulse
from playground.engine.client import EngineClient, Setup
from playground.engine.protocol import Ready
from playground.ui.shell.watch import EngineWatch
from playground.ui.state.link import Link
from playground.ui.widgets.messages import MessageBar
from playground.ui.widgets.placement import PlacementPicker
from playground.ui.widgets.status import StatusLine
from tests.support.engine_world import NAME, Count, Hold

pytestmark = [pytest.mark.qt, pytest.mark.process]
PATIENCE = 30_000


class Bench(QWidget):
    """What of a window speaks of the engine, and a real one."""

    def __init__(self) -> None:
        super().__init__()
        self.link = Link(self)
        self.messages, self.status = MessageBar(self, self), StatusLine(self.link)
        picker = PlacementPicker()
        self.watch = EngineWatch(self.link, self.messages, self.status, picker, self)
        column = QVBoxLayout(self)
        for part in (picker, self.status):
            column.addWidget(part)
        self.ready: list[Ready] = []
        self.frames: list[object] = []
        self.failures: list[str] = []
        self.link.message.connect(lambda said: self.ready.append(said) if isinstance(said, Ready) else None)
        for name in ("good", "bad"):
            channel = self.link.channel(name)
            channel.frame.connect(self.frames.append)
            channel.failed.connect(lambda sentence, _details: self.failures.append(sentence))
        self.link.attach(lambda listen: EngineClient(listen, Setup(workbench=NAME)))

    @property
    def sentences(self) -> list[str]:
        return [message.sentence for message in self.messages.messages]


@pytest.fixture
def bench(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    monkeypatch.setattr(pulse, "LONG", 0.5)
    made = Bench()
    qtbot.addWidget(made)
    made.show()
    qtbot.waitUntil(lambda: made.status.engine_state == "ready", timeout=PATIENCE)
    yield made
    made.link.close()


def hang(bench: Bench, qtbot: QtBot, folder: Path) -> None:
    """Let the engine hang in a call, and wait until that has been said."""
    started = folder / "started"
    bench.link.channel("good").request(Count(total=3))
    qtbot.waitUntil(lambda: bool(bench.frames), timeout=PATIENCE)
    bench.link.channel("bad").request(Hold(started=str(started)))
    qtbot.waitUntil(started.exists, timeout=PATIENCE)
    qtbot.waitUntil(lambda: bool(bench.sentences), timeout=PATIENCE)


def button(bench: Bench) -> QAbstractButton:
    (message,) = bench.messages.messages
    return next(each for each in message.findChildren(QAbstractButton) if each.text() == "Restart it")


def test_a_hanging_call_is_said_and_left_behind_at_a_click(
    bench: Bench, qtbot: QtBot, tmp_path: Path
) -> None:
    hang(bench, qtbot, tmp_path)
    assert "has not answered for" in bench.sentences[0] and "Ctrl+Shift+R" in bench.sentences[0]
    assert bench.messages.messages[0].severity == "warning"
    assert bench.status.engine_state == "not answering"
    began = bench.link.slowest()
    assert began is not None
    began.began = time.monotonic() - 10
    qtbot.waitUntil(lambda: "no answer for" in bench.status.progress.text(), timeout=PATIENCE)
    button(bench).click()
    qtbot.waitUntil(lambda: len(bench.ready) == 2, timeout=PATIENCE)
    qtbot.waitUntil(lambda: bool(bench.failures), timeout=PATIENCE)
    assert "had given no answer" in bench.failures[0] and "set aside" in bench.failures[0]
    assert bench.sentences == []
    seen = len(bench.frames)
    bench.link.channel("good").request(Count(total=4))
    qtbot.waitUntil(lambda: len(bench.frames) > seen, timeout=PATIENCE)
    qtbot.waitUntil(lambda: bench.status.engine_state == "ready", timeout=PATIENCE)


def test_esc_does_not_call_one_ready_that_is_still_in_a_call(
    bench: Bench, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hang(bench, qtbot, tmp_path)
    assert bench.link.stop()
    bench.watch.give_up()
    qtbot.waitUntil(lambda: "still in a call" in bench.sentences[0], timeout=PATIENCE)
    assert len(bench.sentences) == 1
    assert bench.status.engine_state == "not answering"
    # Before that is worth a message, it is worth a word.
    monkeypatch.setattr(pulse, "LONG", 1e9)
    qtbot.waitUntil(lambda: bench.status.engine.text() == "still in a call", timeout=PATIENCE)
    bench.watch.restart()
    qtbot.waitUntil(lambda: bench.status.engine_state == "ready", timeout=PATIENCE)


def test_a_message_that_was_dismissed_stays_away(bench: Bench, qtbot: QtBot, tmp_path: Path) -> None:
    hang(bench, qtbot, tmp_path)
    bench.messages.clear()
    bench.watch.listen()
    assert bench.sentences == []


@pytest.mark.skipif(sys.platform == "win32", reason="no signals")
def test_the_message_goes_when_it_answers(bench: Bench, qtbot: QtBot) -> None:
    process = psutil.Process(bench.ready[-1].process)
    process.send_signal(signal.SIGSTOP)
    bench.link.channel("good").request(Count(total=3))
    qtbot.waitUntil(lambda: bool(bench.sentences), timeout=PATIENCE)
    process.send_signal(signal.SIGCONT)
    qtbot.waitUntil(lambda: not bench.sentences, timeout=PATIENCE)
    qtbot.waitUntil(lambda: bool(bench.frames), timeout=PATIENCE)
    assert bench.failures == []


def test_that_it_was_stopped_is_said_in_the_status_line_and_goes_by_itself(
    bench: Bench, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("playground.ui.widgets.status._GLANCE_MS", 200)
    said: list[str] = []
    bench.status.messageChanged.connect(said.append)
    good = bench.link.channel("good")
    good.request(Count(total=10**9))
    qtbot.waitUntil(lambda: bool(bench.frames), timeout=PATIENCE)
    assert bench.link.stop()
    bench.watch.give_up()
    qtbot.waitUntil(lambda: not bench.link.busy, timeout=PATIENCE)
    qtbot.waitUntil(lambda: not bench.status.currentMessage(), timeout=PATIENCE)
    assert bench.sentences == [] and len(said) == 2 and said[0].startswith("Stopped.")
