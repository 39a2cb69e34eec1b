"""Families that plug-ins add, each with names that nobody else has."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from playground.core import plugins
from playground.core.card_faults import CardRules
from playground.core.fields import fields
from playground.core.recipe import Recipe, kind_of
from playground.paradigms.family import Family

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
