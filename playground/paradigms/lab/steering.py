"""Runs whose recipe may change while they go on: what begins them anew, and what does not."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from playground.core.errors import RecipeError
from playground.core.fields import hot
from playground.core.paradigm import Run
from playground.core.recipe import Recipe
from playground.paradigms.lab.single_steps import SingleSteps, Stepped, frame_of

R = TypeVar("R", bound=Recipe)


def steered(recipe: R, kind: type[R], begin: Callable[[R], Stepped[R]]) -> Run:
    """Frames of what ``begin`` makes, until the run is closed.

    Changed recipes come through ``send``; one that changes more than hot fields begins the training anew.
    Raises ``RecipeError`` for a recipe of another kind.
    """
    lab, singles = begin(recipe), SingleSteps(recipe)
    while True:
        changed = yield frame_of(lab, singles)
        if changed is None:
            continue
        if not isinstance(changed, kind):
            raise RecipeError("A running lab takes no other recipe than its own.")
        if restarts(lab.recipe, changed):
            lab, singles = begin(changed), SingleSteps(changed)
        else:
            lab.recipe = changed


def restarts(before: Recipe, after: Recipe) -> bool:
    """Whether a change begins the run anew: to a recipe of another kind, or of more than its hot fields."""
    if type(before) is not type(after):
        return True
    cold = set(before.__struct_fields__) - hot(type(before))
    return any(getattr(before, name) != getattr(after, name) for name in cold)
