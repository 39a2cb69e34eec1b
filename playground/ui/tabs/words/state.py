"""What the Text to Image tab shows, as frozen values: undo, sessions and lessons are copies of them.

Fields of the tab: ``stage`` (``images``) and ``images`` (a :class:`WordsImages`). Fields of ``images``, as
equations and lessons use them: ``model``, how it is sampled (those of
:class:`~playground.paradigms.denoising.recipes.Sampling`), ``prompt``, ``negative``, ``style``, ``count``,
``seed``, and

* ``panel``: ``prompt``, ``guidance``, ``plane``, ``attention``, ``inside``, ``edit``, ``interpolate``,
  or ``copied``;
* ``quick`` (steps while one types);
* ``row`` (a line of the prompt, the last of them where there are fewer) and ``sample`` (a noise): the
  picture that is looked at more closely, and the line that is edited, left for another and added to;
* ``position``: how far its way from noise to data has been walked;
* ``attention`` panel: ``block``, ``head`` (−1 for the mean), ``averaged`` (over all steps), ``token`` (the
  word that is shown in each block and head), ``place`` (of the picture, that is asked what it looks at);
* ``plane`` panel: ``scales`` (of guidance), ``compared`` (numbers of steps);
* ``edit`` panel: ``edited`` (the prompt after the edit; empty for the prompt itself), ``kept``,
  ``kept_places``, ``kept_whole`` (how long attention to words and to places, and the mean of all words, are
  kept), ``local`` (how much the changed words must act where the picture may change), ``few``, ``map_of``
  (which places are outlined);
* ``interpolate`` panel: ``other`` (the second prompt), ``a``, ``b`` (seeds), ``way``, ``frames``, ``t``;
* ``inside`` panel: ``word`` (whose neighbours are shown);
* ``copied`` panel: ``nearest`` (training pictures beside each).

Sections of ``assets/explanations/words.md`` have the panels' names as their ids.
"""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal, NamedTuple, Self, get_args

from playground.core.captioned import captioned_shape
from playground.core.cards import Card
from playground.core.fields import about, bounds
from playground.core.prompts import lines
from playground.core.recipe import Recipe, Written, change
from playground.gaussian.card import Denoising
from playground.paradigms.denoising.recipes import (
    Clip,
    ClipLimit,
    ClipShare,
    Coordinates,
    Ending,
    Eta,
    FrameCount,
    GuidedFrom,
    GuidedTo,
    Model,
    PathName,
    Sampler,
    Seed,
    Spacing,
    StepCounts,
    Steps,
    Stride,
    Variance,
)
from playground.paradigms.words import recipes as words
from playground.paradigms.words.card import told_by
from playground.paradigms.words.few_steps import fitting
from playground.paradigms.words.yardstick import PAIR
from playground.ui.sampling.state import SAMPLING, Position, SampleIndex, SeedA, SeedB
from playground.ui.state.views import Known, StageState, View, Views, Walked, derived, renamed, same

ALL = -1
"""In the place of a block or a head: the mean of all."""

OpenPanel = Annotated[
    Literal["prompt", "guidance", "plane", "attention", "inside", "edit", "interpolate", "copied"],
    about("Panel", "Which panel is open."),
]
Count = Annotated[
    int, bounds(1, 16, "Pictures", "How many pictures of each line are drawn, each from its own noise.")
]
Quick = Annotated[
    int,
    bounds(1, 50, "Steps while typing", "Fewer are sooner there; all are made once you rest.", scale="log",
           group="Sampler", folded=True),
]  # fmt: skip
Row = Annotated[
    int, bounds(0, words.MOST_ROWS - 1, "Line", "The line of the prompt that is looked at, counted from 0.")
]

Block = Annotated[
    int,
    bounds(
        ALL, 63, "Block", "The block in which places look at words; −1 is the mean of all.", widget="block"
    ),
]
Head = Annotated[int, bounds(ALL, 63, "Head", "The head of attention; −1 is the mean of all.", widget="head")]
Averaged = Annotated[
    bool, about("Mean of all steps", "Show how words are looked at in the mean of all steps, and not at one.")
]
Token = Annotated[int, bounds(0, 999, "Word", "The word that is shown block by block and head by head.")]
PlaceIndex = Annotated[
    int, bounds(-1, 9_999, "Place", "The place of the picture that is asked; −1 for none.")
]

ChosenWord = Annotated[
    str,
    about("Word", "The word whose neighbours are shown; the first of the prompt without one.", length=200),
]
MOST_FEW = 8
"""Pictures that are edited at most."""
Few = Annotated[
    int, bounds(1, MOST_FEW, "Pictures", "How many pictures are edited, each from its own noise.")
]
MapOf = Annotated[
    Literal["looked", "acting"],
    about("Map", "Where the changed words are looked at, or where the picture is another without them.",
          titles={"looked": "looked at", "acting": "acting"}),
]  # fmt: skip

TOLD = " ".join((*SAMPLING, "prompt", "negative", "style"))
"""How a network is sampled, and what it is told."""
_WITHOUT_STEPS = TOLD.replace(" steps ", " ")
_LINE = (
    *same(TOLD.replace(" prompt ", " ")),
    *derived(
        "prompt",
        lambda state: state.line.text,
        # Where it is that line already, the others stay.
        lambda state, text: {} if text == state.line.text else {"prompt": text},
        of="prompt row",
    ),
)
"""The same of what is told one line."""
_ROW = derived("row", lambda state: state.line.row, "row", of="row prompt")

_EVERYWHERE = get_args(get_args(OpenPanel)[0])
"""Words are completed from the vocabulary wherever they are typed."""


def _no_pictures(_recipe: Recipe, scene: Known) -> str:
    shape = captioned_shape(scene.card.data)
    if shape is None:
        return f"No pictures that “{scene.card.title}” learned from ship with the program."
    if shape != scene.card.image.shape:
        return f"“{scene.card.title}” draws pictures of another size than those that ship with the program."
    return "" if PAIR in scene.known else f"The model {PAIR}, by which pictures are compared, is missing."


def _no_embeddings(_recipe: words.Atlas, scene: Known) -> str:
    told = told_by(scene.card)
    return "" if told is not None and told.embedding else f"“{scene.card.title}” does not show its words."


def quick_one(scene: Known) -> Card | None:
    """The model that was distilled from the current one to draw in few steps; nothing where there is none."""
    name = scene.card.name
    found = ((card, Denoising.of(card)) for card in scene.cards.values())
    return next((card for card, one in found if one is not None and one.steps and one.teacher == name), None)


def drafted(recipe: words.Sample, scene: Known) -> words.Sample:
    """What follows the typing: the words drawn by what was distilled from the model, in few evaluations.

    A network into which guidance is folded cannot be led away from other words.
    """
    card = quick_one(scene) if recipe.guidance not in (0, 1) and not recipe.negative.strip() else None
    card = card or scene.card
    return change(recipe, model=card.name, **fitting(card, recipe.steps))


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
        same(f"{_WITHOUT_STEPS} count seed"),
        renamed(steps="quick"),
        opens="prompt",
        asked="on demand",
        shows=False,
        left="output moments",
        fitted=drafted,
    ),
    View(
        "look",
        words.Look,
        same(f"{TOLD} seed"),
        _ROW,
        renamed(index="sample"),
        opens="attention",
        panels=("attention", "inside"),
        left="output moments",
        strict=True,
    ),
    View(
        "plane",
        words.Plane,
        same(f"{_WITHOUT_STEPS.replace(' guidance ', ' ')} scales seed"),
        _ROW,
        renamed(index="sample", counts="compared"),
        left="guidance steps",
    ),
    View(
        "edit",
        words.Edit,
        _LINE,
        same("kept kept_places kept_whole local seed"),
        derived("edited", lambda state: state.edited_text, "edited", of="edited prompt row"),
        renamed(count="few"),
        strict=True,
    ),
    View("copied", words.Copied, same(f"{TOLD} nearest count seed"), strict=True, impossible=_no_pictures),
    View("unseen", words.Unseen, same("model"), opens="copied", impossible=_no_pictures),
    View("atlas", words.Atlas, same("model"), opens="inside", panels=_EVERYWHERE, impossible=_no_embeddings),
    View("interpolate", words.Way, _LINE, same("other a b frames"), renamed(path="way")),
)


class ChosenLine(NamedTuple):
    """A line of a prompt, where in it that begins, and which of how many it is."""

    text: str
    begin: int
    row: int
    rows: int


class WordsImages(StageState, frozen=True, kw_only=True, tag="words-images"):
    """Everything that determines what the Images stage shows."""

    model: Model = "emoji-words"
    panel: OpenPanel = "prompt"
    prompt: words.Prompt = "grinning cat"
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
    block: Block = ALL
    head: Head = ALL
    averaged: Averaged = True
    token: Token = 1
    place: PlaceIndex = -1
    scales: words.Scales = (1.0, 2.0, 4.0, 7.0)
    compared: StepCounts = (2, 4, 8, 16)
    edited: words.Edited = ""
    kept: words.Kept = 0.0
    kept_places: words.KeptPlaces = 0.0
    kept_whole: words.KeptWhole = 0.0
    local: words.Local = 0.4
    map_of: MapOf = "acting"
    few: Few = 2
    word: ChosenWord = ""
    nearest: words.Nearest = 3
    other: words.Other = "red heart"
    a: SeedA = 0
    b: SeedB = 0
    way: PathName = "spherical"
    frames: FrameCount = 9
    t: Walked = 0.0

    conditions: ClassVar[tuple[str, ...]] = ("style",)
    former: ClassVar = dict.fromkeys(("minus", "plus", "expected", "space"), "")

    @classmethod
    def named(cls, found: Written) -> Written:
        """The same, where the panel of sums that version 0.1 had becomes a prompt of their texts."""
        if found.get("panel") == "sums":
            few = {"count": found["few"]} if "few" in found else {}
            found = {**words.without_sum(found), "panel": "prompt", **few}
        return super().named(found)

    @classmethod
    def retired(cls, found: Written) -> str:
        return words.NO_SUMS if found.get("panel") == "sums" else ""

    @property
    def line(self) -> ChosenLine:
        """The line of the prompt that is looked at."""
        said = lines(self.prompt)
        row = min(self.row, len(said) - 1)
        return ChosenLine(*said[row], row, len(said))

    def with_line(self, text: str) -> str:
        """The prompt with that line replaced."""
        line = self.line
        return f"{self.prompt[: line.begin]}{text}{self.prompt[line.begin + len(line.text) :]}"

    @property
    def edited_text(self) -> str:
        """The prompt after the edit: its line itself until another is typed."""
        return self.edited or self.line.text

    def fitted(self, card: Card, present: Card | None = None) -> Self:
        """The state with another model: a style that it does not know is none, and so is guidance.

        One that was distilled for few steps is asked in these.
        """
        told = told_by(card)
        style = self.style if told is not None and self.style in told.styles else ""
        guided = told is not None and told.null is not None
        values = {"guidance": self.guidance if guided else 1.0, **fitting(card, self.steps)}
        return change(self, model=card.name, style=style, **values)


class WordsState(Recipe, frozen=True, kw_only=True, tag="words-tab"):
    """Everything that the tab shows."""

    stage: Annotated[Literal["images"], about("Stage", "Which stage is open.")] = "images"
    images: WordsImages = WordsImages()
