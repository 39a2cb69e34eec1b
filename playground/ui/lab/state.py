"""What a lab shows, as one frozen value: the recipe of its run, and what of the frames is drawn."""

from __future__ import annotations

from typing import Self, TypeVar

from playground.core.recipe import Recipe, change
from playground.paradigms.lab.recipe import LabRecipe


class LabState(Recipe, frozen=True, kw_only=True):
    """Base of what labs show; a subclass says which recipe ``run`` is, and which ``view``, on which the run
    does not depend."""

    run: LabRecipe
    view: Recipe

    def applying(self, recipe: Recipe) -> Self | None:
        """This state changed so that it shows ``recipe``; ``None`` where this lab cannot."""
        if type(recipe) is type(self):
            return recipe if type(recipe.run) is type(self.run) else None
        return change(self, run=recipe) if type(recipe) is type(self.run) else None


S = TypeVar("S", bound=LabState)
R = TypeVar("R", bound=LabRecipe)
"""A state, and the recipe of its run."""
