"""What is run one after another: each once, in order, and what is known of it stays."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as some

from playground.core.frames import Frame
from playground.paradigms.vae_images.recipes import Decode
from playground.ui.stage.queue import _KEPT, Queue

RECIPES = [Decode(model=f"model-{number}") for number in range(40)]


def frame(index: int, final: bool) -> Frame:
    return Frame(index=index, total=3, final=final, arrays={"x": np.zeros(1)})


def run(queue: Queue) -> list[Decode]:
    """Run all that is pending; the recipes in the order in which they were run."""
    done: list[Decode] = []
    while (recipe := queue.pending()) is not None:
        assert isinstance(recipe, Decode) and len(done) <= len(RECIPES)
        queue.take(recipe, frame(0, final=False))
        assert queue.pending() == recipe and queue.result(recipe) is None
        queue.take(recipe, frame(1, final=True))
        done.append(recipe)
    return done


@given(some.lists(some.sampled_from(RECIPES), unique=True, min_size=1))
def test_each_is_run_once_and_in_order(wanted: list[Decode]) -> None:
    queue = Queue()
    assert queue.plan(wanted) and not queue.plan(wanted) and not queue.complete
    assert run(queue) == wanted
    assert queue.complete and all(queue.result(recipe) is not None for recipe in wanted)


def test_what_was_run_is_not_run_again_when_it_is_wanted_again() -> None:
    queue = Queue()
    queue.plan(RECIPES[:3])
    assert run(queue) == RECIPES[:3]
    queue.plan(())
    assert queue.pending() is None and not queue.complete
    queue.plan(RECIPES[1:4])
    assert run(queue) == RECIPES[3:4]


def test_what_a_change_concerns_is_run_again_and_nothing_else() -> None:
    queue = Queue()
    queue.plan(RECIPES[:4])
    queue.refuse(RECIPES[1])
    assert run(queue) == [RECIPES[0], *RECIPES[2:4]]
    assert queue.forget(RECIPES[1:3].__contains__)
    assert run(queue) == RECIPES[1:3] and queue.complete
    assert not queue.forget(RECIPES[5:].__contains__) and queue.complete


def test_old_results_make_room_but_none_that_is_planned() -> None:
    queue = Queue()
    queue.plan(RECIPES)
    assert run(queue) == RECIPES and queue.complete
    queue.plan(RECIPES[:1])
    queue.take(RECIPES[0], frame(1, final=True))
    assert sum(queue.frame(recipe) is not None for recipe in RECIPES) == _KEPT
    assert queue.complete


def test_what_cannot_be_run_is_left_out_until_it_goes_on() -> None:
    queue = Queue()
    queue.plan(RECIPES[:3])
    queue.refuse(RECIPES[0])
    assert run(queue) == RECIPES[1:3] and not queue.complete
    queue.go_on()
    assert run(queue) == RECIPES[:1] and queue.complete


def test_what_was_stopped_begins_with_another_plan_and_not_with_the_same() -> None:
    queue = Queue()
    queue.plan(RECIPES[:2])
    queue.stopped = True
    queue.plan(RECIPES[:2])
    assert queue.stopped
    queue.plan(RECIPES[:1])
    assert not queue.stopped


def test_what_begins_anew_shows_what_was_there_until_it_has_come_as_far() -> None:
    queue = Queue()
    queue.plan(RECIPES[:1])
    far, near = frame(2, final=False), frame(1, final=False)
    queue.take(RECIPES[0], far)
    queue.take(RECIPES[0], near)
    assert queue.frame(RECIPES[0]) is far
    further = frame(2, final=True)
    queue.take(RECIPES[0], further)
    assert queue.frame(RECIPES[0]) is further
