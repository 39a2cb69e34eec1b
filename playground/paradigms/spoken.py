"""Which recipes are told in words what to draw, and what they are told."""

from __future__ import annotations

from collections.abc import Mapping

from playground.core.frames import Scalar
from playground.core.recipe import Recipe

WORDS = ("prompt", "negative", "style")
"""Their fields."""


def knows_words(recipe: Recipe | type[Recipe]) -> bool:
    """Whether it is told in words what its pictures show."""
    return "prompt" in recipe.__struct_fields__


def words_of(recipe: Recipe) -> dict[str, str]:
    """What it is told, by the names of its fields; nothing of one that is told none."""
    return {name: getattr(recipe, name) for name in WORDS} if knows_words(recipe) else {}


def together(facts: Mapping[str, Scalar], others: Mapping[str, Scalar]) -> dict[str, Scalar]:
    """The facts of both; what was not read of words is said of all, once."""
    notes = [str(each["note"]) for each in (facts, others) if each.get("note")]
    note = notes[0] if len(notes) == 2 and notes[1] in notes[0] else " ".join(notes)
    return {**facts, **others, **({"note": note} if note else {})}
