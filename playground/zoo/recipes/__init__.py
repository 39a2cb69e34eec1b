"""The training recipe of every shipped model, one small file each with a ``RECIPE``."""

from __future__ import annotations

import importlib
import pkgutil

from playground.core.errors import RecipeError
from playground.zoo.recipe import TrainingRecipe


def names() -> tuple[str, ...]:
    """Names of all recipes, sorted."""
    return tuple(sorted(module.name.replace("_", "-") for module in pkgutil.iter_modules(__path__)))


def recipe(name: str) -> TrainingRecipe:
    """The recipe called ``name``; raises :class:`RecipeError` with the names there are."""
    if name not in names():
        raise RecipeError(f"There is no training recipe “{name}”; there are {', '.join(names())}.")
    found: TrainingRecipe = importlib.import_module(f"{__name__}.{name.replace('-', '_')}").RECIPE
    return found
