"""Field specs: what each field of a recipe may hold, read from its annotation and nowhere else.

A field is annotated with :func:`bounds` or :func:`about`; from that come the form in the window, the CLI
flags, validation and the help texts.
"""

from __future__ import annotations

import functools
import typing
from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Any, Literal, TypeAlias, TypeVar, get_args, get_origin

import msgspec

Scale = Literal["linear", "log"]
Kind = Literal["integer", "number", "switch", "choice", "text", "vector", "nested"]


_HOT = object()
T = TypeVar("T")

Value: TypeAlias = "bool | int | float | str | bytes | tuple[Value, ...] | msgspec.Struct | None"
"""What a field of a recipe may hold."""

Hot = Annotated[T, _HOT]
"""A field that may change while the recipe's run goes on: ``Hot[int]``. Any other begins the run anew."""


class Field(msgspec.Struct, frozen=True):
    """One field of a recipe: its kind, bounds, unit, scale and one line of help.

    ``titles`` are what its choices are called, in their order, where that is not their names. ``length`` is
    the most that a text or a vector has.
    """

    name: str
    title: str
    help: str
    kind: Kind
    default: Any
    low: float | None = None
    high: float | None = None
    step: float | None = None
    unit: str = ""
    scale: Scale = "linear"
    choices: tuple[str, ...] = ()
    group: str = ""
    folded: bool = False
    widget: str = ""
    hot: bool = False
    titles: tuple[str, ...] = ()
    length: int | None = None

    def told(self, choice: str) -> str:
        """What a choice is called."""
        return dict(zip(self.choices, self.titles, strict=False)).get(choice, choice)


def bounds(
    low: float | None,
    high: float | None,
    title: str,
    help: str,  # noqa: A002
    *,
    unit: str = "",
    scale: Scale = "linear",
    step: float | None = None,
    group: str = "",
    folded: bool = False,
    widget: str = "",
) -> msgspec.Meta:
    """Annotation for a number between ``low`` and ``high`` (both included; ``None`` is open)."""
    extra = {"unit": unit, "scale": scale, "step": step, "group": group, "folded": folded, "widget": widget}
    return msgspec.Meta(ge=low, le=high, title=title, description=help, extra=extra)


def about(
    title: str,
    help: str,  # noqa: A002
    *,
    group: str = "",
    folded: bool = False,
    widget: str = "",
    length: int | None = None,
    titles: Mapping[str, str] = MappingProxyType({}),
) -> msgspec.Meta:
    """Annotation for a choice, switch, text, vector or nested value; ``length`` bounds text and vectors.

    ``titles`` are what choices are called that have other names.
    """
    extra = {"group": group, "folded": folded, "widget": widget, "titles": dict(titles)}
    return msgspec.Meta(title=title, description=help, extra=extra, max_length=length)


def _kind(annotation: Any) -> tuple[Kind, tuple[str, ...]]:
    origin = get_origin(annotation)
    if origin is Literal:
        return "choice", tuple(str(choice) for choice in get_args(annotation))
    if origin is tuple:
        return "vector", ()
    kinds: dict[Any, Kind] = {bool: "switch", int: "integer", float: "number", str: "text"}
    return kinds.get(annotation, "nested"), ()


@functools.cache
def fields(recipe_type: type[msgspec.Struct]) -> tuple[Field, ...]:
    """Specs of all fields of a recipe type, in their order of definition."""
    hints = typing.get_type_hints(recipe_type, include_extras=True)
    return tuple(
        field_of(info.name, hints[info.name], _first(info)) for info in msgspec.structs.fields(recipe_type)
    )


@functools.cache
def hot(recipe_type: type[msgspec.Struct]) -> frozenset[str]:
    """Names of the fields that may change while the recipe's run goes on."""
    return frozenset(field.name for field in fields(recipe_type) if field.hot)


def field_of(name: str, annotation: Any, default: Value) -> Field:
    """The spec of a field that is annotated like this."""
    meta, extras = msgspec.Meta(), []
    if get_origin(annotation) is Annotated:
        annotation, *extras = get_args(annotation)
        meta = next((extra for extra in extras if isinstance(extra, msgspec.Meta)), meta)
    kind, choices = _kind(annotation)
    extra = meta.extra or {}
    titles = extra.get("titles", {})
    return Field(
        name=name,
        title=meta.title or name.replace("_", " "),
        help=meta.description or "",
        kind=kind,
        default=default,
        low=meta.ge,
        high=meta.le,
        step=extra.get("step"),
        unit=extra.get("unit", ""),
        scale=extra.get("scale", "linear"),
        choices=choices,
        group=extra.get("group", ""),
        folded=extra.get("folded", False),
        widget=extra.get("widget", ""),
        hot=any(each is _HOT for each in extras),
        titles=tuple(titles.get(choice, choice) for choice in choices) if titles else (),
        length=meta.max_length,
    )


def _first(info: msgspec.structs.FieldInfo) -> Any:
    """The default of a field, ``None`` where it has none."""
    if info.default is not msgspec.NODEFAULT:
        return info.default
    return None if info.default_factory is msgspec.NODEFAULT else info.default_factory()


def as_number(value: Value) -> float:
    """A value that is a number, as one; raises ``TypeError`` for any other."""
    if not isinstance(value, int | float):
        raise TypeError(f"{value!r} is no number")
    return value


def as_numbers(value: Value) -> tuple[float, ...]:
    """A vector's numbers; raises ``TypeError`` for a value that is none."""
    if not isinstance(value, tuple):
        raise TypeError(f"{value!r} is no vector")
    return tuple(map(as_number, value))
