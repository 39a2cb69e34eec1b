"""What seeds are made of: a recipe of every kind, and pictures of a few colours."""

from __future__ import annotations

from typing import Any, get_args, get_origin, get_type_hints

import msgspec
import numpy as np
from numpy.typing import NDArray

from playground import paradigms
from playground.core.recipe import Recipe

SIDE = 6


def recipes() -> list[Recipe]:
    """A recipe of every kind that can be run, with its defaults and the least of what has none."""
    return [made(kind) for kind in paradigms.recipe_types()]


def made(kind: type[msgspec.Struct]) -> Any:
    """A struct with its defaults and the least of what has none."""
    hints = get_type_hints(kind)
    return kind(
        **{field.name: _least(hints[field.name]) for field in msgspec.structs.fields(kind) if field.required}
    )


def _least(annotation: Any) -> Any:
    if get_origin(annotation) is tuple:
        return tuple(_least(part) for part in get_args(annotation) if part is not ...)
    members = [part for part in get_args(annotation) if isinstance(part, type)] or [annotation]
    if issubclass(members[0], msgspec.Struct):
        return made(members[0])
    return "tiny" if members[0] is str else members[0]()


def pictures(channels: int) -> NDArray[np.uint8]:
    """Four small pictures."""
    rng = np.random.default_rng(1)
    return rng.integers(0, 256, (4, channels, SIDE, SIDE), dtype=np.uint8)
