"""Flags of a recipe's fields that take several values with commas between, and the recipes they stand for."""

from __future__ import annotations

import argparse
import itertools
import re
import typing
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import msgspec

from playground.commands import UsageError
from playground.core.fields import fields
from playground.core.recipe import Recipe, kind_of

_COMMA = re.compile(r"(?<!\\),")
"""One that parts values; ``\\,`` is a comma within one."""
_KINDS = {"integer": "N,…", "number": "X,…", "choice": "NAME,…", "text": "NAME,…", "switch": "true|false"}


def add_flags(parser: argparse.ArgumentParser, recipe_type: type[Recipe], without: tuple[str, ...]) -> None:
    """One flag per field that is a single value and not one of ``without``; defaults stay unset."""
    add_shared_flags(parser, (recipe_type,), without, f"recipe kind “{kind_of(recipe_type)}”")


def add_shared_flags(
    parser: argparse.ArgumentParser,
    recipe_types: Sequence[type[Recipe]],
    without: tuple[str, ...],
    whose: str,
) -> None:
    """Add one flag for each field of several recipe types; a field that several of them have is one flag."""
    group = parser.add_argument_group(f"how pictures are made ({whose}; several values: all combinations)")
    seen = set(without)
    for recipe_type in recipe_types:
        hints = typing.get_type_hints(recipe_type, include_extras=True)
        for field in fields(recipe_type):
            if field.kind in _KINDS and field.name not in seen:
                seen.add(field.name)
                choices = f" ({', '.join(field.choices)})" if field.choices else ""
                default = f" Default: {field.default}." if len(recipe_types) == 1 else ""
                group.add_argument(
                    f"--{field.name.replace('_', '-')}", dest=f"field_{field.name}", default=None,
                    type=_values(hints[field.name]), metavar=_KINDS[field.kind],
                    help=f"{field.help or field.title}{choices}{default}".replace("%", "%%"),
                )  # fmt: skip


def given(args: argparse.Namespace) -> dict[str, tuple[Any, ...]]:
    """The values of every flag of a field that was given, by the field's name."""
    start = "field_"
    found = vars(args).items()
    return {
        name[len(start) :]: value for name, value in found if name.startswith(start) and value is not None
    }


def recipes(recipe_type: type[Recipe], args: argparse.Namespace, **fixed: Any) -> list[Recipe]:
    """A recipe for every combination of the values given; raises ``RecipeError`` for values out of bounds."""
    known = {field.name for field in fields(recipe_type)}
    chosen = {name: values for name, values in given(args).items() if name in known}
    return [
        recipe_type(**fixed, **dict(zip(chosen, values, strict=True)))
        for values in itertools.product(*chosen.values())
    ]


def was_given(args: argparse.Namespace) -> bool:
    """Whether any flag of a field was given."""
    return bool(given(args))


def values_of(recipe_type: type[Recipe], name: str, text: str) -> tuple[Any, ...]:
    """The values with commas between that a field takes; raises ``UsageError`` for one that is none."""
    try:
        return _values(typing.get_type_hints(recipe_type, include_extras=True)[name])(text)
    except argparse.ArgumentTypeError as error:
        raise UsageError(f"{name}: {error}") from error


def in_line(values: Iterable[str]) -> str:
    """Texts as they are written with commas between."""
    return ", ".join(value.replace(",", "\\,") for value in values)


def _values(annotation: Any) -> Callable[[str], tuple[Any, ...]]:
    def parse(text: str) -> tuple[Any, ...]:
        parts = (part.replace("\\,", ",").strip() for part in _COMMA.split(text))
        try:
            return tuple(msgspec.convert(part, annotation, strict=False) for part in parts)
        except msgspec.ValidationError as error:
            raise argparse.ArgumentTypeError(f"“{text}”: {error}") from error

    return parse
