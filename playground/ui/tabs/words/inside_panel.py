"""From letter to pixel: words and their embeddings, and what each block does to both streams."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtWidgets import QWidget

from playground.core import plain_text
from playground.core.cards import Card
from playground.core.frames import Array
from playground.core.words import number
from playground.paradigms.words.maps import enlarged
from playground.ui.plots.heat import to_levels
from playground.ui.plots.picture_matrix import Heading, PictureMatrix
from playground.ui.sampling.spec import STEPS
from playground.ui.stage.exports import plot_export
from playground.ui.stage.panel import Panel
from playground.ui.stage.spec import PanelSpec, Simple, draw_again
from playground.ui.tab import Export
from playground.ui.tabs.words.attention_panel import ATTENTION
from playground.ui.tabs.words.prompt_box import PromptBox
from playground.ui.tabs.words.scene import WordsScene
from playground.ui.tabs.words.spec import ATLAS, PICTURE, SAMPLER, WORDS, of_network
from playground.ui.tabs.words.state import WordsImages
from playground.ui.tabs.words.vocabulary_part import VocabularyPart
from playground.ui.widgets.layouts import down, lay_out
from playground.ui.widgets.paragraph import Paragraph
from playground.ui.widgets.splitter import over

_MOST_LETTERS, _SIDE = 20, 64
_TOLD = (
    "step {:,}. White is the largest change, {} times the length that a vector had before the block; rest on "
    "a cell to read its own."
)


class InsidePanel(Panel[WordsScene], QWidget):
    """The map of all words; below it places, from what enters to what is predicted, and words."""

    def __init__(self, scene: WordsScene) -> None:
        super().__init__(scene)
        self.box = PromptBox(scene)
        self.tokens = Paragraph(name="Words and their tokens", selectable=True)
        self.told = Paragraph(name="The step that is shown", selectable=True)
        self.places = PictureMatrix("By how much each block changes each place")
        self.places.set_least(_SIDE)
        self.words = PictureMatrix("By how much each block changes each word")
        self.changes: NDArray[np.float32] = np.zeros((0, 0), np.float32)
        """Of each word in each block, ``(words, blocks)``."""
        self.vocabulary = VocabularyPart(scene, self.box)
        streams = down(self.told, (self.places, 1), (self.words, 1), spacing=4)
        parts = over((self.vocabulary, 1), (lay_out(QWidget(), streams), 1), sizes=(200, 300))
        lay_out(self, down(self.box, self.tokens, (parts, 1), spacing=4), top=2)
        self.words.set_classes(lambda spot: number(float(self.changes[spot.row, spot.column]), 2))
        scene.follow(self._draw, "position model", "inside")
        scene.stepped.connect(self._take)
        for part in (self.places, self.words):
            scene.feeds["attention"].stale_changed.connect(part.set_stale)

    @property
    def picture(self) -> NDArray[np.uint8] | None:
        """What is predicted at the step that is shown."""
        moment = self.scene.moment
        found: NDArray[np.uint8] | None = None if moment is None else moment.arrays["data"][0]
        return found

    def exports(self) -> list[Export]:
        """Both streams as drawn; those of words as a table."""
        scene, shown = self.scene, self.scene.whole("attention")
        columns: dict[str, Array] = {"word": np.array([heading.title for heading in self.words.rows])}
        columns |= {f"block {block}": values for block, values in enumerate(self.changes.T)}
        return [
            *self.vocabulary.exports(),
            *plot_export(scene, shown, "Words block by block", "stream-words", self.words.picture(), columns),
            *plot_export(scene, shown, "Places block by block", "stream-places", self.places.picture()),
        ]

    def _take(self) -> None:
        if self.scene.state.panel == "inside":
            self._draw()

    def _draw(self) -> None:
        looks, moment = self.scene.looks, self.scene.moment
        if looks.first is None or moment is None or "places" not in moment.arrays:
            if why := self.scene.why_unseen:
                self.told.setText(why)
            return
        self.scene.player.set_count(looks.last_step + 1, moment.step, first=0)
        told = looks.first
        row = int(told.scalars["row"])
        words = [str(word) for word in told.arrays["words"][row] if word]
        tokens = told.arrays["tokens"][row].tolist()
        names = [plain_text.line(word, _MOST_LETTERS) for word in words]
        self.tokens.setText(
            " · ".join(f"{name} {token:,}" for name, token in zip(names, tokens, strict=False))
        )
        places, self.changes = changes(moment.arrays["places"]), changes(moment.arrays["texts"])[: len(words)]
        most = max(float(places.max()), float(self.changes.max()), 1e-9)
        grid = int(told.scalars["place_rows"]), int(told.scalars["place_columns"])
        self._draw_places(to_levels(places.T.reshape(-1, *grid), 0.0, most), moment.arrays)
        levels = to_levels(self.changes, 0.0, most)
        self.words.set_headings(
            [Heading(name) for name in names],
            [Heading(f"block {block}") for block in range(levels.shape[1])],
        )
        self.words.set_images(levels[:, :, None, None, None, None])
        self.told.setText(_TOLD.format(moment.step, number(most, 2)))

    def _draw_places(self, blocks: NDArray[np.uint8], arrays: dict[str, Array]) -> None:
        """Between xₜ and what is predicted, each block’s map, as large as the pictures are."""
        ends = [arrays["x"][0], arrays["data"][0]]
        high, wide = ends[0].shape[1:]
        maps = [np.broadcast_to(each, ends[0].shape) for each in enlarged(blocks, high, wide)]
        row = np.stack([ends[0], *maps, ends[1]])
        self.places.set_headings(
            (),
            [Heading("xₜ"), *(Heading(f"block {block}") for block in range(len(maps))), Heading("predicted")],
        )
        self.places.set_images(row[None, :, None])


def changes(stream: Array) -> NDArray[np.float32]:
    """How far each block moves each vector of a stream ``(blocks + 1, n, features)``: ``(n, blocks)``, as a
    share of the length that it had."""
    lengths = np.linalg.norm(stream[:-1], axis=-1)
    moved = np.linalg.norm(np.diff(stream, axis=0), axis=-1)
    return np.asarray((moved / np.maximum(lengths, 1e-9)).T, dtype=np.float32)


def equations(_images: WordsImages, card: Card | None) -> tuple[str, ...]:
    """Those of how words are read, and of the blocks in their order."""
    return ("token_embedding", *of_network(card), "joint_attention")


PANEL = PanelSpec(
    "inside",
    "Letter to pixel",
    "Words as numbers, and what each block makes of them",
    "Pixel",
    STEPS,
    equations,
    explains="words network",
    also="read now=samples/x time=samples/t prediction=samples/conditional data=samples/end",
    draws=InsidePanel,
    asks=(ATTENTION, ATLAS),
    controls=(WORDS, PICTURE, SAMPLER),
    simple=Simple("guidance", draw_again()),
)
