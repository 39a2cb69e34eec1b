"""The settings of two trainings that go on side by side, A and B: which of them an edit changes, and in what
they differ."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Literal, TypeAlias, TypeVar

import msgspec

from playground.core.fields import Field, Value, fields
from playground.core.recipe import Recipe, change
from playground.core.words import magnitude, number
from playground.paradigms.lab.fields import DRAWN
from playground.paradigms.lab.recipe import Reviewable

Aim: TypeAlias = Literal["A", "B", "both"]
"""Whose settings an edit changes."""

T = TypeVar("T", bound=Recipe)


class Difference(msgspec.Struct, frozen=True):
    """What a field is called, and what it is in words in A and in B."""

    title: str
    first: str
    second: str


def can_be_two(recipe: Recipe) -> bool:
    """Whether trainings of this kind can go on side by side."""
    return isinstance(recipe, Reviewable)


def are_two(recipe: Recipe) -> bool:
    """Whether it holds a second training."""
    return isinstance(recipe, Reviewable) and recipe.beside is not None


def first_of(recipe: T) -> T:
    """A alone."""
    return recipe.first if isinstance(recipe, Reviewable) else recipe


def second_of(recipe: T) -> T:
    """B, as a recipe of its own; where there is none, the recipe."""
    second = recipe.second if isinstance(recipe, Reviewable) else None
    return recipe if second is None else second


def doubled(recipe: T) -> T:
    """The same with a copy of itself beside it."""
    return msgspec.structs.replace(recipe, beside={}) if isinstance(recipe, Reviewable) else recipe


def aimed_at(recipe: T, aim: Aim) -> T:
    """The settings that are seen and edited."""
    return second_of(recipe) if aim == "B" else first_of(recipe)


def edited(recipe: T, settings: T, aim: Aim) -> T:
    """The recipe with these settings in the place of those that were aimed at; the other training keeps its
    own, but that both have one clock, and where both are meant, B stays different in what it was. Both begin
    where they did, whatever the settings begin with alone."""
    if not isinstance(recipe, Reviewable) or not isinstance(settings, Reviewable):
        return settings
    if recipe.beside is None or (second := recipe.second) is None:
        return settings
    settings = change(settings, start=recipe.start)
    if aim == "both":
        return msgspec.structs.replace(settings, beside=recipe.beside)
    if aim == "A":
        return settings.with_second(second)
    clock = {name: getattr(settings, name) for name in recipe.clock}
    return change(recipe.first, **clock).with_second(settings)


def differences(recipe: Recipe) -> tuple[Difference, ...]:
    """In what A and B differ, in the order of their fields."""
    if not isinstance(recipe, Reviewable) or not recipe.beside:
        return ()
    first, second, found = recipe.first, second_of(recipe), list[Difference]()
    for field, title in titled(type(recipe)):
        one, other = getattr(first, field.name), getattr(second, field.name)
        if one != other and (field.name not in ("drawing", "units") or first.data == second.data == DRAWN):
            found.append(Difference(title, _told(field, one), _told(field, other)))
    return tuple(found)


def titled(kind: type[Recipe]) -> Iterator[tuple[Field, str]]:
    """Its fields, with what they are called where they stand for themselves: with the group where several of
    them have the same title."""
    known = Counter(field.title for field in fields(kind))
    for field in fields(kind):
        yield field, field.title if known[field.title] == 1 else f"{field.group}: {field.title}"


def names(recipe: Recipe) -> tuple[str, str]:
    """What A and B are called by that in which they differ, such as “A: β 1” and “B: β 8”."""
    found = differences(recipe)
    return _name("A", found, lambda each: each.first), _name("B", found, lambda each: each.second)


def _name(letter: str, found: tuple[Difference, ...], side: Callable[[Difference], str]) -> str:
    told = ", ".join(f"{each.title} {side(each)}".strip() for each in found)
    return f"{letter}: {told}" if told else letter


def _told(field: Field, value: Value) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, int):
        return number(value, 0)
    if isinstance(value, float):
        return magnitude(value, 6)
    if isinstance(value, tuple):
        return ", ".join(_told(field, each) for each in value)
    # One drawing is not told from another in words.
    return field.told(value) if isinstance(value, str) else ""
