"""Recipes: plain frozen data that says everything that determines a result."""

from __future__ import annotations

import functools
import hashlib
import math
import typing
from collections.abc import Iterator
from typing import Any, ClassVar, TypeAlias, TypeVar

import msgspec

from playground.core.errors import RecipeError
from playground.core.fields import Field, Value, fields, hot
from playground.core.guard import guarded

Written: TypeAlias = dict[str, Any]
"""A recipe as JSON has it."""

FORMAT = "playground-recipe"
VERSION = 1
MAX_BYTES = 1_000_000
_AS_EVER = {
    "coordinates": "own", "clip": "off", "clip_limit": 1.0, "clip_share": 0.995, "ending": "data",
    "stride": "next", "plotted": "none", "units": None, "vary": -1, "spread": 0.35,
    "sample_a": 0, "sample_b": 0,
}  # fmt: skip
"""Fields that came later, with the value that is as it was before there were any: what was kept then is known
by the same recipe."""
_READABLE = 10**300
_NEWEST = 1_000_000
"""No version will ever be larger, and a longer number is not worth telling."""


class Recipe(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", forbid_unknown_fields=True):
    """Base of all recipes; a subclass sets ``tag`` to its kind and annotates its fields.

    Constructing one checks every number against its bounds and raises :class:`RecipeError` with the field's
    title, so an illegal recipe cannot exist.
    """

    former_kinds: ClassVar[tuple[str, ...]] = ()
    """Kinds that an earlier version wrote, and that :meth:`upgraded` reads as this one."""

    def __post_init__(self) -> None:
        for field in fields(type(self)):
            check(field, getattr(self, field.name))

    @classmethod
    def upgraded(cls, found: dict[str, Any]) -> dict[str, Any]:
        """What any version of this program wrote, as JSON has it, as this one would write it."""
        return found

    @classmethod
    def retired(cls, found: dict[str, Any]) -> str:
        """A sentence on what an earlier version wrote and this one no longer has, if so."""
        return ""

    def parts(self) -> tuple[Written, Written]:
        """As JSON has them, the fields that begin a run anew where they change, and those that do not."""
        passing = hot(type(self))
        found = written(self)
        return (
            {name: value for name, value in found.items() if name not in passing},
            {name: value for name, value in found.items() if name in passing},
        )


R = TypeVar("R", bound=msgspec.Struct)


def kind_of(recipe: Recipe | type[Recipe]) -> str:
    """The tag under which a recipe (or its type) is written."""
    return str(recipe.__struct_config__.tag)


def change(recipe: R, **values: Value) -> R:
    """The same recipe with some fields changed, checked again."""
    return msgspec.structs.replace(recipe, **values)


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """A recipe as it is written to a file: format, version, the recipe, and recorded facts."""

    format: str
    version: int
    recipe: msgspec.Raw
    facts: dict[str, str | int | float | bool] = {}


class _Head(msgspec.Struct, frozen=True):
    format: str | int | float


class _Bare(msgspec.Struct, frozen=True):
    kind: str
    format: msgspec.UnsetType | msgspec.Raw = msgspec.UNSET


def written(recipe: Recipe) -> Written:
    """The recipe as plain values, ready for JSON."""
    found: Written = msgspec.json.decode(msgspec.json.encode(recipe))
    return found


def as_ever(found: Written) -> Written:
    """A recipe as JSON has it, without fields that came later and change nothing: what it is known by."""
    return {name: _as_ever(value) for name, value in found.items() if (name, value) not in _AS_EVER.items()}


def _as_ever(value: Any) -> Any:
    if isinstance(value, list):
        return [_as_ever(each) for each in value]
    return as_ever(value) if isinstance(value, dict) else value


def identity(recipe: Recipe) -> str:
    """SHA-256 of a recipe's document, the same as before fields came that change nothing of it."""
    return hashlib.sha256(_document(as_ever(written(recipe)), {}).encode()).hexdigest()


def to_json(recipe: Recipe, facts: dict[str, str | int | float | bool] | None = None) -> str:
    """The recipe as a JSON document with format, version and facts."""
    return _document(recipe, facts or {})


def _document(recipe: Recipe | Written, facts: dict[str, str | int | float | bool]) -> str:
    document = Document(
        format=FORMAT, version=VERSION, recipe=msgspec.Raw(msgspec.json.encode(recipe)), facts=facts
    )
    return msgspec.json.format(msgspec.json.encode(document), indent=1).decode()


def from_json(text: str | bytes, types: tuple[type[Recipe], ...]) -> tuple[Recipe, dict[str, Any]]:
    """Read a JSON document into one of ``types`` and its facts; a bare recipe, too, which has none.

    The fact ``retired`` is a sentence on what it asks for and this version no longer has.

    Raises :class:`RecipeError` with one sentence for nonsense, unknown kinds, wrong fields, or a version
    newer than this program's.
    """
    if len(text) > MAX_BYTES:
        raise RecipeError(f"The recipe is larger than {MAX_BYTES // 1000} kB, so it was not read.")
    if _is_bare(text):
        return _with_facts(text.encode() if isinstance(text, str) else text, types, {})
    with guarded(RecipeError, "This is not a playground recipe"):
        # What else this program writes has other fields, of whose lack there is nothing to say.
        found = msgspec.json.decode(text, type=_Head).format
        if found == FORMAT:
            document = msgspec.json.decode(text, type=Document)
    if found != FORMAT:
        shown = f"“{found[:40]}”" if isinstance(found, str) else found
        raise RecipeError(f"This is not a playground recipe: its format is {shown}, not “{FORMAT}”.")
    if not 1 <= document.version <= _NEWEST:
        raise RecipeError("This is not a playground recipe: its version is none that this program has had.")
    if document.version > VERSION:
        raise RecipeError(
            f"This recipe has version {document.version}, but this program reads versions up to {VERSION}; "
            "please update the program."
        )
    return _with_facts(document.recipe, types, document.facts)


def _with_facts(
    raw: bytes | msgspec.Raw, types: tuple[type[Recipe], ...], facts: dict[str, Any]
) -> tuple[Recipe, dict[str, Any]]:
    recipe, notice = decode(raw, types), retired(raw, types)
    others = {name: value for name, value in facts.items() if name != "retired"}
    return recipe, {**others, "retired": notice} if notice else others


def _is_bare(text: str | bytes) -> bool:
    """Whether a text is a recipe without the document around it, as people write them by hand."""
    try:
        return msgspec.json.decode(text, type=_Bare).format is msgspec.UNSET
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        return False


def decode(raw: bytes | msgspec.Raw, types: tuple[type[Recipe], ...]) -> Recipe:
    """Read the bare JSON of a recipe whose ``kind`` is one of ``types``, whatever version wrote it."""
    with guarded(RecipeError, "The recipe cannot be read"):
        if older := _older(raw, types):
            raw = msgspec.json.encode(_upgraded(msgspec.json.decode(raw), older))
        return _decoder(types).decode(raw)


def retired(raw: bytes | msgspec.Raw, types: tuple[type[Recipe], ...]) -> str:
    """A sentence on what is asked for in the JSON of a recipe and this version no longer has, if so.

    The recipe is one that :func:`decode` reads.
    """
    older = _older(raw, types)
    return next(filter(None, _retired(msgspec.json.decode(raw), older)), "") if older else ""


def _older(raw: bytes | msgspec.Raw, types: tuple[type[Recipe], ...]) -> dict[str, type[Recipe]]:
    """The kinds in the JSON of a recipe that were written in another way once."""
    return {kind: each for kind, each in _upgradable(types).items() if kind.encode() in bytes(raw)}


def _retired(value: Any, older: dict[str, type[Recipe]]) -> Iterator[str]:
    if isinstance(value, dict):
        kind = older.get(str(value.get("kind", "")))
        if kind is not None:
            yield kind.retired(value)
        value = list(value.values())
    for each in value if isinstance(value, list) else ():
        yield from _retired(each, older)


def _upgraded(value: Any, older: dict[str, type[Recipe]]) -> Any:
    """A decoded JSON value with every recipe in it as this version writes it."""
    if isinstance(value, list):
        return [_upgraded(each, older) for each in value]
    if not isinstance(value, dict):
        return value
    inner = {name: _upgraded(each, older) for name, each in value.items()}
    kind = older.get(str(inner.get("kind", "")))
    return inner if kind is None else kind.upgraded(inner)


@functools.cache
def _upgradable(types: tuple[type[Recipe], ...]) -> dict[str, type[Recipe]]:
    """By kind, those of some types and of the types in their fields that were written in another way once."""
    found: dict[str, type[Recipe]] = {}
    seen: set[type[Recipe]] = set()
    ahead: list[Any] = list(types)
    while ahead:
        each = ahead.pop()
        if not (isinstance(each, type) and issubclass(each, Recipe)):
            ahead += typing.get_args(each)
        elif each not in seen:
            seen.add(each)
            ahead += typing.get_type_hints(each).values()
            if each.upgraded.__func__ is not Recipe.upgraded.__func__:  # type: ignore[attr-defined]
                found |= dict.fromkeys((kind_of(each), *each.former_kinds), each)
    return found


@functools.cache
def _decoder(types: tuple[type[Recipe], ...]) -> msgspec.json.Decoder[Recipe]:
    union: Any = functools.reduce(lambda one, other: one | other, types)  # type: ignore[arg-type, return-value]
    return msgspec.json.Decoder(union)


def check(field: Field, value: Any) -> None:
    """Raise :class:`RecipeError` where a value is out of a field's bounds."""
    if field.kind in ("integer", "number"):
        _check_number(field, value)
    elif field.kind == "vector":
        _check_vector(field, value)
    elif field.kind == "text":
        _check_text(field, value)
    elif field.kind == "choice" and value not in field.choices:
        raise RecipeError(f"“{field.title}” must be one of {', '.join(field.choices)}; it is “{value}”.")


def _check_vector(field: Field, value: tuple[Any, ...]) -> None:
    if field.length is not None and len(value) > field.length:
        raise RecipeError(f"“{field.title}” may hold at most {field.length:,}; it holds {len(value):,}.")
    if any(isinstance(item, float) and not math.isfinite(item) for item in value):
        raise RecipeError(f"“{field.title}” must hold finite numbers.")


def _check_text(field: Field, value: str) -> None:
    if field.length is not None and len(value) > field.length:
        raise RecipeError(
            f"“{field.title}” may have at most {field.length:,} characters; it has {len(value):,}."
        )
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise RecipeError(f"“{field.title}” holds half of a letter, which is no text.") from error


def _check_number(field: Field, value: float) -> None:
    low = -math.inf if field.low is None else field.low
    high = math.inf if field.high is None else field.high
    # Comparisons refuse NaN, and serve integers that are too long to become a float.
    if not (low <= value <= high and -math.inf < value < math.inf):
        found = "far beyond that" if abs(value) >= _READABLE else _number_text(value)
        raise RecipeError(
            f"“{field.title}” must lie between {_number_text(low)} and {_number_text(high)}; it is {found}."
        )


def _number_text(value: float) -> str:
    """A number as it is read: a whole one with all of its digits."""
    return f"{value:,}" if isinstance(value, int) else f"{value:g}"
