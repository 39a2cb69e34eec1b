"""What a recipe's pictures take, measured apart from their making: a few small groups of them, made again."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from playground.core.errors import RecipeError
from playground.core.recipe import Recipe
from playground.core.resources import Resources
from playground.evaluate.sampling import BLOCK, Group, make, with_group

SECONDS = 0.5
"""About what a group takes."""
IN_ALL = 2.5
"""About what all groups take together, as far as their number allows."""
FEWEST, MOST = 3, 25


def share_out(each: float, size: int) -> tuple[int, int]:
    """How many groups of how many pictures tell what one takes, if that is about ``each`` seconds.

    Groups are whole blocks, and no larger than ``size``, that of groups that are measured.
    """
    usual = min(SECONDS / each, size) if each > 0 else size
    count = min(max(int(usual) // BLOCK, 1) * BLOCK, size)
    groups = min(IN_ALL / (each * count), MOST) if each > 0 else MOST
    return max(round(groups), FEWEST), count


def take_times(
    recipe: Recipe, made: Sequence[Group], classes: int, resources: Resources
) -> NDArray[np.float64]:
    """Seconds a picture of small groups, ``(groups,)``: the first pictures of those groups that were made."""
    size = len(made[0].images)
    groups, count = share_out(float(np.median([group.each for group in made])), size)
    recipes = [with_group(recipe, index % len(made), count) for index in range(groups)]
    return np.array([_each(one, classes, resources) for one in recipes])


def _each(recipe: Recipe, classes: int, resources: Resources) -> float:
    for step in make(recipe, classes, resources):
        if isinstance(step, Group):
            return step.each
    raise RecipeError("This recipe gave no final pictures, so it cannot be measured.")
