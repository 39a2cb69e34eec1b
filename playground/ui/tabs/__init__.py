"""Tabs, a package per paradigm and named as it; a new one here is found by itself.

A package says ``TAB = partial(StagedTab, SPEC)``. It is imported at the tab's first visit; the title and the
order of the tabs are those of the paradigms. A paradigm of a plug-in says itself where the specification of
its tab is.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING, TypeAlias, cast

import msgspec

from playground import paradigms
from playground.core.cards import Card
from playground.core.paradigm import Paradigm

if TYPE_CHECKING:
    from playground.ui.tab import Context, Tab

    MakeTab: TypeAlias = Callable[[Context], Tab]


class Entry(msgspec.Struct, frozen=True):
    """A tab that can be visited; ``load`` imports what makes it."""

    name: str
    title: str
    load: Callable[[], MakeTab]
    needs_models: bool = False


def discover() -> tuple[Entry, ...]:
    """All tabs, in the order of their paradigms."""
    there = {module.name for module in pkgutil.iter_modules(__path__)}
    return tuple(
        Entry(
            each.name,
            each.title,
            partial(_load_added, each) if each.tab else partial(_load, each.name),
            each.needs_models,
        )
        for each in paradigms.discover()
        if each.tab or each.name in there
    )


def worth_visiting(entries: Iterable[Entry], cards: Iterable[Card]) -> tuple[Entry, ...]:
    """The tabs in which there is something to see, with these models."""
    there = {card.paradigm for card in cards}
    return tuple(entry for entry in entries if not entry.needs_models or entry.name in there)


def _load(name: str) -> MakeTab:
    return cast("MakeTab", importlib.import_module(f"{__name__}.{name}").TAB)


def _load_added(paradigm: Paradigm) -> MakeTab:
    from playground.ui.stage.added import added_tab

    return partial(added_tab, paradigm)
