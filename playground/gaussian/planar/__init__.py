"""Data sets in the plane, one file each; a new file here with a ``PLANAR`` is found by itself.

They lie within the square from −3 to 3, with a standard deviation of about 1 in each direction.
"""

from __future__ import annotations

import functools

from playground.gaussian._listing import declared, named
from playground.gaussian.planar._planar import Planar

__all__ = ["Planar", "discover", "planar"]


@functools.cache
def discover() -> tuple[Planar, ...]:
    """All data sets in the order they are listed."""
    return tuple(declared(__name__, __path__, "PLANAR"))


def planar(name: str) -> Planar:
    """The data set called ``name``; raises ``RecipeError`` with the names there are."""
    return named(name, discover(), "data set")
