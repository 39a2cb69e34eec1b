"""Data sets in the plane: each ``PLANAR`` of a file here is found by itself, and so is one of a plug-in.

They lie within the square from −3 to 3, with a standard deviation of about 1 in each direction.
"""

from __future__ import annotations

import functools

from playground.core.plugins import PLANAR
from playground.gaussian._listing import declared, named
from playground.gaussian.planar._planar import Matrix, Planar, curve, gaussians

__all__ = ["DRAWN", "Matrix", "Planar", "curve", "discover", "gaussians", "planar"]

DRAWN = "drawn"
"""The name, among data sets, of points that somebody drew."""


@functools.cache
def discover() -> tuple[Planar, ...]:
    """All data sets in the order they are listed."""
    return declared(__name__, __path__, "PLANAR", Planar, PLANAR, reserved=(DRAWN,))


def planar(name: str) -> Planar:
    """The data set called ``name``; raises ``RecipeError`` with the names there are."""
    return named(name, discover(), "data set")
