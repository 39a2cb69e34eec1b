"""All families: a folder here with a file ``family.py`` is one. A new one is found, as is a plug-in’s."""

from __future__ import annotations

import functools
import importlib
import pkgutil
from collections.abc import Iterator
from pathlib import Path

from playground.core.cards import Card
from playground.core.recipe import Recipe
from playground.paradigms.added import added
from playground.paradigms.family import Family, Variant

_PACKAGE = __name__.rpartition(".")[0]


@functools.cache
def families() -> tuple[Family, ...]:
    """The records of all families in the order of their tabs; no other paradigm is imported for them."""
    found = [importlib.import_module(f"{_PACKAGE}.{name}.family").PARADIGM for name in _folders()]
    return tuple(sorted((*found, *added(found)), key=lambda family: family.order))


def family_of(name: str) -> Family | None:
    """The family of the name that a card says; ``None`` where none makes its pictures."""
    return next((family for family in families() if family.name == name), None)


def draws(card: Card) -> bool:
    """Whether a model makes pictures; others judge them."""
    return family_of(card.paradigm) is not None


def refusal_of(recipe: Recipe, card: Card) -> str | None:
    """Why a recipe cannot be run with a model of any family; ``None`` where the card tells no reason."""
    family = family_of(card.paradigm)
    return None if family is None else family.refusal_of(recipe, card)


def rows_of(recipe: Recipe) -> int:
    """How many rows of ``count`` pictures a recipe draws."""
    family = next((family for family in families() if type(recipe) in family.runs), None)
    return 1 if family is None else family.rows(recipe)


def variants() -> dict[str, Variant]:
    """All families' variants by name, in the order in which they are listed."""
    return {variant.name: variant for family in families() for variant in family.variants}


def _folders() -> Iterator[str]:
    for entry in pkgutil.iter_modules([str(Path(__file__).parent)]):
        inside = pkgutil.iter_modules([str(Path(__file__).parent / entry.name)])
        if entry.ispkg and any(module.name == "family" for module in inside):
            yield entry.name
