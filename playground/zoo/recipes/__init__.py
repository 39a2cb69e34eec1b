"""The training recipes of shipped models: the ``RECIPES`` of every file here."""

from __future__ import annotations

import functools
import importlib
import pkgutil

from playground.core.errors import RecipeError
from playground.zoo.recipe import TrainingRecipe


def names() -> tuple[str, ...]:
    """Names of all recipes, sorted."""
    return tuple(sorted(_all()))


def recipe(name: str) -> TrainingRecipe:
    """The recipe called ``name``; raises :class:`RecipeError` with the names there are."""
    if name not in _all():
        raise RecipeError(f"There is no training recipe “{name}”; there are {', '.join(names())}.")
    return _all()[name]


@functools.cache
def _all() -> dict[str, TrainingRecipe]:
    modules = (
        importlib.import_module(f"{__name__}.{module.name}") for module in pkgutil.iter_modules(__path__)
    )
    return {recipe.name: recipe for module in modules for recipe in module.RECIPES}
