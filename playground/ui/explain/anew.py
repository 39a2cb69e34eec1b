"""A part of a tab's state as it is at first, but for what somebody has made in it."""

from __future__ import annotations

from collections.abc import Container
from typing import TypeVar

import msgspec

from playground.core.fields import Value
from playground.core.recipe import Recipe, Written, change

_MADE = ("drawing", "units", "added", "skipped", "insisted")
"""Fields that hold what somebody has made: points drawn in the plane, settings added to those there are, and
which of them are to be measured."""

R = TypeVar("R", bound=Recipe)


def anew(first: R, now: R, given: Container[Written] = ()) -> R:
    """``first`` with what somebody has made in ``now``: drawings, and settings that were added.

    ``given`` are drawings, in builtin types, that were made by nobody who sits before the window.
    """
    kept: dict[str, Value] = {}
    for name in first.__struct_fields__:
        begun, value = getattr(first, name), getattr(now, name)
        if isinstance(begun, Recipe) and type(value) is type(begun):
            kept[name] = anew(begun, value, given)
        elif name in _MADE or (_is_drawing(value) and msgspec.to_builtins(value) not in given):
            kept[name] = value
    return change(first, **kept)


def _is_drawing(value: Value) -> bool:
    return isinstance(value, msgspec.Struct) and value.__struct_config__.tag == "drawing"
