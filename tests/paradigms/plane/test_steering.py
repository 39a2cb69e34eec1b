"""A run whose recipe changes: what begins it anew, what it takes on the way, and what it refuses."""

from __future__ import annotations

import pytest

from playground.core.errors import RecipeError
from playground.core.frames import Frame
from playground.core.recipe import Recipe, change
from playground.paradigms.plane.recipes import HOT, DiffusionLab, FlowLab, Lab
from playground.paradigms.plane.steering import is_cold, steered
from playground.paradigms.vae_lab.recipes import VaeLab


class Counting:
    """Counts its frames."""

    def __init__(self, recipe: Lab) -> None:
        self.recipe = recipe
        self.frames = 0

    def frame(self) -> Frame:
        self.frames += 1
        return Frame(scalars={"frames": self.frames, "steps": self.recipe.steps})


def restarts(before: Recipe, after: Recipe) -> bool:
    return is_cold(before, after, HOT)


def test_hot_fields_go_on_and_others_begin_anew() -> None:
    run, recipe = steered(FlowLab(), Lab, Counting, restarts), FlowLab()
    assert [next(run).scalars["frames"] for _ in range(3)] == [1, 2, 3]
    hot = run.send(change(recipe, steps=7))
    assert (hot.scalars["frames"], hot.scalars["steps"]) == (4, 7)
    assert run.send(change(recipe, steps=7, seed=recipe.seed + 1)).scalars["frames"] == 1
    assert next(run).scalars["frames"] == 2
    assert run.send(DiffusionLab(seed=recipe.seed + 1)).scalars["frames"] == 1


def test_a_recipe_of_another_kind_ends_it() -> None:
    run = steered(FlowLab(), Lab, Counting, restarts)
    next(run)
    with pytest.raises(RecipeError, match="no other recipe"):
        run.send(VaeLab())


def test_what_is_cold() -> None:
    recipe = FlowLab()
    assert not is_cold(recipe, FlowLab(), HOT)
    assert not is_cold(recipe, change(recipe, steps=recipe.steps + 1), HOT)
    assert is_cold(recipe, change(recipe, steps=recipe.steps + 1), HOT - {"steps"})
    assert is_cold(recipe, change(recipe, seed=recipe.seed + 1), HOT)
    assert is_cold(recipe, DiffusionLab(), HOT | set(recipe.__struct_fields__))
