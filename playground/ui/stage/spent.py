"""What the pictures of a run cost."""

from __future__ import annotations

from collections.abc import Mapping

from playground.core.frames import Scalar
from playground.ui.state.feed import Shown


def spent(shown: Shown | None, drawn: int = 0) -> Mapping[str, Scalar]:
    """What the status line says of a run of several pictures, each of which asks the network once.

    So many are ``drawn``; those that are done where it is not said.
    """
    if shown is None:
        return {}
    scalars = shown.frame.scalars
    each = float(scalars["milliseconds"]) / max(1, drawn or int(scalars["done"]))
    return {"NFE": 1, "ms per picture": round(each, 2)}
