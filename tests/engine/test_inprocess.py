"""The twin keeps the engine's promises without a process."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from playground.core.errors import CardError, EngineError
from playground.core.frames import Frame
from playground.engine import inprocess
from playground.engine.inprocess import InProcessEngine, collect, final
from playground.engine.protocol import Event, Failed, Finished, FrameMessage, Notice, Ready
from playground.paradigms.vae_images.recipes import Decode, Sample
from tests.support.engine_world import Count, Misbehave, World
from tests.support.fakes import FakeResources


def engine(events: list[Event], react: Callable[[Event], None] = lambda event: None) -> InProcessEngine:
    def listen(event: Event) -> None:
        events.append(event)
        react(event)

    return InProcessEngine(listen, lambda notice: World((), notice))


def test_a_recipe_runs_when_pumped() -> None:
    events: list[Event] = []
    twin = engine(events)
    generation = twin.start("a", Count(total=4))
    assert [type(event) for event in events] == [Ready]
    twin.run_until_idle()
    frames = [event for event in events if isinstance(event, FrameMessage)]
    assert frames[-1].frame.final
    assert {event.generation for event in frames} == {generation}
    assert events[-1] == Finished("a", generation)
    assert not twin.pump()
    with pytest.raises(ValueError, match="read-only"):
        frames[0].frame.arrays["value"][0] = 0


def test_a_listener_may_start_the_next_recipe() -> None:
    events: list[Event] = []

    def react(event: Event) -> None:
        if isinstance(event, FrameMessage):
            twin.acknowledge(event.channel, event.generation)
            if event.generation < 5:
                twin.start("a", Count(total=0 if event.generation < 4 else 2))

    twin = engine(events, react)
    twin.start("a", Count(total=0))
    twin.run_until_idle()
    generations = [event.generation for event in events if isinstance(event, FrameMessage)]
    assert generations == [1, 2, 3, 4, 5, 5]
    assert isinstance(events[-1], Finished)


def test_cancelled_and_replaced_recipes_stay_silent() -> None:
    events: list[Event] = []
    twin = engine(events)
    twin.start("a", Count(total=0))
    twin.pump()
    twin.cancel("a")
    twin.start("b", Count(total=0))
    new = twin.start("b", Count(total=1))
    del events[:]
    twin.run_until_idle()
    assert [type(event) for event in events] == [FrameMessage, Finished]
    assert {event.generation for event in events if isinstance(event, FrameMessage)} == {new}
    assert twin.is_current("b", new)


def test_pause_step_and_changed_controls() -> None:
    events: list[Event] = []
    twin = engine(events)
    generation = twin.start("a", Count(total=0))
    twin.pause("a", True)
    twin.run_until_idle()
    assert len(events) == 1
    twin.update("a", Count(total=0, mark=4))
    for expected in (1, 2):
        twin.step("a")
        twin.run_until_idle()
        event = events[-1]
        assert isinstance(event, FrameMessage)
        assert event.frame.index == expected
        twin.acknowledge("a", generation)
    assert event.frame.scalars["mark"] == 4
    twin.close()
    assert not twin.pump()


def test_failures_and_notices_arrive() -> None:
    events: list[Event] = []
    twin = engine(events)
    twin.start("a", Misbehave(how="bug"))
    twin.start("b", Count(total=1), inprocess.Placement("onnx", "cuda"))
    twin.run_until_idle()
    assert [event.channel for event in events if isinstance(event, Failed)] == ["a"]
    assert Notice("b", "cuda is not here") in events


def test_restart_begins_anew_with_what_is_open() -> None:
    events: list[Event] = []
    twin = engine(events)
    twin.start("a", Count(total=0, keep=True))
    twin.run_until_idle()
    first = [event.frame.index for event in events if isinstance(event, FrameMessage)]
    del events[:]
    twin.restart()
    twin.run_until_idle()
    assert isinstance(events[0], Ready)
    assert [event.frame.index for event in events if isinstance(event, FrameMessage)] == first


def test_collect_and_final_run_a_recipe_of_the_playground() -> None:
    resources = FakeResources()
    recipe = Sample(model="fake", count=40)
    frames = collect(recipe, resources)
    assert [frame.final for frame in frames] == [False] * (len(frames) - 1) + [True]
    result = final(recipe, resources)
    assert result.arrays["images"].tobytes() == frames[-1].arrays["images"].tobytes()
    with pytest.raises(CardError):
        final(Decode(model="none of ours"), resources)


def test_a_run_without_a_result_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inprocess.paradigms, "run", lambda recipe, resources: iter([Frame()]))
    with pytest.raises(EngineError, match="no final result"):
        final(Decode(model="fake"), FakeResources())
