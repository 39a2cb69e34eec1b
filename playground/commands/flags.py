"""Command-line flags made from a recipe's fields, and recipes made from the flags."""

from __future__ import annotations

import argparse
import base64
import binascii
import typing
from collections.abc import Callable, Container
from pathlib import Path
from types import NoneType
from typing import Any, get_args, get_origin

import msgspec

from playground.core.errors import RecipeError
from playground.core.fields import Field, fields
from playground.core.guard import guarded, why
from playground.core.recipe import Recipe, change, decode, kind_of


def add_flags(
    parser: argparse.ArgumentParser, recipe_type: type[Recipe], without: Container[str] = ()
) -> None:
    """One flag per field that is none of ``without``; only those given appear in the parsed arguments."""
    group = parser.add_argument_group(f"what determines the result (recipe kind “{kind_of(recipe_type)}”)")
    hints = typing.get_type_hints(recipe_type)
    for field in fields(recipe_type):
        if field.name in without:
            continue
        group.add_argument(
            f"--{field.name.replace('_', '-')}", dest=field.name, default=argparse.SUPPRESS,
            help=_help(field, hints[field.name]), **_options(field, hints[field.name]),
        )  # fmt: skip


def build(recipe_type: type[Recipe], start: Recipe | None, args: argparse.Namespace) -> Recipe:
    """The recipe of the given flags, based on ``start`` where there is one; raises ``RecipeError``."""
    given = {
        field.name: getattr(args, field.name) for field in fields(recipe_type) if hasattr(args, field.name)
    }
    recipe = change(start, **given) if start else recipe_type(**given)
    with guarded(RecipeError, "The flags say no recipe"):
        written = msgspec.json.encode(recipe)
    # Lengths are checked by the decoder alone.
    return decode(written, (recipe_type,))


def missing(recipe_type: type[Recipe], args: argparse.Namespace) -> list[str]:
    """Flags of fields without a default that were not given."""
    required = [info.name for info in msgspec.structs.fields(recipe_type) if info.required]
    return [f"--{name.replace('_', '-')}" for name in required if not hasattr(args, name)]


def _options(field: Field, annotation: Any) -> dict[str, Any]:
    if field.kind == "switch":
        return {"action": argparse.BooleanOptionalAction}
    if field.kind == "choice":
        return {"choices": field.choices}
    if annotation is bytes:
        return {"type": _bytes, "metavar": "BASE64"}
    if _holds_dict(annotation):
        return {"type": _json(annotation), "metavar": "JSON"}
    kinds: dict[str, tuple[Callable[[str], Any], str]] = {
        "integer": (int, "N"),
        "number": (float, "X"),
        "text": (str, "NAME"),
        "vector": _VECTORS.get(get_args(annotation)[:1], (_json(annotation), "JSON")),
        "nested": (_tagged(annotation), "FROM:VALUE"),
    }
    parse, metavar = kinds[field.kind]
    return {"type": parse, "metavar": metavar}


def _help(field: Field, annotation: Any) -> str:
    notes = []
    if field.kind in ("integer", "number") and field.low is not None and field.high is not None:
        as_told = ",.0f" if field.kind == "integer" else "g"
        notes.append(
            f"{field.low:{as_told}} to {field.high:{as_told}}{' ' if field.unit else ''}{field.unit}"
        )
    if field.kind == "nested" and annotation is not bytes and not _holds_dict(annotation):
        notes.append(", ".join(f"{tag}:…" for tag in _members(annotation)))
    if field.kind in ("integer", "number", "choice"):
        notes.append(f"default {field.default}")
    text = field.help or field.title
    return (f"{text} ({'; '.join(notes)})" if notes else text).replace("%", "%%")


def _holds_dict(annotation: Any) -> bool:
    """Whether a field is a dictionary in JSON, or one or none."""
    return any(
        get_origin(each) is dict or (_is_struct(each) and each.__struct_config__.tag is None)
        for each in (annotation, *get_args(annotation))
    )


def _is_struct(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, msgspec.Struct)


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error:
        raise argparse.ArgumentTypeError(f"“{text}” must be bytes in base64") from None


def _vector(text: str) -> tuple[float, ...]:
    try:
        return tuple(float(part) for part in text.split(",") if part.strip())
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{text}” must be numbers with commas between") from None


def _whole_numbers(text: str) -> tuple[int, ...]:
    try:
        return tuple(int(part) for part in text.split(",") if part.strip())
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{text}” must be whole numbers with commas between") from None


_VECTORS: dict[tuple[Any, ...], tuple[Callable[[str], Any], str]] = {
    (int,): (_whole_numbers, "X,Y,…"),
    (float,): (_vector, "X,Y,…"),
}


def _json(annotation: Any) -> Callable[[str], Any]:
    """For lists of more than numbers."""

    def parse(text: str) -> Any:
        try:
            return msgspec.json.decode(text, type=annotation)
        except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
            raise argparse.ArgumentTypeError(f"this is not the JSON of such a list: {why(error)}") from error

    return parse


def _members(annotation: Any) -> dict[str, type[msgspec.Struct]]:
    """The structs of a tagged union by their tags."""
    members = get_args(annotation) or (annotation,)
    return {str(member.__struct_config__.tag): member for member in members if member is not NoneType}


def _tagged(annotation: Any) -> Callable[[str], msgspec.Struct]:
    def parse(text: str) -> msgspec.Struct:
        tag, _, value = text.partition(":")
        members = {name.replace("-", ""): member for name, member in _members(annotation).items()}
        member = members.get(tag.lower().replace("-", ""))
        if member is None:
            raise argparse.ArgumentTypeError(
                f"“{text}” must be one of {', '.join(f'{name}:…' for name in _members(annotation))}"
            )
        # What else a member says has defaults.
        field, *_ = msgspec.structs.fields(member)
        try:
            return member(**{field.name: _value(field.type, value)})
        except ValueError as error:
            raise argparse.ArgumentTypeError(f"“{text}” must be {tag}: and a whole number") from error

    return parse


def _value(annotation: Any, text: str) -> Any:
    if get_origin(annotation) is tuple:
        return _vector(text)
    if annotation is bytes:
        return _grey_levels(Path(text))
    return annotation(text)


def _grey_levels(path: Path) -> bytes:
    """Grey levels of a picture file, row by row."""
    from playground.core.errors import ExportError
    from playground.export.reading import read_canvases

    try:
        return bytes(read_canvases(path)[0, 0].tobytes())
    except ExportError as error:
        raise argparse.ArgumentTypeError(error.sentence) from error
