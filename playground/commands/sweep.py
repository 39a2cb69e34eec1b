"""Flags of a recipe's fields that take several values with commas between, and the recipes they stand for."""

from __future__ import annotations

import argparse
import itertools
import typing
from collections.abc import Callable
from typing import Any

import msgspec

from playground.core.fields import fields
from playground.core.recipe import Recipe, kind_of

_KINDS = {"integer": "N,…", "number": "X,…", "choice": "NAME,…", "text": "NAME,…", "switch": "true|false"}


def add_flags(parser: argparse.ArgumentParser, recipe_type: type[Recipe], without: tuple[str, ...]) -> None:
    """One flag per field that is a single value and not one of ``without``; defaults stay unset."""
    group = parser.add_argument_group(
        f"how pictures are made (recipe kind “{kind_of(recipe_type)}”; several values: all combinations)"
    )
    hints = typing.get_type_hints(recipe_type, include_extras=True)
    for field in fields(recipe_type):
        if field.kind in _KINDS and field.name not in without:
            choices = f" ({', '.join(field.choices)})" if field.choices else ""
            group.add_argument(
                f"--{field.name.replace('_', '-')}", dest=f"field_{field.name}", default=None,
                type=_values(hints[field.name]), metavar=_KINDS[field.kind],
                help=f"{field.help or field.title}{choices} Default: {field.default}.".replace("%", "%%"),
            )  # fmt: skip


def recipes(recipe_type: type[Recipe], args: argparse.Namespace, **fixed: Any) -> list[Recipe]:
    """A recipe for every combination of the values given; raises ``RecipeError`` for values out of bounds."""
    given = {
        field.name: values
        for field in fields(recipe_type)
        if (values := getattr(args, f"field_{field.name}", None)) is not None
    }
    return [
        recipe_type(**fixed, **dict(zip(given, values, strict=True)))
        for values in itertools.product(*given.values())
    ]


def was_given(args: argparse.Namespace) -> bool:
    """Whether any flag of a field was given."""
    return any(name.startswith("field_") and value is not None for name, value in vars(args).items())


def _values(annotation: Any) -> Callable[[str], tuple[Any, ...]]:
    def parse(text: str) -> tuple[Any, ...]:
        try:
            return tuple(msgspec.convert(part.strip(), annotation, strict=False) for part in text.split(","))
        except msgspec.ValidationError as error:
            raise argparse.ArgumentTypeError(f"“{text}”: {error}") from error

    return parse
