"""Arithmetic of words: a prompt, less one text, plus another, drawn, and what it is found to be."""

from __future__ import annotations

import functools

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from playground.core import foreign
from playground.core.errors import DataError
from playground.core.frames import Array, Frame
from playground.core.words import number
from playground.paradigms.words.analogies import ANALOGIES, Results, read_results, results_file
from playground.paradigms.words.recipes import Sum
from playground.ui.plots.picture_matrix import Heading, PictureMatrix
from playground.ui.stage.exports import GRID, Written, frame_exports, plot_export, table_export
from playground.ui.stage.panel import Panel
from playground.ui.state.feed import Shown
from playground.ui.tab import Export
from playground.ui.tabs.words.prompt_box import PromptBox
from playground.ui.tabs.words.scene import WordsScene
from playground.ui.widgets.label import Label
from playground.ui.widgets.layouts import across, down, lay_out
from playground.ui.widgets.listed_box import ListedBox
from playground.ui.widgets.paragraph import Paragraph
from playground.ui.widgets.plain import set_tip
from playground.ui.widgets.still_label import FittingLabel

_MOST_LETTERS = 28
_MOST_WORDS = 4
_SUM = 3
_LEVEL = 6
"""Pixels from the top of a text field to its first line."""
_SIGN = 12
_PICK = "Choose an analogy…"
_RATE = (
    "Measured over {} analogies, {} drawings of each {}, in {} steps at guidance {}: the expected caption is "
    "the nearest of the four by emoji-pair in {} (95 % interval {} to {}; a quarter by chance), and the "
    "nearest of all {:,} in {}; of what is drawn from the expected text itself, in {} and {}."
)
_SHORT = (
    "{} analogies {}, {} steps, guidance {}: {} as expected ({} to {}; chance a quarter)",
    "Measured: {} as expected ({} to {}; chance a quarter)",
    "{} ({} to {}) as expected",
)
"""The same where there is less room, of which pictures are to have most."""
_UNMEASURED = "Sums of this model were not measured."


class SumsPanel(Panel[WordsScene], QWidget):
    """Four texts, and rows of pictures over the same noises: each of them, and the sum."""

    def __init__(self, scene: WordsScene) -> None:
        super().__init__(scene)
        self.box = PromptBox(scene)
        self.others = [PromptBox(scene, name, "sums") for name in ("minus", "plus", "expected")]
        self.examples = ListedBox()
        self.examples.setAccessibleName("Analogies that were measured")
        self.rate = FittingLabel(name="How often sums came out as expected", selectable=True)
        self.told = Paragraph(name="What the sum is nearest to", selectable=True)
        self.matrix = PictureMatrix("The texts and their sum, over the same noises")
        minus, plus, expected = self.others
        self.signs = [_sign(text) for text in ("", "−", "+", "=")]
        none, less, and_, equal = self.signs
        first = across(none, (self.box, 1), less, (minus, 1), spacing=4)
        second = across(and_, (plus, 1), equal, (expected, 1), spacing=4)
        parts = (first, second, self.examples, self.told, (self.matrix, 1), self.rate)
        lay_out(self, down(*parts, spacing=4), top=2)
        self._connect()

    def _connect(self) -> None:
        scene = self.scene
        scene.show("sums", self._draw, self.matrix)
        scene.follow(self._list, "model space", "sums")
        scene.follow(self._mark, "prompt row minus plus expected", "sums")
        self.examples.activated.connect(self._choose)

    # From the state and frames

    def exports(self) -> list[Export]:
        """The rows with their texts, what was found of each picture, and all arrays."""
        scene, shown = self.scene, self.scene.whole("sums")
        if shown is None:
            return []
        arrays, count = shown.frame.arrays, shown.recipe.count
        grid = Written("The sum, pictures and arrays", "sum", options={**GRID, "columns": count})
        table = []
        if "ranks" in arrays:
            titles = [foreign.line(each.title, _MOST_LETTERS) for each in _headings(shown.recipe)]
            columns: dict[str, Array] = {"row": np.repeat(np.array(titles), count)}
            columns |= {name: arrays[name].ravel() for name in ("ranks", "nearest")}
            table = table_export(scene, shown, "What each picture is nearest to", "ranks", columns)
        return [
            *plot_export(scene, shown, "The sum, with its texts", "sum", self.matrix.picture()),
            *table,
            *frame_exports(scene, shown, grid),
        ]

    def _draw(self, shown: Shown) -> None:
        images = shown.frame.arrays["images"]
        flat = images.reshape(*images.shape[:2], -1)
        self.matrix.set_headings(_headings(shown.recipe))
        self.matrix.set_images(images[:, :, None], flat.max(axis=2) > 0)
        self.matrix.set_lit(_SUM, None)
        if not shown.frame.final:
            self.told.setText(f"step {shown.frame.index:,} of {shown.frame.total:,} …")
            return
        self.told.setText(_found(shown.recipe, shown.frame))

    def _list(self) -> None:
        """The analogies, with how often each came out where that was measured."""
        found, space = _results(), self.scene.state.space
        mine = found if found is not None and found.model_hash == self.scene.card.hash else None
        self.examples.clear()
        self.examples.addItem(_PICK)
        for each in ANALOGIES:
            share = None if mine is None else mine.each.get(each.told, {}).get(space)
            rate = "" if share is None else f"  ({share:.0%})"
            # The boxes above tell all of the one that is chosen, so that the closed list needs its end alone.
            self.examples.add(f"Analogy: … = {each.expected}{rate}", f"{each.told}{rate}")
        self.examples.widen_list()
        self.rate.set_texts([_UNMEASURED] if mine is None else _rate(mine, space))
        set_tip(self.rate, "" if mine is None else self.rate.longest)
        self._mark()

    def _mark(self) -> None:
        state = self.scene.state
        here = (state.line.text, state.minus, state.plus, state.expected)
        places = (place for place, each in enumerate(ANALOGIES, 1) if each[1:] == here)
        self.examples.setCurrentIndex(next(places, 0))

    # To the state

    def _choose(self, index: int) -> None:
        if index:
            _, prompt, minus, plus, expected = ANALOGIES[index - 1]
            self.scene.act("Choose an analogy", prompt=prompt, minus=minus, plus=plus, expected=expected)


@functools.cache
def _results() -> Results | None:
    try:
        return read_results(results_file())
    except DataError:
        return None


def _sign(text: str) -> Label:
    """A sign before a text, level with its first line, and as wide as all of them."""
    sign = Label(text, align=Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
    sign.setContentsMargins(0, _LEVEL, 0, 0)
    sign.setFixedWidth(_SIGN)
    return sign


def _rate(found: Results, space: str) -> list[str]:
    """What was measured of a list of analogies, the longest first."""
    mine, right = found.rows[space], found.rows["expected"]
    told = (mine.four.value, mine.four.low, mine.four.high)
    shares = [f"{each:.0%}" for each in told]
    others = [f"{each:.0%}" for each in (mine.first.value, right.four.value, right.first.value)]
    style = f"in the style {foreign.line(found.style, _MOST_LETTERS)}" if found.style else "without a style"
    how = (style, f"{found.steps:,}", f"{found.guidance:g}")
    long, middle, short = _SHORT
    return [
        _RATE.format(len(found.each), found.seeds, *how, *shares, found.captions, *others),
        long.format(len(found.each), *how, *shares),
        middle.format(*shares),
        short.format(*shares),
    ]


def _headings(recipe: Sum) -> list[Heading]:
    texts = (recipe.prompt, f"− {recipe.minus}", f"+ {recipe.plus}", "sum", f"= {recipe.expected}")
    titles = [foreign.line(text.strip(), _MOST_LETTERS) for text in texts]
    return [Heading(title) for title in titles[: 5 if recipe.expected.strip() else 4]]


def _found(recipe: Sum, frame: Frame) -> str:
    """What the yardstick says of the sum, and which words are near to that of embeddings."""
    arrays, said = frame.arrays, []
    if "captions" in arrays:
        near = [foreign.line(str(each[0]), _MOST_LETTERS) for each in arrays["captions"]]
        said.append(f"By emoji-pair the drawings of the sum show: {', '.join(near)}.")
    if "ranks" in arrays and recipe.expected.strip():
        ranks, right = arrays["ranks"][_SUM], int((arrays["nearest"][_SUM] == _SUM).sum())
        places = ", ".join(f"{rank + 1:,}" for rank in ranks.tolist())
        said.append(f"Of the four texts the expected one is the nearest in {right} of {len(ranks)}")
        said[-1] += f"; of all captions it is number {places}."
    if "words_near" in arrays:
        pairs = zip(arrays["words_near"].tolist(), arrays["cosines"].tolist(), strict=True)
        near = [f"{foreign.line(word, _MOST_LETTERS)} {number(each, 2)}" for word, each in pairs]
        words = ", ".join(near[:_MOST_WORDS])
        said.append(f"The sum of embeddings lies nearest to {words}.")
    return " ".join(said)
