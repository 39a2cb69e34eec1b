"""What the Text to Image tab shows, as frozen values: undo, sessions and lessons are copies of them.

Fields of the tab: ``stage`` (``images``) and ``images`` (a :class:`WordsImages`). Fields of ``images``, as
equations and lessons use them: ``model``, how it is sampled (those of
:class:`~playground.paradigms.denoising.recipes.Sampling`), ``prompt``, ``negative``, ``style``, ``count``,
``seed``, and

* ``panel``: ``prompt`` or ``guidance``;
* ``quick`` (steps while one types);
* ``row`` (a line of the prompt) and ``sample`` (a noise): the picture that is looked at more closely;
* ``position``: how far its way from noise to data has been walked.

Sections of ``assets/explanations/words.md`` have the panels' names as their ids.
"""

from __future__ import annotations

from typing import Annotated, Literal, Self

from playground.core.cards import Card, TokenCondition
from playground.core.fields import about, bounds
from playground.core.recipe import Recipe, change
from playground.gaussian.card import Denoising
from playground.paradigms.denoising.recipes import (
    Clip,
    ClipLimit,
    ClipShare,
    Coordinates,
    Ending,
    Eta,
    GuidedFrom,
    GuidedTo,
    Model,
    Sampler,
    Seed,
    Spacing,
    Steps,
    Stride,
    Variance,
)
from playground.paradigms.words import recipes as words
from playground.ui.sampling.state import SAMPLING, Position, SampleIndex
from playground.ui.state.views import StageState, View, Views, renamed, same

OpenPanel = Annotated[Literal["prompt", "guidance"], about("Panel", "Which panel is open.")]
Count = Annotated[
    int, bounds(1, 16, "Pictures", "How many pictures of each line are drawn, each from its own noise.")
]
Quick = Annotated[
    int,
    bounds(1, 50, "Steps while typing", "Fewer are sooner there; all are made once you rest.", scale="log",
           group="Sampler", folded=True),
]  # fmt: skip
Row = Annotated[int, bounds(0, words.MOST_ROWS - 1, "Line", "The line of the prompt that is looked at.")]

TOLD = " ".join((*SAMPLING, "prompt", "negative", "style"))
"""How a network is sampled, and what it is told."""

VIEWS = Views(
    View(
        "samples",
        words.Sample,
        same(f"{TOLD} count seed"),
        opens="prompt",
        panels=("prompt", "guidance"),
        resets={"position": 1.0},
        left="output moments",
        strict=True,
    ),
    View(
        "draft",
        words.Sample,
        same(f"{TOLD.replace(' steps ', ' ')} count seed"),
        renamed(steps="quick"),
        opens="prompt",
        asked="on demand",
        left="output moments",
    ),
)


class WordsImages(StageState, frozen=True, kw_only=True, tag="words-images"):
    """Everything that determines what the Images stage shows."""

    model: Model = "emoji-words"
    panel: OpenPanel = "prompt"
    prompt: words.Prompt = "smiling face with sunglasses"
    negative: words.Negative = ""
    style: words.Style = ""
    sampler: Sampler = "ab2"
    steps: Steps = 20
    quick: Quick = 4
    spacing: Spacing = "uniform"
    eta: Eta = 0.0
    variance: Variance = "posterior"
    guidance: words.Guidance = 4.0
    guided_from: GuidedFrom = 0.0
    guided_to: GuidedTo = 1.0
    coordinates: Coordinates = "own"
    clip: Clip = "off"
    clip_limit: ClipLimit = 1.0
    clip_share: ClipShare = 0.995
    ending: Ending = "data"
    stride: Stride = "next"
    count: Count = 4
    seed: Seed = 0
    row: Row = 0
    sample: SampleIndex = 0
    position: Position = 1.0

    views = VIEWS

    def fitted(self, card: Card, present: Card | None = None) -> Self:
        """The state with another model: a style that it does not know is none, and so is guidance."""
        told = told_by(card)
        style = self.style if told is not None and self.style in told.styles else ""
        guided = told is not None and told.null is not None
        return change(self, model=card.name, style=style, guidance=self.guidance if guided else 1.0)


class WordsState(Recipe, frozen=True, kw_only=True, tag="words-tab"):
    """Everything that the tab shows."""

    stage: Annotated[Literal["images"], about("Stage", "Which stage is open.")] = "images"
    images: WordsImages = WordsImages()


def told_by(card: Card) -> TokenCondition | None:
    """By which tokens a model is told words; ``None`` where it is told none."""
    table = Denoising.of(card)
    return table.condition if table is not None and isinstance(table.condition, TokenCondition) else None
