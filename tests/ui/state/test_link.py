"""A channel's newest request wins; frames of a drag flow, and none of another model is drawn."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from playground.core.frames import Frame
from playground.core.recipe import Recipe
from playground.core.resources import Placement
from playground.engine.protocol import Event, Failed, Finished, FrameMessage, Interrupted, Notice, Ready
from playground.ui.state.feed import Feed
from playground.ui.state.link import Link
from tests.ui.sketch import Spots

pytestmark = pytest.mark.qt


class Script:
    """An engine that notes what it is asked; the test answers in its place."""

    def __init__(self, listener: Callable[[Event], None]) -> None:
        self.say = listener
        self.started: list[tuple[str, Recipe, Placement, bool]] = []
        self.acknowledged: list[int] = []
        self.cancelled: list[str] = []
        self.updated: list[Recipe] = []
        self.paused: list[bool] = []
        self.stepped = 0
        self.oldest = 0

    def launch(self) -> None:
        self.say(Ready(1, ()))

    def start(
        self, channel: str, recipe: Recipe, placement: Placement, *, follow: bool = False, training: int = 0
    ) -> int:
        self.started.append((channel, recipe, placement, follow))
        if not follow:
            self.oldest = len(self.started)
        return len(self.started)

    def update(self, channel: str, recipe: Recipe) -> None:
        self.updated.append(recipe)

    def pause(self, channel: str, paused: bool) -> None:
        self.paused.append(paused)

    def step(self, channel: str) -> None:
        self.stepped += 1

    def cancel(self, channel: str) -> None:
        self.cancelled.append(channel)

    def acknowledge(self, channel: str, generation: int) -> None:
        self.acknowledged.append(generation)

    def is_current(self, channel: str, generation: int) -> bool:
        return generation >= self.oldest

    def silence(self) -> float:
        return 0.0

    def restart(self) -> None:
        self.started.clear()

    def close(self) -> None:
        self.closed = True


class Line:
    """A link with one channel on a scripted engine."""

    def __init__(self) -> None:
        self.link = Link()
        self.link.attach(self._connect)  # type: ignore[arg-type]
        self.channel = self.link.channel("view")
        self.frames: list[int] = []
        self.failures: list[str] = []
        self.busy: list[bool] = []
        self.messages: list[object] = []
        self.channel.frame.connect(lambda frame: self.frames.append(frame.index))
        self.channel.failed.connect(lambda sentence, _details: self.failures.append(sentence))
        self.link.busy_changed.connect(self.busy.append)
        self.link.message.connect(self.messages.append)

    def _connect(self, listener: Callable[[Event], None]) -> Script:
        self.engine = Script(listener)
        return self.engine

    def answer(self, *events: Event) -> None:
        for event in events:
            self.engine.say(event)
        QApplication.processEvents()


@pytest.fixture
def line(qtbot: QtBot) -> Line:
    return Line()


def frame(generation: int, index: int) -> FrameMessage:
    return FrameMessage("view", generation, Frame(index=index))


def test_the_same_request_is_made_once(line: Line) -> None:
    line.channel.request(Spots())
    line.channel.request(Spots())
    assert len(line.engine.started) == 1


def test_frames_are_drawn_and_acknowledged(line: Line) -> None:
    line.channel.request(Spots())
    line.answer(frame(1, 1), frame(1, 2), Finished("view", 1))
    assert line.frames == [1, 2]
    assert line.engine.acknowledged == [1, 1]
    assert line.busy == [True, False]
    assert line.link.drawn == 2


def test_a_frame_that_comes_late_in_a_drag_is_shown_with_its_own_recipe(line: Line) -> None:
    feed = Feed(line.channel)
    for count in (1, 2, 3):
        feed.want(Spots(count=count))
    seen = []
    feed.arrived.connect(lambda shown: seen.append((shown.recipe.count, shown.frame.index)))
    line.answer(frame(1, 10), frame(2, 20), frame(3, 30))
    assert seen == [(1, 10), (2, 20), (3, 30)]


def test_a_live_runs_frames_are_shown_with_the_controls_that_it_was_handed(line: Line) -> None:
    feed = Feed(line.channel)
    line.channel.request(Spots(), live=True)
    line.channel.update(Spots(rate=0.5))
    line.answer(frame(1, 1))
    assert feed.last is not None and feed.last.recipe == Spots(rate=0.5)


def test_a_drags_frames_are_drawn_until_newer_ones_come(line: Line) -> None:
    line.channel.request(Spots(count=1))
    line.channel.request(Spots(count=2))
    assert [follow for *_, follow in line.engine.started] == [False, True]
    line.answer(frame(1, 1))
    assert line.frames == [1]
    line.answer(Finished("view", 1))
    assert line.link.busy


def test_frames_of_another_model_are_never_drawn(line: Line) -> None:
    line.channel.request(Spots(model="one"))
    line.channel.request(Spots(model="two"))
    line.answer(frame(1, 1))
    assert line.frames == []
    line.answer(frame(2, 5))
    assert line.frames == [5]


def test_only_the_current_requests_failure_counts(line: Line) -> None:
    line.channel.request(Spots(count=1))
    line.channel.request(Spots(count=2))
    line.answer(Failed("view", 1, "Old."))
    assert line.failures == []
    line.answer(Failed("view", 2, "New."))
    assert line.failures == ["New."]
    assert not line.link.busy


def test_nothing_is_drawn_after_a_cancel(line: Line) -> None:
    line.channel.request(Spots())
    line.channel.cancel()
    line.answer(frame(1, 1))
    assert line.frames == []
    assert line.engine.cancelled == ["view"]
    assert not line.link.busy


def test_another_placement_asks_for_everything_again(line: Line) -> None:
    line.channel.request(Spots())
    line.link.place(Placement("torch", "cpu"))
    line.link.place(Placement("torch", "cpu"))
    assert line.engine.started[1:] == [("view", Spots(), Placement("torch", "cpu"), False)]


def test_what_was_asked_before_there_was_an_engine_is_asked_when_it_comes(qtbot: QtBot) -> None:
    link = Link()
    link.channel("view").request(Spots())
    assert link.busy
    line = Line()
    link.attach(line._connect)  # type: ignore[arg-type]
    assert [recipe for _, recipe, *_ in line.engine.started] == [Spots()]


def test_notices_concern_the_window_even_when_they_name_a_channel(line: Line) -> None:
    QApplication.processEvents()
    line.messages.clear()
    line.answer(Notice("view", "The device failed."))
    assert line.messages == [Notice("view", "The device failed.")]


def test_what_is_stopped_stays_and_is_not_asked_for_again(line: Line) -> None:
    stopped: list[bool] = []
    line.channel.stopped.connect(lambda: stopped.append(True))
    line.channel.request(Spots(count=1))
    line.answer(FrameMessage("view", 1, Frame(index=3, total=9)))
    assert line.link.slowest() is line.channel
    assert (line.channel.done, line.channel.total) == (3, 9)
    assert line.link.stop()
    assert (line.engine.cancelled, line.busy, stopped) == (["view"], [True, False], [True])
    assert line.link.slowest() is None
    assert not line.link.stop()
    line.channel.request(Spots(count=1))
    assert len(line.engine.started) == 1
    line.channel.request(Spots(count=2))
    assert len(line.engine.started) == 2
    assert (line.channel.done, line.channel.total) == (0, 0)


def test_changed_controls_reach_the_live_run_without_a_restart(line: Line) -> None:
    line.channel.update(Spots(count=1))
    line.channel.update(Spots(count=2))
    line.channel.update(Spots(count=2))
    assert [recipe for _, recipe, *_ in line.engine.started] == [Spots(count=1)]
    assert line.engine.updated == [Spots(count=2)]
    assert line.channel.recipe == Spots(count=2)


def test_a_live_run_is_busy_until_its_first_frame_and_can_be_stopped(line: Line) -> None:
    line.channel.request(Spots(), live=True)
    line.answer(frame(1, 1), frame(1, 2))
    assert (line.busy, line.frames) == ([True, False], [1, 2])
    line.channel.stop()
    assert line.engine.cancelled == ["view"]


@pytest.mark.parametrize("end", [Finished("view", 1), Failed("view", 1, "Old.")])
def test_changed_controls_begin_anew_after_the_live_run_has_ended(line: Line, end: Event) -> None:
    line.channel.update(Spots())
    line.answer(end)
    line.channel.update(Spots())
    assert len(line.engine.started) == 2
    assert line.engine.updated == []


def test_a_held_channel_shows_one_frame_of_what_is_requested_later(line: Line) -> None:
    line.channel.request(Spots(count=1))
    line.channel.pause(True)
    line.channel.pause(True)
    line.channel.request(Spots(count=2))
    line.channel.pause(False)
    assert line.engine.paused == [True, False]
    assert line.engine.stepped == 1


def test_what_is_held_is_not_waited_for_nor_stopped_and_its_time_stands_still(
    line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 100.0
    monkeypatch.setattr("playground.ui.state.link.time.monotonic", lambda: now)
    other = line.link.channel("other")
    line.channel.request(Spots())
    now = 101.0
    other.request(Spots())
    assert line.link.slowest() is line.channel
    now = 110.0
    line.channel.pause(True)
    assert line.link.busy and line.link.slowest() is other
    other.cancel()
    assert not line.link.busy and line.link.slowest() is None and not line.link.stop()
    assert line.engine.cancelled == ["other"]
    now = 150.0
    line.channel.pause(False)
    assert line.link.busy and line.link.slowest() is line.channel
    assert now - line.channel.began == 10.0
    assert line.link.stop() and line.engine.cancelled == ["other", "view"]
    # A run that began while its channel was held has waited since it is not any more.
    line.channel.pause(True)
    now = 160.0
    line.channel.request(Spots(count=2))
    now = 200.0
    line.channel.pause(False)
    assert line.channel.began == 200.0


def test_frames_after_an_interruption_are_those_of_another_run(line: Line) -> None:
    words: list[bool] = []
    line.channel.interrupted.connect(words.append)
    line.channel.request(Spots())
    line.answer(frame(1, 5))
    before = line.channel.shown
    line.answer(frame(1, 6))
    assert line.channel.shown == before
    line.answer(Interrupted("view", 1, True))
    assert words == [True] and line.channel.done == 0
    line.answer(frame(1, 1))
    assert line.channel.shown != before
    line.answer(Interrupted("view", 0, True))
    assert words == [True]
