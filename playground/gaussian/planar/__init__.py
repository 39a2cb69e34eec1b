"""Data sets in the plane, one file each; a new file here with a ``PLANAR`` is found by itself.

They lie within the square from −3 to 3, with a standard deviation of about 1 in each direction.
"""

from __future__ import annotations

import functools
import importlib
import pkgutil

from playground.core.errors import RecipeError
from playground.gaussian.planar._planar import Planar

__all__ = ["Planar", "discover", "planar"]


@functools.cache
def discover() -> tuple[Planar, ...]:
    """All data sets in the order they are listed."""
    names = (entry.name for entry in pkgutil.iter_modules(__path__) if not entry.name.startswith("_"))
    found = (importlib.import_module(f"{__name__}.{name}").PLANAR for name in names)
    return tuple(sorted(found, key=lambda each: each.rank))


def planar(name: str) -> Planar:
    """The data set called ``name``; raises ``RecipeError`` with the names there are."""
    for each in discover():
        if each.name == name:
            return each
    raise RecipeError(
        f"There is no data set “{name}”; there are {', '.join(each.name for each in discover())}."
    )
