"""What a lab offers to begin with."""

from __future__ import annotations

from typing import Generic, TypeVar

import msgspec

from playground.core.recipe import Recipe

Kind = TypeVar("Kind", bound=Recipe, covariant=True)


class Preset(msgspec.Struct, Generic[Kind], frozen=True, kw_only=True):
    """A recipe with its name in the code, its title in the window, and what is to be seen in a sentence."""

    name: str
    title: str
    help: str
    recipe: Kind
