"""Runs whose recipe may change while they go on: what begins them anew, and what does not."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import TypeVar

from playground.core.errors import RecipeError
from playground.core.paradigm import Run
from playground.core.recipe import Recipe
from playground.paradigms.plane.single_steps import SingleSteps, Stepped, frame_of

R = TypeVar("R", bound=Recipe)


def steered(
    recipe: R, kind: type[R], begin: Callable[[R], Stepped[R]], restarts: Callable[[R, R], bool]
) -> Run:
    """Frames of what ``begin`` makes, until the run is closed.

    Changed recipes come through ``send``; where one ``restarts`` the training, it begins anew. Raises
    ``RecipeError`` for a recipe of another kind.
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


def is_cold(before: Recipe, after: Recipe, hot: Collection[str]) -> bool:
    """Whether two recipes are of different kinds, or differ in more than their ``hot`` fields."""
    if type(before) is not type(after):
        return True
    cold = (name for name in before.__struct_fields__ if name not in hot)
    return any(getattr(before, name) != getattr(after, name) for name in cold)
