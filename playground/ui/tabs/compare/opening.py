"""A result's recipe as its own tab shows it."""

from __future__ import annotations

from collections.abc import Callable

from playground.core.errors import PlaygroundError
from playground.core.fields import fields
from playground.core.recipe import Recipe, change
from playground.evaluate.sweep.jobs import Result
from playground.evaluate.sweep.naming import recipe_of


def recipe_of_result(result: Result, report: Callable[[str, str], object]) -> Recipe | None:
    """The recipe, with as many pictures as its tab draws by itself; what is wrong with it is reported."""
    try:
        recipe = recipe_of(result.job)
        count = next((field.default for field in fields(type(recipe)) if field.name == "count"), None)
        return recipe if count is None else change(recipe, count=count)
    except PlaygroundError as error:
        report(error.sentence, "")
        return None
