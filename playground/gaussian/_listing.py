"""Finding what has a file of its own in a package: a new file there is found by itself."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterable
from typing import Any, Protocol, TypeVar

from playground.core.errors import RecipeError


class Listed(Protocol):
    """Something with a name and a place in its list."""

    @property
    def name(self) -> str:
        """By which it is chosen."""

    @property
    def rank(self) -> int:
        """Its place."""


T = TypeVar("T", bound=Listed)


def declared(package: str, path: Iterable[str], attribute: str) -> list[Any]:
    """What the public modules of a package declare as ``attribute``, in the order they are listed."""
    names = (entry.name for entry in pkgutil.iter_modules(path) if not entry.name.startswith("_"))
    found = (getattr(importlib.import_module(f"{package}.{name}"), attribute) for name in names)
    return sorted(found, key=lambda each: each.rank)


def named(name: str, among: tuple[T, ...], what: str) -> T:
    """The one called ``name``; raises ``RecipeError`` with the names there are."""
    for each in among:
        if each.name == name:
            return each
    raise RecipeError(f"There is no {what} “{name}”; there are {', '.join(each.name for each in among)}.")
