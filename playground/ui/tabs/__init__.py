"""Tabs, a package per paradigm and named as it; a new one here is found by itself.

A package says ``TAB = ItsTab``. It is imported at the tab's first visit; the title and the order of the tabs
are those of the paradigms.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, cast

import msgspec

from playground import paradigms

if TYPE_CHECKING:
    from playground.ui.tab import Tab


class Entry(msgspec.Struct, frozen=True):
    """A tab that can be visited; ``load`` imports its class."""

    name: str
    title: str
    load: Callable[[], type[Tab]]


def discover() -> tuple[Entry, ...]:
    """All tabs, in the order of their paradigms."""
    there = {module.name for module in pkgutil.iter_modules(__path__)}
    return tuple(
        Entry(paradigm.name, paradigm.title, partial(_load, paradigm.name))
        for paradigm in paradigms.discover()
        if paradigm.name in there
    )


def _load(name: str) -> type[Tab]:
    return cast("type[Tab]", importlib.import_module(f"{__name__}.{name}").TAB)
