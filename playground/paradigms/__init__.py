"""Paradigms: the families of models, and whatever else has runs; a new file or folder is found by itself."""

from __future__ import annotations

import functools
import importlib
import pkgutil

from playground.core.errors import RecipeError
from playground.core.paradigm import Paradigm, Run
from playground.core.recipe import Recipe, kind_of
from playground.core.resources import Resources
from playground.paradigms.families import families

__all__ = ["discover", "paradigm_of", "recipe_types", "run"]


@functools.cache
def discover() -> tuple[Paradigm, ...]:
    """All paradigms in the order of their tabs."""
    modules = (
        importlib.import_module(f"{__name__}.{entry.name}")
        for entry in pkgutil.iter_modules(__path__)
        if not entry.ispkg
    )
    others = (module.PARADIGM for module in modules if hasattr(module, "PARADIGM"))
    return tuple(sorted((*families(), *others), key=lambda paradigm: paradigm.order))


@functools.cache
def recipe_types() -> tuple[type[Recipe], ...]:
    """All recipe types that can be run."""
    return tuple(kind for paradigm in discover() for kind in paradigm.runs)


def paradigm_of(recipe: Recipe) -> Paradigm:
    """The paradigm that runs a recipe; raises ``RecipeError`` when there is none."""
    for paradigm in discover():
        if type(recipe) in paradigm.runs:
            return paradigm
    raise RecipeError(f"No paradigm here runs a recipe of kind “{kind_of(recipe)}”.")


def run(recipe: Recipe, resources: Resources) -> Run:
    """The generator of a recipe's frames; the final one carries the facts of the model that was run."""
    return paradigm_of(recipe).run(recipe, resources)
