"""What pictures from words are to whatever is shared by all families."""

from __future__ import annotations

from playground.core.cards import Card
from playground.core.prompts import lines
from playground.core.recipe import Recipe
from playground.core.words import counted
from playground.paradigms.denoising.card import EDITED, drawing_parts
from playground.paradigms.denoising.card import facts as spoken
from playground.paradigms.family import Family, Fields, Mark, Nature, Variant
from playground.paradigms.words.card import RULES, token_condition_of
from playground.paradigms.words.few_steps import SAMPLER, any_of, fitting, steps_of
from playground.paradigms.words.recipes import (
    Atlas,
    Copied,
    Edit,
    Inspect,
    Interpolate,
    OfWords,
    Plane,
    Sample,
    Unseen,
)
from playground.paradigms.words.refusals import refusal_of

_PROMPT = "grinning cat"
"""What lanes draw that nobody has told anything yet."""


def facts(card: Card) -> str:
    """What the network predicts, and how many words it reads in which styles."""
    condition = token_condition_of(card)
    if condition is None:
        return ""
    styles = f", in {counted(len(condition.styles), 'style')}" if condition.styles else ""
    unit = "word" if condition.frame is None else "token"
    few = f", in {any_of(steps_of(card))} steps" if steps_of(card) else ""
    return f"{spoken(card)}{few}; reads up to {counted(condition.room, unit)} of a text{styles}"


def settings_of(card: Card) -> tuple[Fields, ...]:
    """By words alone, and with guidance where the network has learned to do without them.

    One that was distilled for some numbers of steps is asked in these.
    """
    if counts := steps_of(card):
        return tuple(fitting(card, count) for count in counts)
    condition = token_condition_of(card)
    free = condition is not None and condition.null is not None
    walks = (("euler", 4), ("euler", 10), ("euler", 20), ("ab2", 10), ("ab2", 20))
    scales = (1.0, 4.0) if free else (1.0,)
    return tuple(
        {"sampler": sampler, "steps": count, "guidance": scale}
        for scale in scales
        for sampler, count in walks
    )


def rows(recipe: Recipe) -> int:
    """A row for each line of the prompt."""
    return len(lines(recipe.prompt)) if isinstance(recipe, OfWords) else 1


PARADIGM = Family(
    name="words",
    title="Text to Image",
    order=7,
    needs_models=True,
    generate=Sample,
    card=RULES,
    runs={
        Sample: "playground.paradigms.words.drawing:sample",
        Inspect: "playground.paradigms.words.inspection:inspect",
        Edit: "playground.paradigms.words.edits:edit",
        Interpolate: "playground.paradigms.words.interpolation:interpolate",
        Plane: "playground.paradigms.words.interpolation:plane",
        Atlas: "playground.paradigms.words.atlas:atlas",
        Copied: "playground.paradigms.words.copied:copied",
        Unseen: "playground.paradigms.words.copied:unseen",
    },
    variants=(
        Variant(
            name="words",
            title="text to image",
            colour=3,
            mark=Mark(form="star", corners=8, size=1.3),
            nature=Nature(
                likelihood="none",
                why="An ODE’s density is exact in principle, but that of pictures given words is not "
                "measured here: it would say little of whether they show what the words say.",
                type="ODE, told words",
                explained="An ordinary differential equation whose velocity is learned by regression on "
                "straight lines, given a text (Esser et al. 2024).",
                apart=True,
            ),
        ),
    ),
    settings_of=settings_of,
    usual=lambda card: fitting(card, max(steps_of(card), default=0)),
    refusal_of=refusal_of,
    drawing_parts=drawing_parts,
    facts=facts,
    edited=("prompt", "style", "negative", *EDITED),
    lanes=(
        *(Sample(model="emoji-words", prompt=_PROMPT, sampler="euler", steps=each) for each in (4, 10, 20)),
        Sample(model="emoji-words", prompt=_PROMPT, guidance=1.0),
        Sample(model="emoji-words", prompt=_PROMPT),
        *(
            Sample(model="emoji-words-fast", prompt=_PROMPT, sampler=SAMPLER, steps=each, guidance=1.0)
            for each in (1, 2, 4)
        ),
    ),
    lanes_order=7,
    lanes_apart=True,
    rows=rows,
)
