"""What the pictures of a run cost."""

from __future__ import annotations

from collections.abc import Mapping

from playground.core.frames import Scalar
from playground.ui.state.feed import Shown


def spent(shown: Shown | None) -> Mapping[str, Scalar]:
    """What the status line says of a run of several pictures, each of which asks the network once."""
    if shown is None:
        return {}
    scalars = shown.frame.scalars
    return {
        "NFE": 1,
        "ms per picture": round(float(scalars["milliseconds"]) / max(1, int(scalars["done"])), 2),
    }
