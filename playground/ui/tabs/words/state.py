"""What the Text to Image tab shows, as frozen values: undo, sessions and lessons are copies of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal, NamedTuple, Self

from playground.core.cards import Card
from playground.core.fields import Value, about, bounds
from playground.core.prompts import lines
from playground.core.recipe import Recipe, Written, change
from playground.gaussian.card import Denoising
from playground.paradigms.words import recipes as words
from playground.paradigms.words.card import token_condition_of
from playground.paradigms.words.few_steps import fitting
from playground.ui.sampling.state import SAMPLING
from playground.ui.sampling.state import Look as StepLook
from playground.ui.state.views import ImagesState, Known, PanelName

MODEL = "emoji-words"
ALL = -1
"""In the place of a block or a head: the mean of all."""

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


class ChosenLine(NamedTuple):
    """A line of a prompt, where in it that begins, and which of how many it is."""

    text: str
    begin: int
    row: int
    rows: int


class Look(StepLook, frozen=True, kw_only=True, tag="words-looked"):
    """What is looked at: one picture, a step of its way, and words and places in it."""

    quick: Quick = 4
    row: Row = 0
    block: Block = ALL
    head: Head = ALL
    averaged: Averaged = True
    token: Token = 1
    place: PlaceIndex = -1
    map_of: MapOf = "acting"
    word: ChosenWord = ""


class WordsImages(ImagesState, frozen=True, kw_only=True, tag="words-images"):
    """The recipes of the panels, and what is looked at. Some panels draw one line of the prompt alone."""

    panel: PanelName = "prompt"
    look: Look = Look()
    samples: words.Sample = words.Sample(model=MODEL, prompt="grinning cat")
    attention: words.Inspect = words.Inspect(model=MODEL)
    plane: words.Plane = words.Plane(model=MODEL)
    edit: words.Edit = words.Edit(model=MODEL, count=2)
    interpolate: words.Interpolate = words.Interpolate(model=MODEL, other="red heart")
    copied: words.Copied = words.Copied(model=MODEL)
    unseen: words.Unseen = words.Unseen(model=MODEL)
    atlas: words.Atlas = words.Atlas(model=MODEL)

    shared = " ".join((*SAMPLING, "prompt negative style seed"))
    joined = (
        "look.row attention.row plane.row",
        "look.sample attention.index plane.index",
        "samples.count copied.count",
    )
    limits: ClassVar = {"samples.count": Count, "edit.count": Few}
    former: ClassVar = {
        "count": "samples.count", "few": "edit.count", "compared": "counts", "way": "path",
        **dict.fromkeys(("minus", "plus", "expected", "space"), ""),
    }  # fmt: skip
    conditions: ClassVar[tuple[str, ...]] = ("style",)

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
        said = lines(self.samples.prompt)
        row = min(self.look.row, len(said) - 1)
        return ChosenLine(*said[row], row, len(said))

    def with_line(self, text: str) -> str:
        """The prompt with that line replaced."""
        line = self.line
        prompt = self.samples.prompt
        return f"{prompt[: line.begin]}{text}{prompt[line.begin + len(line.text) :]}"

    @property
    def edited_text(self) -> str:
        """The prompt after the edit: its line itself until another is typed."""
        return self.edit.edited or self.line.text

    def fitted(self, card: Card, present: Card | None = None) -> Self:
        """The state with another model: a style that it does not know is none, and so is guidance.

        One that was distilled for few steps is asked in these.
        """
        told, asked = token_condition_of(card), self.samples
        style = asked.style if told is not None and asked.style in told.styles else ""
        guided = told is not None and told.null is not None
        values = {"guidance": asked.guidance if guided else 1.0, **fitting(card, asked.steps)}
        return self.with_values(model=card.name, style=style, **values)


class WordsState(Recipe, frozen=True, kw_only=True, tag="words-tab"):
    """Everything that the tab shows."""

    stage: Annotated[Literal["images"], about("Stage", "Which stage is open.")] = "images"
    images: WordsImages = WordsImages()


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


def line_of(images: WordsImages, recipe: words.OfWords) -> Mapping[str, Value]:
    """What becomes of the prompt where one line is drawn: where it is that line already, the others stay."""
    return {} if recipe.prompt == images.line.text else {"prompt": recipe.prompt}
