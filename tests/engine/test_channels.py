"""Which answers are stale, and what is left to do when the process is gone."""

from __future__ import annotations

import pytest

from playground.core.errors import RecipeError
from playground.core.resources import Placement
from playground.engine.channels import Channels
from playground.engine.protocol import Failed, Finished, FrameMessage, Interrupted, Notice, StepOnce
from tests.support.engine_world import Count, Misbehave, frame

CPU = Placement()


def answer(channel: str, generation: int, final: bool = False) -> FrameMessage:
    return FrameMessage(channel, generation, frame(1, final=final))


def test_generations_name_runs_for_good() -> None:
    channels = Channels()
    opened = [channels.start(name, Count(), CPU, False).generation for name in "aabac"]
    assert opened == sorted(set(opened))
    assert 0 not in opened


def test_answers_to_replaced_recipes_are_stale() -> None:
    channels = Channels()
    old = channels.start("a", Count(), CPU, False).generation
    assert channels.accept(answer("a", old))
    new = channels.start("a", Count(), CPU, False).generation
    assert not channels.accept(answer("a", old))
    assert not channels.accept(Finished("a", old))
    assert not channels.accept(Failed("a", old, "no"))
    assert channels.accept(answer("a", new))
    assert channels.accept(Finished("a", new))


def test_a_follower_welcomes_older_frames_until_its_own_and_never_goes_back() -> None:
    channels = Channels()
    first, second, third = (channels.start("a", Count(), CPU, True).generation for _ in range(3))
    assert channels.accept(answer("a", second))
    assert not channels.accept(answer("a", first))
    assert channels.accept(answer("a", second))
    assert channels.accept(answer("a", third))
    assert not channels.accept(answer("a", second))
    assert not channels.accept(Finished("a", second))


def test_nothing_arrives_after_cancel() -> None:
    channels = Channels()
    for follow in (False, True):
        generation = channels.start("a", Count(), CPU, follow).generation
        channels.close("a")
        assert not channels.is_current("a", generation)
        assert not channels.accept(answer("a", generation))
        assert not channels.accept(Finished("a", generation))
    assert channels.restore() == []


def test_a_recipe_ends_once() -> None:
    channels = Channels()
    generation = channels.start("a", Count(), CPU, False).generation
    assert channels.accept(Finished("a", generation))
    assert not channels.accept(Finished("a", generation))
    assert not channels.accept(Failed("a", generation, "no"))
    assert channels.accept(Notice("a", "hello"))


def test_only_what_has_not_given_its_result_is_restored() -> None:
    channels = Channels()
    torch = Placement("torch", "cuda")
    going = channels.start("going", Count(total=9), torch, False)
    given = channels.start("given", Count(), CPU, False).generation
    finished = channels.start("finished", Count(), CPU, False).generation
    failed = channels.start("failed", Misbehave(), CPU, False).generation
    channels.accept(answer("going", going.generation))
    channels.accept(answer("given", given, final=True))
    channels.accept(Finished("finished", finished))
    channels.accept(Failed("failed", failed, "no"))
    assert channels.restore() == [going.start()]
    assert going.start().placement == torch
    assert channels.lost() == [Finished("given", given)]


def test_those_who_saw_a_part_of_what_goes_on_are_told_that_it_begins_anew() -> None:
    channels = Channels()
    seen, unseen, given = (channels.start(name, Count(), CPU, False).generation for name in ("s", "u", "g"))
    channels.accept(answer("s", seen))
    channels.accept(answer("g", given, final=True))
    assert unseen != seen
    for again in (True, False):
        (word,) = channels.interrupted(again)
        assert word == Interrupted("s", seen, again)
        assert channels.accept(word)
    channels.accept(Failed("s", seen, "it is to blame"))
    assert not channels.accept(word)


def test_a_paused_run_is_restored_with_one_step_so_that_there_is_a_picture() -> None:
    channels = Channels()
    opened = channels.start("a", Count(), CPU, False)
    opened.paused = True
    assert channels.restore() == [opened.start(), StepOnce("a")]


def test_a_live_run_is_restored_with_its_newest_controls() -> None:
    channels = Channels()
    assert channels.update("a", Count()) is None
    opened = channels.start("a", Count(mark=1), CPU, False)
    command = channels.update("a", Count(mark=2))
    assert command is not None
    assert command.generation == opened.generation
    assert channels.restore()[0].recipe == command.recipe  # type: ignore[union-attr]


def test_a_recipe_too_large_to_send_changes_nothing() -> None:
    channels = Channels()
    opened = channels.start("a", Count(), CPU, False)
    with pytest.raises(RecipeError, match="larger"):
        channels.start("a", Misbehave(how="x" * 2_000_000), CPU, False)
    assert channels.accept(answer("a", opened.generation))
