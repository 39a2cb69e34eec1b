"""What pictures from words are to whatever is shared by all families."""

from __future__ import annotations

from playground.core.cards import Card, TokenCondition
from playground.gaussian.card import Denoising
from playground.paradigms.denoising.lanes import EDITED, drawing_part, steps
from playground.paradigms.denoising.lanes import facts as spoken
from playground.paradigms.family import Family, Mark, Variant
from playground.paradigms.words.card import RULES
from playground.paradigms.words.recipes import Atlas, Edit, Look, Plane, Sample, Way
from playground.paradigms.words.refusals import refusal_of


def facts(card: Card) -> str:
    """What the network predicts, and how many words it reads in which styles."""
    table = Denoising.of(card)
    if table is None or not isinstance(table.condition, TokenCondition):
        return ""
    styles = f", in {len(table.condition.styles)} styles" if table.condition.styles else ""
    unit = "words" if table.condition.frame is None else "tokens"
    return f"{spoken(card)}; reads up to {table.condition.room} {unit} of a text{styles}"


PARADIGM = Family(
    name="words",
    title="Text to Image",
    order=7,
    needs_models=True,
    generate=Sample,
    card=RULES,
    runs={
        Sample: "playground.paradigms.words.drawing:sample",
        Look: "playground.paradigms.words.looking:look",
        Edit: "playground.paradigms.words.edits:edit",
        Way: "playground.paradigms.words.ways:way",
        Plane: "playground.paradigms.words.ways:plane",
        Atlas: "playground.paradigms.words.atlas:atlas",
    },
    variants=(
        Variant(
            name="words",
            title="text to image",
            colour=3,
            mark=Mark(form="star", corners=8, size=1.3),
        ),
    ),
    settings_of=lambda _card: (*steps("ab2", 5, 10, 20), *steps("ab2", 20, guided=True)),
    refusal_of=refusal_of,
    drawing_part=drawing_part,
    facts=facts,
    edited=EDITED,
)
