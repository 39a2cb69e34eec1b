"""Which recipes are told in words what to draw, and what they are told."""

from __future__ import annotations

from playground.core.recipe import Recipe

WORDS = ("prompt", "negative", "style")
"""Their fields."""


def knows_words(recipe: Recipe | type[Recipe]) -> bool:
    """Whether it is told in words what its pictures show."""
    return "prompt" in recipe.__struct_fields__


def words_of(recipe: Recipe) -> dict[str, str]:
    """What it is told, by the names of its fields; nothing of one that is told none."""
    return {name: getattr(recipe, name) for name in WORDS} if knows_words(recipe) else {}
