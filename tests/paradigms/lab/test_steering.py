"""A run whose recipe changes: what begins it anew, what it takes on the way, and what it refuses."""

from __future__ import annotations

from typing import Annotated

import pytest

from playground.core.errors import RecipeError
from playground.core.fields import Hot, bounds, fields, hot
from playground.core.frames import Frame
from playground.core.paradigm import Run
from playground.core.recipe import Recipe, change
from playground.paradigms.lab.steering import restarts, steered
from playground.paradigms.plane.recipes import DiffusionLab, FlowLab, Lab
from playground.paradigms.vae_lab.recipes import VaeLab


class Counting:
    """Counts its frames."""

    whole = False

    def __init__(self, recipe: Lab, kept: None = None) -> None:
        self.recipe = recipe
        self.frames = 0

    def frame(self) -> Frame:
        self.frames += 1
        return Frame(scalars={"frames": self.frames, "steps": self.recipe.steps})


def test_hot_fields_go_on_and_others_begin_anew() -> None:
    run, recipe = steered(FlowLab(), Lab, Counting), FlowLab()
    assert [next(run).scalars["frames"] for _ in range(3)] == [1, 2, 3]
    seen = run.send(change(recipe, steps=7))
    assert (seen.scalars["frames"], seen.scalars["steps"]) == (4, 7)
    assert run.send(change(recipe, steps=7, seed=recipe.seed + 1)).scalars["frames"] == 1
    assert next(run).scalars["frames"] == 2
    assert run.send(DiffusionLab(seed=recipe.seed + 1)).scalars["frames"] == 1


def test_a_recipe_of_another_kind_ends_it() -> None:
    run = steered(FlowLab(), Lab, Counting)
    next(run)
    with pytest.raises(RecipeError, match="no other recipe"):
        run.send(VaeLab())


class Half(Recipe, frozen=True, kw_only=True, tag="half-hot"):
    warm: Hot[Annotated[int, bounds(0, 9, "Warm", "May change.")]] = 0
    cold: Annotated[int, bounds(0, 9, "Cold", "May not.")] = 0


def test_only_hot_fields_leave_a_run_as_it_is() -> None:
    recipe = FlowLab()
    assert not restarts(recipe, FlowLab())
    assert not restarts(recipe, change(recipe, steps=recipe.steps + 1))
    assert restarts(recipe, change(recipe, seed=recipe.seed + 1))
    assert restarts(recipe, DiffusionLab())


def test_a_field_says_itself_that_it_is_hot() -> None:
    assert hot(Half) == {"warm"} and [field.hot for field in fields(Half)] == [True, False]
    assert not restarts(Half(), Half(warm=1)) and restarts(Half(), Half(warm=1, cold=1))
    with pytest.raises(RecipeError, match="Warm"):
        change(Half(), warm=10)


class Training(Counting):
    """Says by what it would train."""

    def frame(self) -> Frame:
        return Frame(scalars={"training": self.recipe.training, "speed": self.recipe.speed})


def watched(run: Run, recipe: Lab, frames: int) -> list[tuple[object, ...]]:
    """What these frames train by, and how many single steps they say were made."""
    seen = [run.send(recipe), *(next(run) for _ in range(frames - 1))]
    return [tuple(frame.scalars[name] for name in ("training", "speed", "single_steps")) for frame in seen]


def test_single_steps_are_made_one_in_a_frame_and_only_while_the_training_is_held() -> None:
    held = FlowLab(training=False, speed=9)
    run = steered(held, Lab, Training)
    next(run)
    assert watched(run, change(held, single_steps=2), 4) == [
        (True, 1, 1),
        (True, 1, 2),
        (False, 9, 2),
        (False, 9, 2),
    ]
    assert watched(run, change(held, single_steps=5, training=True), 2) == [(True, 9, 5)] * 2
    assert watched(run, change(held, single_steps=5), 2) == [(False, 9, 5)] * 2


def test_edits_on_the_way_neither_lose_a_single_step_nor_make_it_twice() -> None:
    held = FlowLab(training=False)
    run = steered(held, Lab, Training)
    next(run)
    seen = [watched(run, change(held, single_steps=1, time=time), 1)[0] for time in (0.1, 0.2, 0.3)]
    assert seen == [(True, 1, 1), (False, 0, 1), (False, 0, 1)]


def test_what_was_asked_of_another_run_is_not_made_again() -> None:
    held = FlowLab(training=False, single_steps=7)
    run = steered(held, Lab, Training)
    assert next(run).scalars["training"] is False
    assert watched(run, change(held, single_steps=8, seed=5), 2) == [(False, 0, 8)] * 2
    assert watched(run, change(held, single_steps=9, seed=5), 2) == [(True, 1, 9), (False, 0, 9)]
