"""What a recipe's pictures take, measured apart from their making: a few small groups of them, made again."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from playground.core.errors import RecipeError
from playground.core.recipe import Recipe, change
from playground.core.resources import Resources
from playground.evaluate.prompts import Prompt, at_once
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
    groups, count = _shared_out(made)
    return times_of(
        [with_group(recipe, index % len(made), count) for index in range(groups)], classes, resources
    )


def take_times_of_rows(
    recipe: Recipe, made: Sequence[Group], prompts: tuple[Prompt, ...], classes: int, resources: Resources
) -> NDArray[np.float64]:
    """The same of prompts that are drawn at once, as pictures of other models are; what was ``made`` was
    drawn one by one."""
    groups, count = _shared_out(made)
    seed = int(getattr(recipe, "seed", 0))
    rows = at_once(recipe, prompts, count)
    return times_of([change(rows, seed=seed + index) for index in range(groups)], classes, resources)


def _shared_out(made: Sequence[Group]) -> tuple[int, int]:
    return share_out(float(np.median([group.each for group in made])), len(made[0].images))


def times_of(recipes: Sequence[Recipe], classes: int, resources: Resources) -> NDArray[np.float64]:
    """Seconds a picture of each of some recipes."""
    return np.array([_each(one, classes, resources) for one in recipes])


def _each(recipe: Recipe, classes: int, resources: Resources) -> float:
    for step in make(recipe, classes, resources):
        if isinstance(step, Group):
            return step.each
    raise RecipeError("This recipe gave no final pictures, so it cannot be measured.")
