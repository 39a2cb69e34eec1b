"""Finding what the files of a package declare, or comes from a plug-in: nobody writes down its name."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterable
from typing import Protocol, TypeVar

from playground.core import plugins
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


def declared(
    package: str, path: Iterable[str], attribute: str, kind: type[T], group: str, reserved: Iterable[str] = ()
) -> tuple[T, ...]:
    """What the public modules of a package declare as ``attribute``, and what plug-ins add to ``group``.

    A module declares one or, as a tuple, several. They come in the order in which they are listed; nothing of
    others may have one of the names ``reserved``.
    """
    modules = (entry.name for entry in pkgutil.iter_modules(path) if not entry.name.startswith("_"))
    said = (getattr(importlib.import_module(f"{package}.{name}"), attribute) for name in modules)
    found: list[T] = [each for one in said for each in (one if isinstance(one, tuple) else (one,))]
    taken = {each.name for each in found} | set(reserved)

    def added(plugin: object) -> T:
        each = plugins.fit(plugin, kind, taken)
        if not isinstance(each.rank, int | float):
            raise plugins.PluginError("it has no rank, which is a number")
        taken.add(each.name)
        return each

    return tuple(sorted((*found, *plugins.load(group, added)), key=lambda each: each.rank))


def named(name: str, among: tuple[T, ...], what: str) -> T:
    """The one called ``name``; raises ``RecipeError`` with the names there are."""
    for each in among:
        if each.name == name:
            return each
    raise RecipeError(f"There is no {what} “{name}”; there are {', '.join(each.name for each in among)}.")
