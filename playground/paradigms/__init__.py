"""Paradigms: families, a folder each with a file ``family.py``, and what else has runs; new ones are found by
themselves.
"""

from __future__ import annotations

import functools
import importlib
import pkgutil
from collections.abc import Iterator

from playground.core.errors import RecipeError
from playground.core.paradigm import Paradigm, Run
from playground.core.recipe import Recipe, kind_of
from playground.core.resources import Resources
from playground.paradigms.families import Family

__all__ = ["discover", "families", "family_of", "paradigm_of", "recipe_types", "run"]


@functools.cache
def families() -> tuple[Family, ...]:
    """The records of all families in the order of their tabs; no other paradigm is imported for them."""
    found = (importlib.import_module(f"{__name__}.{name}.family").PARADIGM for name in _folders())
    return tuple(sorted(found, key=lambda family: family.order))


def family_of(name: str) -> Family | None:
    """The family of the name that a card says; ``None`` where none makes its pictures."""
    return next((family for family in families() if family.name == name), None)


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


def _folders() -> Iterator[str]:
    for entry in pkgutil.iter_modules(__path__):
        inside = pkgutil.iter_modules([f"{folder}/{entry.name}" for folder in __path__])
        if entry.ispkg and any(module.name == "family" for module in inside):
            yield entry.name


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
