"""Why a recipe of words cannot be run with a model, in a sentence the window can show before it is run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from playground.core import plain_text
from playground.core.cards import Card, TokenCondition
from playground.core.errors import RecipeError
from playground.core.fields import fields
from playground.core.prompts import lines, parse
from playground.core.recipe import Recipe
from playground.gaussian.card import Denoising
from playground.paradigms.denoising.refusals import (
    clip_refusal,
    interval_refusal,
    options_of,
    sampler_refusal,
)
from playground.paradigms.words.few_steps import refusal_of_steps
from playground.paradigms.words.recipes import (
    MOST_PICTURES,
    MOST_ROWS,
    Edit,
    Inspect,
    Interpolate,
    OfWords,
)

PROMPTS = ("prompt", "negative", "edited", "other")
"""Fields that hold one."""


_SINGLE: Mapping[type[OfWords], str] = {
    Edit: "An edit is of one line; leave the others of the {} away.",
    Interpolate: "A way leads from one line to another; leave the others of the {} away.",
}
"""What has a row for each of its texts, and says so of one of several lines."""

UNSEEN = "{} has no part that shows how it looks at words."
_UNKEPT = "{} has no part that shows how it looks, so that cannot be kept: leave words and places kept at 0."


def refusal_of(recipe: Recipe, card: Card) -> str | None:
    """Why a recipe cannot be run with the model of ``card``; ``None`` where the card tells no reason."""
    table = Denoising.of(card)
    if table is None or not isinstance(table.condition, TokenCondition):
        return f"{card.title} is told no words; choose a model that is."
    return next((reason for reason in _reasons(recipe, card, table, table.condition) if reason), None)


def check(recipe: Recipe, card: Card) -> None:
    """Raise ``RecipeError`` where a recipe cannot be run with a model."""
    if reason := refusal_of(recipe, card):
        raise RecipeError(reason)


def _reasons(
    recipe: Any, card: Card, denoising: Denoising, condition: TokenCondition
) -> Iterator[str | None]:
    if not isinstance(recipe, OfWords):
        return
    if isinstance(recipe, Inspect) and condition.attention is None:
        yield UNSEEN.format(card.title)
    if isinstance(recipe, Edit):
        yield _refused_edit(recipe, card, condition)
    for name in PROMPTS:
        yield _refused_prompt(getattr(recipe, name, ""), card, condition)
    yield _refused_style(recipe.style, card, condition)
    yield _refused_lines(recipe)
    yield _refused_rows(recipe)
    if recipe.guidance != 1 and condition.null is None:
        yield (
            f"{card.title} has not learned to do without words, so there is nothing to guide away from; "
            "leave the scale of guidance at 1."
        )
    yield refusal_of_steps(recipe, card, denoising)
    yield interval_refusal(recipe)
    yield clip_refusal(recipe, card)
    yield sampler_refusal(
        recipe.sampler, denoising, recipe.steps, recipe.spacing, options_of(recipe, card.image)
    )


def _refused_edit(recipe: Edit, card: Card, condition: TokenCondition) -> str | None:
    if condition.attention is None and (recipe.kept or recipe.kept_places):
        return _UNKEPT.format(card.title)
    return None


def _refused_prompt(prompt: str, card: Card, condition: TokenCondition) -> str | None:
    try:
        spans = [span for line, _ in lines(prompt) for span in parse(line)]
    except RecipeError as error:
        return error.sentence
    if condition.weighted or all(span.weight == 1 for span in spans):
        return None
    if condition.masked:
        either = all(span.weight in (0, 1) for span in spans)
        return None if either else f"{card.title} looks at a word or not: leave weights but 0 and 1 away."
    return f"{card.title} has not learned to look at words more or less; leave weights away."


def _refused_style(style: str, card: Card, condition: TokenCondition) -> str | None:
    if not style or style in condition.styles:
        return None
    known = f"it knows {', '.join(condition.styles)}" if condition.styles else "it knows none"
    return f"{card.title} does not know the style “{plain_text.line(style, 40)}”; {known}."


def _refused_lines(recipe: OfWords) -> str | None:
    if type(recipe) not in _SINGLE:
        return None
    prompt_fields = (
        field for field in fields(type(recipe)) if field.name in PROMPTS and field.name != "negative"
    )
    several = (field.title.lower() for field in prompt_fields if len(lines(getattr(recipe, field.name))) > 1)
    return next((_SINGLE[type(recipe)].format(title) for title in several), None)


def _refused_rows(recipe: OfWords) -> str | None:
    rows, count = len(lines(recipe.prompt)), getattr(recipe, "count", 1)
    if rows > MOST_ROWS:
        return f"The prompt has {rows:,} lines, but at most {MOST_ROWS} rows are drawn at once."
    if rows * count > MOST_PICTURES:
        return f"{rows} rows of {count} pictures are more than {MOST_PICTURES:,}; draw fewer of each."
    return None
