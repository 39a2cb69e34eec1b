"""A paradigm: its recipes and, for each, the generator that runs it."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from typing import Any, TypeAlias

import msgspec

from playground.core.frames import Frame
from playground.core.recipe import Recipe
from playground.core.resources import Resources

Run: TypeAlias = Generator[Frame, Recipe | None, None]
RunFunction: TypeAlias = Callable[[Any, Resources], Run]


class Paradigm(msgspec.Struct, frozen=True, kw_only=True):
    """What a file in ``playground/paradigms`` declares as ``PARADIGM``.

    ``runs`` maps each recipe type to its generator; ``generate`` is the recipe type that
    ``playground generate`` builds from flags, if models of this paradigm make pictures.
    """

    name: str
    title: str
    order: int
    runs: Mapping[type[Recipe], RunFunction]
    generate: type[Recipe] | None = None
