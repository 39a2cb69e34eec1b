"""The engine's laws, with a clock that only moves when told to."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import pytest

from playground.core.frames import Frame
from playground.core.paradigm import Run
from playground.core.recipe import Recipe, change
from playground.core.resources import Placement
from playground.engine import protocol
from playground.engine.protocol import (
    Acknowledge,
    Cancel,
    Failed,
    Finished,
    FrameMessage,
    Message,
    Notice,
    Pause,
    Start,
    StepOnce,
    Update,
    decode_message,
    write_recipe,
)
from playground.engine.scheduler import CREDITS, INTERVAL, Scheduler, encode_all
from tests.support.engine_world import Count, Misbehave, World, frame


class Bench:
    """A scheduler, its clock, and a diary of which generations were stepped."""

    def __init__(self, cost: Callable[[int], float] = lambda generation: 0.001) -> None:
        self.now = 0.0
        self.cost = cost
        self.diary: list[int] = []
        self.entered = 0
        self.scheduler = Scheduler(
            World((), lambda text: self.scheduler.notice(text)), clock=lambda: self.now, stepping=self._enter
        )

    def _enter(self, generation: int) -> None:
        self.entered = generation
        if generation:
            self.diary.append(generation)
            self.now += self.cost(generation)

    def start(self, channel: str, generation: int, recipe: Recipe, device: str = "cpu") -> None:
        self.scheduler.handle(Start(channel, generation, write_recipe(recipe), Placement("onnx", device)))

    def turn(self) -> list[Message]:
        self.scheduler.step()
        return self.scheduler.take()

    def turns(self, count: int) -> list[Message]:
        return [message for _ in range(count) for message in self.turn()]

    def until_idle(self, acknowledge: bool = True) -> list[Message]:
        messages: list[Message] = []
        while self.scheduler.busy():
            for message in self.turn():
                messages.append(message)
                if acknowledge and isinstance(message, FrameMessage):
                    self.scheduler.handle(Acknowledge(message.channel, message.generation))
        return messages


def indices(messages: list[Message]) -> list[int]:
    return [message.frame.index for message in messages if isinstance(message, FrameMessage)]


def kinds(messages: list[Message]) -> list[str]:
    return [type(message).__name__ for message in messages]


def test_a_run_gives_its_first_and_final_frame_and_then_its_end() -> None:
    bench = Bench()
    bench.start("a", 1, Count(total=5))
    messages = bench.until_idle()
    assert indices(messages) == [1, 5]
    assert messages[-1] == Finished("a", 1)
    assert kinds(messages).count("Finished") == 1


def test_nothing_is_busy_without_runs() -> None:
    bench = Bench()
    assert not bench.scheduler.busy()
    assert not bench.scheduler.step()
    bench.start("a", 1, Count())
    assert bench.scheduler.busy()
    bench.until_idle()
    assert not bench.scheduler.step()


def test_the_latest_recipe_of_a_channel_wins_within_a_step() -> None:
    bench = Bench()
    bench.start("a", 1, Count(total=0))
    bench.turns(3)
    bench.start("a", 2, Count(total=0))
    bench.start("a", 3, Count(total=0))
    messages = bench.turns(50)
    assert {message.generation for message in messages} == {3}
    assert bench.diary.count(2) == 0  # one that was never stepped need not even be closed


@pytest.mark.parametrize("keep", [False, True])
def test_a_run_that_stands_still_is_stepped_again_when_its_recipe_changes(keep: bool) -> None:
    bench = Bench()
    recipe = Count(total=0, rest=4, keep=keep)
    bench.start("a", 1, recipe)
    assert indices(bench.until_idle())[-1] == 4
    assert not bench.scheduler.busy() and not bench.scheduler.step()
    bench.scheduler.handle(Update("a", 1, write_recipe(change(recipe, mark=7))))
    messages = bench.until_idle()
    assert indices(messages)[-1] == 8 and messages[-1].frame.scalars["mark"] == 7
    bench.scheduler.handle(StepOnce("a"))
    assert indices(bench.until_idle())[-1] == 9
    bench.scheduler.handle(Pause("a", False))
    assert indices(bench.until_idle())[-1] == 12


def test_the_last_frame_before_a_run_stands_still_waits_for_no_other() -> None:
    bench = Bench(cost=lambda _generation: INTERVAL / 10)
    bench.start("a", 1, Count(total=0, rest=2))
    assert indices(bench.turns(2)) == [1, 2]


def test_cancel_ends_a_run_before_its_next_step() -> None:
    bench = Bench()
    bench.start("a", 1, Count(total=0))
    bench.turns(3)
    bench.scheduler.handle(Cancel("a"))
    bench.diary.clear()
    assert bench.turns(3) == []
    assert bench.diary == []
    assert not bench.scheduler.busy()


def test_streaming_frames_are_published_at_intervals_and_are_the_newest() -> None:
    bench = Bench()
    bench.start("a", 1, Count(total=0))
    times: list[float] = []
    for step in range(1, 200):
        for message in bench.turn():
            assert isinstance(message, FrameMessage)
            assert message.frame.index == step
            times.append(bench.now)
            bench.scheduler.handle(Acknowledge("a", 1))
    gaps = [later - earlier for earlier, later in itertools.pairwise(times)]
    assert len(gaps) > 5
    assert min(gaps) >= INTERVAL - 1e-9
    assert max(gaps) <= INTERVAL + 0.001 + 1e-9


def test_a_run_goes_on_when_the_window_does_not_acknowledge() -> None:
    bench = Bench()
    bench.start("a", 1, Count(total=0))
    messages = bench.turns(1000)
    assert len(messages) == CREDITS
    assert len(bench.diary) == 1000
    bench.scheduler.handle(Acknowledge("a", 1))
    assert indices(bench.scheduler.take()) == [1000]  # the newest, not the oldest unsent one


def test_the_final_frame_needs_no_credit() -> None:
    bench = Bench()
    bench.start("a", 1, Count(total=100))
    messages = bench.until_idle(acknowledge=False)
    assert indices(messages)[-1] == 100
    assert len(indices(messages)) == CREDITS + 1
    assert messages[-1] == Finished("a", 1)


def test_kept_frames_all_arrive_in_order() -> None:
    bench = Bench()
    bench.start("a", 1, Count(total=40, keep=True))
    bench.start("b", 2, Count(total=0))
    messages = [message for message in bench.turns(20) if message.channel == "a"]  # type: ignore[union-attr]
    assert indices(messages) == list(range(1, CREDITS + 1))
    steps = bench.diary.count(1)
    bench.turns(100)
    assert bench.diary.count(1) == steps == CREDITS + 1  # one waits, and the run waits with it
    bench.scheduler.handle(Cancel("b"))
    while bench.scheduler.busy() or len(indices(messages)) < 40:
        bench.scheduler.handle(Acknowledge("a", 1))
        messages += bench.turn()
    assert indices(messages) == list(range(1, 41))
    assert messages[-1] == Finished("a", 1)


def test_too_many_acknowledgements_give_no_more_credit() -> None:
    bench = Bench()
    bench.start("a", 1, Count(total=50, keep=True))
    for _ in range(10):
        bench.scheduler.handle(Acknowledge("a", 1))
    assert len(indices(bench.until_idle(acknowledge=False))) == CREDITS


def test_acknowledgements_of_a_replaced_run_do_not_count() -> None:
    bench = Bench()
    bench.start("a", 1, Count(total=0, keep=True))
    bench.turns(2)
    bench.start("a", 2, Count(total=0, keep=True))
    bench.until_idle(acknowledge=False)
    bench.scheduler.handle(Acknowledge("a", 1))
    assert bench.turns(3) == []
    bench.scheduler.handle(Acknowledge("a", 2))
    assert indices(bench.turns(3)) == [CREDITS + 1]


def test_time_is_shared_not_steps() -> None:
    bench = Bench(cost=lambda generation: 0.020 if generation == 1 else 0.001)
    bench.start("slow", 1, Count(total=0))
    bench.start("quick", 2, Count(total=0))
    bench.turns(2000)
    slow, quick = bench.diary.count(1) * 0.020, bench.diary.count(2) * 0.001
    assert slow == pytest.approx(quick, abs=0.040)


def test_a_newcomer_does_not_catch_up_on_time_it_did_not_ask_for() -> None:
    bench = Bench()
    bench.start("old", 1, Count(total=0))
    bench.turns(500)
    bench.start("new", 2, Count(total=0))
    bench.diary.clear()
    bench.turns(100)
    assert bench.diary[0] == 2
    assert abs(bench.diary.count(1) - bench.diary.count(2)) <= 2


def test_a_channel_that_restarts_all_the_time_starves_no_other() -> None:
    bench = Bench()
    bench.start("steady", 1, Count(total=0))
    for generation in range(2, 202):
        bench.start("drag", generation, Count(total=0))
        bench.turn()
    assert bench.diary.count(1) >= 60


@pytest.mark.parametrize("how", ["playground error", "bug", "memory", "exit", "no frame", "bad name"])
def test_a_failure_ends_its_run_alone(how: str) -> None:
    bench = Bench()
    bench.start("bad", 1, Misbehave(how=how))
    bench.start("good", 2, Count(total=5))
    messages = bench.until_idle()
    failed = [message for message in messages if isinstance(message, Failed)]
    assert [(message.channel, message.generation) for message in failed] == [("bad", 1)]
    assert Finished("good", 2) in messages
    assert Finished("bad", 1) not in messages
    assert bench.entered == 0


def test_failures_speak_to_the_user_and_keep_the_traceback_for_the_log() -> None:
    sentences = {}
    for how in ("playground error", "bug", "memory"):
        bench = Bench()
        bench.start("a", 1, Misbehave(how=how))
        (failed,) = (message for message in bench.until_idle() if isinstance(message, Failed))
        sentences[how] = failed.sentence
        assert "Traceback" in failed.details
        assert "Traceback" not in failed.sentence
    assert sentences["playground error"] == "The device is on fire; use another one."
    assert "test-misbehave" in sentences["bug"]
    assert "memory" in sentences["memory"]


@pytest.mark.parametrize("how", ["objects", "large"])
def test_a_frame_that_cannot_be_sent_fails_its_run(how: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protocol, "MAX_MESSAGE", 1_000_000)
    bench = Bench(lambda _: INTERVAL)  # so that every frame is due
    bench.start("a", 1, Misbehave(how=how))
    sent: list[Message] = []
    while bench.scheduler.busy():
        bench.scheduler.step()
        sent += map(decode_message, encode_all(bench.scheduler))
        if bench.diary.count(1) > 10:
            break
    assert bench.diary.count(1) <= 3  # two steps and the clean-up
    assert kinds(sent) == ["FrameMessage", "Failed"]
    assert not bench.scheduler.busy()


def test_a_recipe_nobody_knows_fails_with_a_sentence() -> None:
    bench = Bench()
    bench.scheduler.handle(Start("a", 1, b'{"kind":"from-the-future"}'))
    bench.scheduler.handle(Start("b", 2, b"\xff\x00 garbage"))
    messages = bench.until_idle()
    assert sorted(kinds(messages)) == ["Failed", "Failed"]
    assert all(isinstance(message, Failed) and "recipe" in message.sentence for message in messages)


def test_a_failing_clean_up_is_a_notice() -> None:
    bench = Bench()
    bench.start("a", 1, Misbehave(how="clean-up"))
    bench.turns(2)
    bench.scheduler.handle(Cancel("a"))
    (message,) = bench.scheduler.take()
    assert message == Notice("a", "Ending a run failed: the clean-up failed.")


def test_notices_name_the_channel_that_is_stepped() -> None:
    bench = Bench()
    bench.start("a", 1, Count(total=1), device="cuda")
    assert Notice("a", "cuda is not here") in bench.until_idle()


def test_pause_and_single_steps() -> None:
    bench = Bench()
    bench.start("a", 1, Count(total=0))
    bench.turns(5)
    bench.scheduler.handle(Pause("a", True))
    # What was computed last is shown, even though it came too soon after the frame before.
    assert indices(bench.scheduler.take()) == [5]
    bench.scheduler.handle(Acknowledge("a", 1))
    bench.diary.clear()
    assert bench.turns(5) == []
    assert bench.diary == []
    bench.scheduler.handle(StepOnce("a"))
    bench.scheduler.handle(Acknowledge("a", 1))
    assert indices(bench.turns(5)) == [6]
    bench.scheduler.handle(Pause("a", False))
    bench.turns(5)
    assert bench.diary == [1] * 6


def test_a_single_step_pauses_a_running_run() -> None:
    bench = Bench()
    bench.start("a", 1, Count(total=0))
    bench.turns(1)
    bench.scheduler.handle(StepOnce("a"))
    bench.turns(5)
    assert bench.diary == [1, 1]
    assert not bench.scheduler.busy()


@pytest.mark.parametrize("between", [(), (Pause("a", False),)], ids=["paused", "after playing on"])
def test_a_pause_takes_back_the_single_steps_that_are_not_made_yet(between: tuple[Pause, ...]) -> None:
    bench = Bench()
    bench.start("a", 1, Count(total=0))
    bench.turns(2)
    for _ in range(3):
        bench.scheduler.handle(StepOnce("a"))
    bench.turn()
    bench.diary.clear()
    for command in (*between, Pause("a", True)):
        bench.scheduler.handle(command)
    bench.turns(5)
    assert bench.diary == [] and not bench.scheduler.busy()


def test_changed_controls_reach_a_live_run() -> None:
    bench = Bench()
    bench.start("a", 1, Count(total=0))
    bench.scheduler.handle(Update("a", 1, write_recipe(Count(total=0, mark=1))))  # even before its first step
    bench.turns(2)
    bench.scheduler.handle(Update("a", 1, write_recipe(Count(total=0, mark=2))))
    bench.scheduler.handle(Update("a", 99, write_recipe(Count(total=0, mark=3))))  # of another generation
    messages = bench.turns(50)
    marks = [message.frame.scalars["mark"] for message in messages if isinstance(message, FrameMessage)]
    assert marks[0] == 2
    assert set(marks) == {2}


def test_a_broken_update_fails_the_run() -> None:
    bench = Bench()
    bench.start("a", 1, Count(total=0))
    bench.turns(1)
    bench.scheduler.handle(Update("a", 1, b"{}"))
    assert kinds(bench.until_idle()) == ["Failed"]


def test_the_run_being_stepped_is_known_while_it_is_and_not_after() -> None:
    seen: list[int] = []

    class Watching(World):
        def run(self, recipe: Recipe, placement: Placement, training: int = 0) -> Run:
            seen.append(bench.entered)
            return watch()

    def watch() -> Run:
        seen.append(bench.entered)
        yield frame(1)
        seen.append(bench.entered)

    bench = Bench()
    bench.scheduler = Scheduler(Watching((), print), stepping=bench._enter)
    bench.start("a", 7, Count())
    bench.until_idle()
    assert seen == [7, 7, 7]
    assert bench.entered == 0


def test_frames_are_what_the_run_yielded() -> None:
    bench = Bench()
    bench.start("a", 1, Count(total=1))
    (message, _) = bench.until_idle()
    assert isinstance(message, FrameMessage)
    assert isinstance(message.frame, Frame)
    assert message.frame.arrays["value"].tolist() == [1]


def test_ends_and_changes_of_runs_are_counted_once() -> None:
    bench = Bench()
    bench.start("finished", 1, Count(total=2))
    bench.until_idle()
    assert bench.scheduler.releases == 1
    bench.start("replaced", 2, Count(total=50))
    bench.turn()
    bench.start("replaced", 3, Count(total=50))
    assert bench.scheduler.releases == 2
    bench.scheduler.handle(Update("replaced", 2, write_recipe(Count(total=40))))
    assert bench.scheduler.releases == 2
    bench.scheduler.handle(Update("replaced", 3, write_recipe(Count(total=40))))
    assert bench.scheduler.releases == 3
    bench.scheduler.handle(Cancel("replaced"))
    bench.scheduler.handle(Cancel("nobody"))
    assert bench.scheduler.releases == 4
    bench.start("failed", 5, Misbehave(how="raise"))
    bench.until_idle()
    assert bench.scheduler.releases == 5
    bench.start("unsent", 6, Count(total=50))
    bench.turn()
    bench.scheduler.fail("unsent", 6, ValueError("no"))
    bench.until_idle()
    assert bench.scheduler.releases == 6
