"""The controls of a state: fields of the recipes that it holds, by name, and which of them are one control.

A stage's state holds the recipes that its panels ask for, and what is looked at::

    class Shown(Controlled, frozen=True, kw_only=True, tag="shown"):
        panel: str = "samples"
        samples: Sample = Sample(model="m", steps=20)
        rows: Rows = Rows(model="m")

        shared = "model seed"

Each field of each recipe is a control. A field that is ``shared`` is one control for all recipes that have
it with the same type, so that an edit of it is an edit of them all. A control is called as its field is, or,
where another control or a recipe has that name, ``rows.steps``. Forms, lessons and equations use these names.
"""

from __future__ import annotations

import functools
import typing
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Annotated, Any, ClassVar, NamedTuple, Self, TypeVar, get_args, get_origin

import msgspec

from playground.core.fields import Field, Value, field_of, fields
from playground.core.recipe import Recipe, Written, change, check, kind_of

R = TypeVar("R", bound=Recipe)

Place = tuple[str, str]
"""A field of the state that holds a recipe, and a field of that; the first is empty for the state’s own."""


class Control(NamedTuple):
    """What can be changed by name: the field, and where in the state its value stands.

    The value of the first place counts: the others follow it, as near as their own bounds allow.
    """

    field: Field
    places: tuple[Place, ...]


class Controlled(Recipe, frozen=True, kw_only=True):
    """Base of a state that holds recipes."""

    shared: ClassVar[str] = ""
    """Fields, between spaces, that are one control in all recipes that have them with the same type."""
    joined: ClassVar[tuple[str, ...]] = ()
    """Places, between spaces, that are one control, although their bounds differ or others have it, too."""
    qualified: ClassVar[str] = ""
    """Fields, between spaces, of which every control is called ``rows.label``, as another stage has them."""
    limits: ClassVar[Mapping[str, Any]] = MappingProxyType({})
    """By place, the annotation of a field that has closer bounds here than its recipe gives it."""
    former: ClassVar[Mapping[str, str]] = MappingProxyType({})
    """What version 0.1 called controls that have another name now; an empty name is one that is gone."""

    def __post_init__(self) -> None:
        """Let all places of a control agree; raises ``RecipeError`` beyond a limit."""
        super().__post_init__()
        state = type(self)
        for name in limited(state):
            check(controls(state)[name].field, self.value(name))
        moved: dict[str, dict[str, Value]] = {}
        for first, (part, field), bounds in _followers(state):
            value, recipe = bounds.nearest(_at(self, first)), getattr(self, part)
            if value != getattr(recipe, field):
                moved.setdefault(part, {})[field] = value
        for part, values in moved.items():
            msgspec.structs.force_setattr(self, part, change(getattr(self, part), **values))

    def value(self, name: str) -> Any:
        """The value of a control."""
        return _at(self, controls(type(self))[name].places[0])

    def with_values(self, **values: Value) -> Self:
        """The state with other values of controls; raises ``RecipeError`` if one is out of bounds."""
        own: dict[str, Value] = {}
        inner: dict[str, dict[str, Value]] = {}
        known = controls(type(self))
        for name, value in values.items():
            part, field = known[name].places[0]
            (inner.setdefault(part, {}) if part else own)[field] = value
        return change(
            self, **own, **{part: change(getattr(self, part), **new) for part, new in inner.items()}
        )

    def holding(self, part: str, recipe: Recipe, left: tuple[str, ...] = ()) -> Self:
        """The state with another recipe in one of its parts, which others that share its fields follow.

        The fields ``left`` keep their values.
        """
        before = getattr(self, part)
        recipe = change(recipe, **{name: getattr(before, name) for name in left})
        firsts: dict[str, dict[str, Value]] = {}
        for (first, name), (follower, field), _ in _followers(type(self)):
            if follower == part and getattr(recipe, field) != getattr(before, field):
                firsts.setdefault(first, {})[name] = getattr(recipe, field)
        others = {first: change(getattr(self, first), **values) for first, values in firsts.items()}
        return change(self, **others, **{part: recipe})

    def changed_from(self, before: Self) -> frozenset[str]:
        """Names of the controls that differ from those of another state."""
        names = [name for name in self.__struct_fields__ if getattr(self, name) != getattr(before, name)]
        found = (control for name in names for control in _controls_of(type(self)).get(name, ()))
        return frozenset(name for name in found if self.value(name) != before.value(name))

    def by_name(self) -> Written:
        """The values of all controls by their names, as JSON has them; :meth:`upgraded` reads it."""
        values = {name: self.value(name) for name in controls(type(self))}
        return {"kind": kind_of(self), **msgspec.json.decode(msgspec.json.encode(values))}

    @classmethod
    def named(cls, found: Written) -> Written:
        """Values by the names of controls, now or in version 0.1, as JSON has them of a state.

        What is said of a recipe in the state itself stays; said of one that shares it, it is said of all.
        """
        inner, known = parts(cls), controls(cls)
        said: Written = {}
        for name, value in found.items():
            name = name if name in inner and isinstance(value, dict) else cls.former.get(name, name)
            part, field = known[name].places[0] if name in known else ("", name)
            if part:
                said[part] = {**said.get(part, {}), field: value}
            elif name in inner:
                said[name] = {**value, **said.get(name, {})}
            elif name:
                said[name] = value
        for (first, name), (part, field), _ in _followers(cls):
            if field in said.get(part, {}) and name not in said.get(first, {}):
                said[first] = {**said.get(first, {}), name: said[part][field]}
        return said

    @classmethod
    def upgraded(cls, found: Written) -> Written:
        """The state as JSON has it, where what is not said is as it is at first."""
        said, first = cls.named(found), typing.cast("Written", msgspec.to_builtins(cls()))
        return {
            name: {**first[name], **value} if name in parts(cls) else value for name, value in said.items()
        }


# What a state's type says


@functools.cache
def parts(state: type[msgspec.Struct]) -> Mapping[str, type[Recipe]]:
    """The fields of a state that hold a recipe, with its type."""
    found = {name: _bare(hint) for name, hint in _hints(state).items()}
    if not issubclass(state, Controlled):
        return {}
    return {name: each for name, each in found.items() if isinstance(each, type) and issubclass(each, Recipe)}


@functools.cache
def controls(state: type[msgspec.Struct]) -> Mapping[str, Control]:
    """The controls of a state by their names; those of a state that holds no recipes are its fields."""
    inner = parts(state)
    found: list[tuple[tuple[Place, ...], Field]] = [
        ((("", field.name),), field) for field in fields(state) if field.name not in inner
    ]
    if issubclass(state, Controlled) and inner:
        first = {info.name: info.default for info in msgspec.structs.fields(state)}
        for places in _joined(state):
            part, name = places[0]
            limit = state.limits.get(f"{part}.{name}")
            specs = {field.name: field for field in fields(inner[part])}
            default = getattr(first[part], name, specs[name].default)
            spec = specs[name] if limit is None else field_of(name, limit, default)
            found.append((places, msgspec.structs.replace(spec, default=default)))
    names = [field.name for _, field in found]
    said = (state.shared, state.qualified) if issubclass(state, Controlled) else ("", "")
    plain, apart = (names.split() for names in said)
    made: dict[str, Control] = {}
    for places, field in found:
        alone = names.count(field.name) == 1 or (field.name in plain and field.name not in made)
        alone = alone and field.name not in inner and field.name not in apart
        name = field.name if alone else ".".join(places[0])
        made[name] = Control(msgspec.structs.replace(field, name=name), places)
    return made


@functools.cache
def limited(state: type[Controlled]) -> tuple[str, ...]:
    """Names of the controls that have closer bounds than their recipes give them."""
    return tuple(name for name, each in controls(state).items() if ".".join(each.places[0]) in state.limits)


def specs(state: type[msgspec.Struct]) -> Mapping[str, Field]:
    """The field of each control."""
    return {name: control.field for name, control in controls(state).items()}


# Of any recipe


def value_of(state: Recipe, name: str) -> Any:
    """A control's value, or that of a field where the state holds no recipes."""
    return state.value(name) if isinstance(state, Controlled) else getattr(state, name)


def edited(state: R, **values: Value) -> R:
    """A state with other values of controls, or of fields."""
    return state.with_values(**values) if isinstance(state, Controlled) else change(state, **values)


# How places belong together


class _Bounds(NamedTuple):
    low: float | None
    high: float | None

    def nearest(self, value: Any) -> Any:
        """The value, or the bound beyond which it lies."""
        if self.low is not None and value < self.low:
            return type(value)(self.low)
        return type(value)(self.high) if self.high is not None and value > self.high else value


def _at(state: msgspec.Struct, place: Place) -> Any:
    part, field = place
    return getattr(getattr(state, part), field) if part else getattr(state, field)


def _bare(hint: Any) -> Any:
    return get_args(hint)[0] if get_origin(hint) is Annotated else hint


@functools.cache
def _hints(state: type[msgspec.Struct]) -> Mapping[str, Any]:
    hints = typing.get_type_hints(state, include_extras=True)
    return {name: hints[name] for name in state.__struct_fields__}


def _joined(state: type[Controlled]) -> Iterator[tuple[Place, ...]]:
    """The places of each control in a recipe, in the order of the state's fields."""
    inner = parts(state)
    there = [(part, name) for part, recipe in inner.items() for name in recipe.__struct_fields__]
    together = {
        place: group
        for each in state.joined
        if (group := tuple(_place(one) for one in each.split()))
        for place in group
    }
    unknown = [place for place in together if place not in there]
    if unknown:
        raise ValueError(f"{state.__name__} joins {'.'.join(unknown[0])}, which it does not have")
    shared, taken = state.shared.split(), set[Place]()
    for place in there:
        if place in taken:
            continue
        group = together.get(place, (place,))
        if place[1] in shared and place not in together:
            hint = _hints(inner[place[0]])[place[1]]
            group = tuple(
                one
                for one in there
                if one[1] == place[1] and one not in together and _hints(inner[one[0]])[one[1]] == hint
            )
        taken.update(group)
        yield group


def _place(text: str) -> Place:
    part, _, field = text.partition(".")
    return part, field


@functools.cache
def _followers(state: type[Controlled]) -> tuple[tuple[Place, Place, _Bounds], ...]:
    """The first place of a control, another of its places, and the bounds there."""
    found = []
    for control in controls(state).values():
        first, *others = control.places
        for part, name in others:
            field = next(each for each in fields(parts(state)[part]) if each.name == name)
            found.append((first, (part, name), _Bounds(field.low, field.high)))
    return tuple(found)


@functools.cache
def _controls_of(state: type[Controlled]) -> Mapping[str, tuple[str, ...]]:
    """By the state's fields, the names of the controls in them."""
    found: dict[str, list[str]] = {name: [] for name in state.__struct_fields__}
    for name, control in controls(state).items():
        part, field = control.places[0]
        found[part or field].append(name)
    return {name: tuple(names) for name, names in found.items()}
