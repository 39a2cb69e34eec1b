"""Attention: where each word is looked at, and which words a place of the picture looks at."""

from __future__ import annotations

import itertools
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PySide6.QtWidgets import QWidget

from playground.core import plain_text
from playground.core.cards import Card
from playground.core.frames import Array
from playground.core.recipe import change
from playground.paradigms.denoising.trajectory import Moment
from playground.paradigms.words import recipes as words
from playground.paradigms.words.maps import enlarged, heard, maps_of
from playground.ui.plots.heat import to_levels
from playground.ui.plots.picture_matrix import Heading, PictureMatrix, Spot
from playground.ui.sampling.spec import STEPS
from playground.ui.stage.exports import Written, frame_exports, plot_export, table_export
from playground.ui.stage.panel import Panel
from playground.ui.stage.spec import Group, PanelSpec, Simple, draw_again
from playground.ui.state.views import View
from playground.ui.tab import Export
from playground.ui.tabs.words.place_view import PlaceView
from playground.ui.tabs.words.prompt_box import PromptBox
from playground.ui.tabs.words.scene import WordsScene
from playground.ui.tabs.words.spec import ATLAS, PICTURE, SAMPLER, WORDS, of_network
from playground.ui.tabs.words.state import ALL, WordsImages
from playground.ui.widgets.image_strip import ImageStrip
from playground.ui.widgets.layouts import down, lay_out
from playground.ui.widgets.paragraph import Paragraph
from playground.ui.widgets.splitter import beside

_DARK = 0.15
"""How bright a picture is where a word is not looked at at all."""
_MOST_LETTERS = 20
_MOST_TOLD = 4
_ASK = "Click a place of the picture to see which words it looks at."


class Seen(NamedTuple):
    """What is known of one picture: attention (blocks, heads, places, words), and words by their tokens."""

    attention: Array
    words: list[str]
    rows: int
    columns: int


class AttentionPanel(Panel[WordsScene], QWidget):
    """The picture at the left, and for each word the same picture, bright where places look at that word."""

    def __init__(self, scene: WordsScene) -> None:
        super().__init__(scene)
        self.box = PromptBox(scene)
        self.told = Paragraph(name="What a place looks at", selectable=True)
        self.view = PlaceView("The picture, whose places can be asked")
        self.view.setStatusTip(_ASK)
        self.strip = ImageStrip("Attention of the picture to each word", 96, beneath=True)
        self.strip.setMinimumSize(180, 110)
        self.strip.viewport().setStatusTip("Click a word to see it in every block and head.")
        self.heads = PictureMatrix("Attention to the chosen word by block and head")
        self.heads.setStatusTip(
            "Click a map to see that block and head alone, and once more for the mean of all."
        )
        self._summed: list[Moment] = []
        self._sum: Array | float = 0.0
        right = lay_out(QWidget(), down((self.strip, 3), (self.heads, 2), spacing=6))
        parts = beside((self.view, 2), (right, 3), sizes=(240, 360), handle=9)
        lay_out(self, down(self.box, self.told, (parts, 1), spacing=4), top=2)
        self._connect()

    def _connect(self) -> None:
        scene = self.scene
        scene.follow(self._draw, "position averaged block head token place model", "attention")
        scene.stepped.connect(self._take)
        for part in (self.view, self.strip, self.heads):
            scene.feeds["attention"].stale_changed.connect(part.set_stale)
        self.view.asked.connect(lambda place: scene.act("Ask a place", place=place))
        self.strip.chosen.connect(lambda token: scene.edit("Choose a word", token=token))
        self.strip.released.connect(scene.store.end_gesture)
        self.heads.clicked.connect(self._choose)

    # From the state and frames

    @property
    def picture(self) -> NDArray[np.uint8] | None:
        """The picture that is looked through."""
        return self.view.picture

    def exports(self) -> list[Export]:
        """The maps as a table, by block and head as drawn, and all arrays."""
        scene, shown, seen = self.scene, self.scene.whole("attention"), self._seen()
        if shown is None or seen is None:
            return []
        names = distinct([plain_text.line(word, _MOST_LETTERS) for word in seen.words])
        columns = {name: each.ravel() for name, each in zip(names, self._maps(seen), strict=True)}
        title = "Attention"
        return [
            *frame_exports(scene, shown, Written(f"{title}: the picture and all arrays", "look")),
            *table_export(scene, shown, f"{title} of each place to each word", "attention", columns),
            *plot_export(scene, shown, f"{title} by block and head", "heads", self.heads.picture()),
        ]

    def _seen(self) -> Seen | None:
        """Attention at the step that is shown, or the mean over all that there are."""
        looks, moment = self.scene.looks, self.scene.moment
        if looks.first is None or moment is None or "attention" not in moment.arrays:
            return None
        told = looks.first
        words = [str(word) for word in told.arrays["words"][int(told.scalars["row"])]]
        found = moment.arrays["attention"]
        if self.scene.state.look.averaged:
            found = self._mean(looks.moments)
        rows, columns = (int(told.scalars[name]) for name in ("place_rows", "place_columns"))
        return Seen(found, [word for word in words if word], rows, columns)

    def _mean(self, moments: list[Moment]) -> Array:
        """The mean over steps; each is added once, as it comes."""
        there = [moment for moment in moments if "attention" in moment.arrays]
        if not self._summed or self._summed[0] is not there[0] or len(self._summed) > len(there):
            self._summed, self._sum = [], 0.0
        for moment in there[len(self._summed) :]:
            self._sum = self._sum + moment.arrays["attention"].astype(np.float64)
            self._summed.append(moment)
        found: Array = (np.asarray(self._sum) / len(self._summed)).astype(np.float32)
        return found

    def _maps(self, seen: Seen) -> NDArray[np.float32]:
        """Those of the words that there are, in the chosen block and head."""
        block, head = self._chosen(seen)
        maps = maps_of(seen.attention, seen.rows, seen.columns, block, head)
        return maps[: len(seen.words)]

    def _chosen(self, seen: Seen) -> tuple[int | None, int | None]:
        blocks, heads = seen.attention.shape[:2]
        state = self.scene.state.look
        return (
            state.block if ALL < state.block < blocks else None,
            state.head if ALL < state.head < heads else None,
        )

    def _take(self) -> None:
        if self.scene.state.panel == "attention":
            self._draw()

    def _draw(self) -> None:
        seen, moment = self._seen(), self.scene.moment
        if seen is None or moment is None:
            if why := self.scene.why_unseen:
                self.told.setText(why)
            return
        self.scene.player.set_count(self.scene.looks.last_step + 1, moment.step, first=0)
        picture, place = moment.arrays["data"][0], self.scene.state.look.place
        self.view.set_picture(picture)
        self.view.set_places(seen.rows, seen.columns, place)
        maps = self._maps(seen)
        self.strip.set_images(np.stack([lit(picture, each) for each in maps]))
        self._write(seen, maps, self._draw_heads(seen))

    def _write(self, seen: Seen, maps: NDArray[np.float32], most_of_heads: float) -> None:
        """Under each word how much of all looking is at it, or how much the asked place looks at it.

        The small maps are white where a head gives the chosen word ``most_of_heads``.
        """
        block, head = self._chosen(seen)
        place = self.scene.state.look.place
        asked = 0 <= place < seen.attention.shape[2]
        shares = heard(seen.attention, place, block, head) if asked else maps.mean(axis=(1, 2))
        names = [plain_text.line(word, _MOST_LETTERS) for word in seen.words]
        captions = {index: f"{name} {shares[index]:.1%}" for index, name in enumerate(names)}
        self.strip.set_captions(captions)
        self.strip.set_current(min(self.scene.state.look.token, len(names) - 1))
        self.strip.set_names(lambda index: captions.get(index, ""))
        most = sorted(range(len(names)), key=lambda index: -shares[index])[:_MOST_TOLD]
        rest = f"{max(0.0, 1 - float(shares.sum())):.1%} goes to places of the picture"
        said = ", ".join(f"{names[index]} {shares[index]:.1%}" for index in most)
        step = "the mean of all steps" if self.scene.state.look.averaged else f"step {self._step:,}"
        scales = (
            "A picture is brightest where its word gets most; the small maps go from 0, black, to "
            f"{most_of_heads:.0%}, white."
        )
        told = (
            f"This place looks at {said}; {rest} ({step})." if asked else f"{_ASK} Shown is {step}; {rest}."
        )
        self.told.setText(f"{told} {scales}")

    @property
    def _step(self) -> int:
        moment = self.scene.moment
        return 0 if moment is None else moment.step

    def _draw_heads(self, seen: Seen) -> float:
        """The chosen word in every block and head, on one scale, whose end it gives."""
        blocks, heads = seen.attention.shape[:2]
        token = min(self.scene.state.look.token, len(seen.words) - 1)
        every = seen.attention[..., token].reshape(blocks, heads, 1, 1, seen.rows, seen.columns)
        most = float(every.max())
        self.heads.set_images(to_levels(every, 0.0, max(most, 1e-9)))
        self.heads.set_headings(
            [Heading(f"block {block}") for block in range(blocks)],
            [Heading(str(head)) for head in range(heads)],
        )
        block, head = self._chosen(seen)
        self.heads.set_lit(block, head)
        return most

    # To the state

    def _choose(self, spot: Spot) -> None:
        state = self.scene.state.look
        same = (state.block, state.head) == (spot.row, spot.column)
        block, head = (ALL, ALL) if same else (spot.row, spot.column)
        self.scene.act("Choose a block and a head", block=block, head=head)


def distinct(names: list[str]) -> list[str]:
    """Names of columns: what is there more than once is counted, as a word that a prompt has twice."""
    found: list[str] = []
    for name in names:
        numbered = (f"{name} {number}" for number in itertools.count(2))
        found.append(name if name not in found else next(each for each in numbered if each not in found))
    return found


def lit(picture: NDArray[np.uint8], places: NDArray[np.floating]) -> NDArray[np.uint8]:
    """A picture ``(channels, height, width)`` that is bright where ``places`` (rows, columns) are large."""
    height, width = picture.shape[1:]
    share = enlarged(places, height, width) / max(float(places.max()), 1e-9)
    levels = picture * (_DARK + (1 - _DARK) * share[None])
    return np.rint(levels).astype(np.uint8)


def _line(images: WordsImages) -> words.Inspect:
    """Of a line that there is."""
    return change(images.attention, row=images.line.row)


def equations(_images: WordsImages, card: Card | None) -> tuple[str, ...]:
    """Those of the attention, and of the block that it stands in."""
    return ("joint_attention", *of_network(card))


ATTENTION = View("attention", words.Inspect, computed=_line, left="output moments", strict=True)

PANEL = PanelSpec(
    "attention",
    "Attention",
    "Attention of the picture to each word",
    "Atten.",
    STEPS,
    equations,
    explains="prediction=samples/conditional",
    also="words read now=samples/x time=samples/t network data=samples/end",
    draws=AttentionPanel,
    asks=(ATTENTION, ATLAS),
    controls=(WORDS, Group("Attention", "averaged block head", unfolded=True), PICTURE, SAMPLER),
    simple=Simple("block head", draw_again()),
)
