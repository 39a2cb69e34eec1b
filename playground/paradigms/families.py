"""All families: a folder here with a file ``family.py`` is one. A new one is found, as is a plug-in’s."""

from __future__ import annotations

import functools
import importlib
import pkgutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from playground.core import plugins
from playground.core.card_faults import CardRules
from playground.core.cards import Card
from playground.core.fields import fields
from playground.core.recipe import Recipe, kind_of
from playground.paradigms.family import Family, Variant

_OTHERS = ("compare",)
"""What else has a tab."""


def added(ours: Iterable[Family]) -> list[Family]:
    """The records that plug-ins name, of which none collides with ``ours`` or with another."""
    names, members = set(_OTHERS), set[str]()
    for family in ours:
        names.add(family.name)
        members |= _members(family)

    def check(found: Any) -> Family:
        family = plugins.fit(found, Family, names)
        if not isinstance(family.order, int | float):
            raise plugins.PluginError("it has no order, which is a number")
        if not family.variants:
            raise plugins.PluginError("it has no variant, under which its results would be kept")
        if twice := sorted(members & _members(family)):
            raise plugins.PluginError(f"there is a variant or candidate “{twice[0]}” already")
        _check_card(family)
        for kind in family.runs:
            _check(kind, family.name)
        names.add(family.name)
        members.update(_members(family))
        return family

    return plugins.load(plugins.FAMILIES, check)


def _members(family: Family) -> set[str]:
    return {each.name for each in family.variants} | {each.name for each in family.candidates}


def _check_card(family: Family) -> None:
    """A table of its own bears its name, so that no two families read one table in two ways."""
    if family.card is None:
        return
    if not isinstance(family.card, CardRules):
        raise plugins.PluginError("what its cards must say is no CardRules")
    own = family.card.table
    if own is None or own.__module__.startswith("playground."):
        return
    if own.field != family.name:
        raise plugins.PluginError(f"its cards have a table “{own.field}”, which is not its name")
    msgspec.json.Decoder(own)


def _check(kind: Any, name: str) -> None:
    """So that recipes of one kind are one family's, and none spoils the reading of all others."""
    if not (isinstance(kind, type) and issubclass(kind, Recipe)):
        raise plugins.PluginError("what it runs are not all types of recipes")
    if not kind_of(kind).startswith(f"{name}-"):
        raise plugins.PluginError(f"the kind “{kind_of(kind)}” does not begin with “{name}-”")
    fields(kind)
    msgspec.json.Decoder(kind)


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
