"""Copied or composed? Pictures beside what was learned that is nearest to them, and what was never seen."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtWidgets import QWidget

from playground.core import plain_text
from playground.core.captioned import captioned_shape
from playground.core.frames import Array, Frame
from playground.core.recipe import Recipe
from playground.core.words import counted, number
from playground.evaluate.copies import are_copies, expected_copies, rank_of_copies
from playground.paradigms.words import recipes as words
from playground.paradigms.words.yardstick import PAIR
from playground.ui.explain.formulas import GIVEN_VELOCITY, GUIDED_VELOCITY
from playground.ui.plots.picture_matrix import Heading, PictureMatrix, Spot
from playground.ui.stage.exports import GRID, Written, frame_exports, plot_export, table_export
from playground.ui.stage.panel import Panel
from playground.ui.stage.saving import Ways
from playground.ui.stage.spec import Group, PanelSpec, Simple, draw_again
from playground.ui.state.feed import Shown
from playground.ui.state.views import Known, View
from playground.ui.tab import Export
from playground.ui.tabs.words.prompt_box import PromptBox
from playground.ui.tabs.words.scene import WordsScene
from playground.ui.tabs.words.spec import ATLAS, SAMPLER, WORDS
from playground.ui.tabs.words.usual_plot import UsualPlot
from playground.ui.widgets.image_strip import ImageStrip
from playground.ui.widgets.layouts import across, down, lay_out
from playground.ui.widgets.paragraph import Paragraph
from playground.ui.widgets.plain import set_tip

_MOST_LETTERS = 40
_SIDE, _LOW, _HIGH = 70, 28, 400
"""Sides of pictures where the width has room for them, and in many rows; pixels that all rows have beyond
which pictures are smaller."""
_BY = ("by pixels", "by emoji-pair")
_MEASURES = (
    "By pixels: the root of the mean squared difference.",
    "By emoji-pair: a model of its own, trained to tell which words belong to which picture; by it pictures "
    "are near that show the same, however they are drawn.",
)
_ANSWERS = {
    (): "Not copied by either measure",
    (0,): f"Nearly a copy {_BY[0]}, not {_BY[1]}",
    (1,): f"Nearly a copy {_BY[1]}, not {_BY[0]}",
    (0, 1): "Nearly a copy by both measures",
}
"""What is said of a drawing, by which measures it is unusually near to a training picture."""
_ABOUT = (
    "{}: as near to a training picture as drawing {}, or nearer, lie {} of the real pictures that were held "
    "out {}, and {} {}."
)
_COPIES = (
    "Of {} {} nearly a copy by {} measure: nearer than {} held-out pictures. With two measures chance "
    "alone gives up to {:.1%}."
)
_KNOWN = {
    1: "Asked for was a picture that was learned.",
    0: "Asked for was a picture that was held out, of words that were never seen in this style.",
}
_APART = "The nearest drawing lies {} from it, and {} from what was learned."
_UNSEEN = "Never seen together: {} held-out pictures. Click one to ask for it, in its style. {}"


class CopiedPanel(Panel[WordsScene], QWidget):
    """A row for each picture: it, the nearest training pictures by two measures, and what was asked for."""

    def __init__(self, scene: WordsScene) -> None:
        super().__init__(scene)
        self.box = PromptBox(scene)
        self.told = Paragraph(name="How near the nearest training pictures are", selectable=True)
        set_tip(self.told, "\n".join(_MEASURES))
        self.matrix = PictureMatrix("Each picture, and the training pictures nearest to it", tight=True)
        self.plots = [
            UsualPlot(f"{by[3:]} (bars: held out)", about) for by, about in zip(_BY, _MEASURES, strict=True)
        ]
        self.about = Paragraph(name="Pictures that were held out", selectable=True)
        self.strip = ImageStrip("Pictures that were held out", 40)
        self.strip.setMinimumHeight(48)
        self.strip.setMaximumHeight(96)
        plots = across(*((plot, 1) for plot in self.plots), spacing=12)
        parts = (self.box, self.told, (self.matrix, 1), plots, self.about, self.strip)
        lay_out(self, down(*parts, spacing=4), top=2)
        self._names: dict[tuple[int, int], str] = {}
        self._prompts: list[tuple[str, str]] = []
        self._known: list[str] = []
        self._connect()

    def _connect(self) -> None:
        scene = self.scene
        scene.show("copied", self._draw, self.matrix, anew="row sample")
        scene.show("unseen", self._list, self.strip, anew="model", panel="copied")
        scene.follow(self._mark, "prompt style", "copied")
        self.matrix.set_classes(lambda spot: self._names.get((spot.row, spot.column), ""))
        self.matrix.clicked.connect(self._choose)
        self.strip.chosen.connect(self._ask)
        self.strip.released.connect(scene.store.end_gesture)
        self.strip.set_names(self._name)

    # From the state and frames

    def exports(self) -> list[Export]:
        """The rows with headings, the distances as a table, and all arrays."""
        scene, shown = self.scene, self.scene.whole("copied")
        if shown is None:
            return []
        arrays = shown.frame.arrays
        count, nearest = arrays["names"].shape[1:]
        columns: dict[str, Array] = {"drawing": np.repeat(np.arange(count), nearest)}
        for by, place in (("pixels", 0), ("pair", 1)):
            columns[f"{by}_training"] = arrays["names"][place].ravel()
            columns[f"{by}_distance"] = arrays["distances"][place].ravel()
        wide: Ways = {**GRID, "columns": shown.recipe.count}
        written = Written("Drawings, and all arrays", "copied", options=wide)
        return [
            *plot_export(scene, shown, "Nearest training pictures", "nearest", self.matrix.picture()),
            *table_export(scene, shown, "Distances to training pictures", "distances", columns),
            *frame_exports(scene, shown, written),
        ]

    def _draw(self, shown: Shown) -> None:
        frame = shown.frame
        if not frame.final:
            self.matrix.set_headings(())
            self._show(frame.arrays["data"][:, None, None])
            self.matrix.set_lit(None, None)
            self.told.setText(f"step {int(frame.scalars['step']):,} of {shown.recipe.steps:,} …")
            return
        arrays, names = frame.arrays, {}
        asked = np.repeat(arrays["known"] >= 0, shown.recipe.count)
        count, nearest = arrays["names"].shape[1:]
        near = arrays["near"].transpose(1, 0, 2, 3, 4, 5).reshape(count, -1, *arrays["images"].shape[1:])
        real = np.repeat(arrays["real"], shown.recipe.count, axis=0)[:, None]
        rows = np.concatenate([arrays["images"][:, None], near, real][: 3 if asked.any() else 2], axis=1)
        filled = np.ones(rows.shape[:2], bool)
        if asked.any():
            filled[:, -1] = asked
        for by, row, place in np.ndindex(2, count, nearest):
            told = plain_text.line(str(arrays["names"][by, row, place]), _MOST_LETTERS)
            far = number(float(arrays["distances"][by, row, place]), 2)
            names[row, 1 + by * nearest + place] = f"{told}: {far}"
        self._names = names
        self.matrix.set_headings((), _headings(nearest, bool(asked.any())))
        self._show(rows[:, :, None], filled)
        for plot, usual, apart in zip(self.plots, arrays["usual"], arrays["distances"], strict=True):
            plot.set_distances(usual, apart[:, 0])
        chosen = self._chosen(shown)
        self.matrix.set_lit(chosen, 0)
        self.told.setText(_said(frame, chosen))

    def _show(self, images: NDArray[np.uint8], filled: NDArray[np.bool_] | None = None) -> None:
        """As large as the width has room for, and smaller where there are many."""
        self.matrix.set_images(images, filled)
        self.matrix.set_least(max(_LOW, min(_SIDE, _HIGH // max(1, len(images)))))

    def _chosen(self, shown: Shown) -> int:
        """The number of the drawing that is chosen, or of the nearest there is."""
        look, count = self.scene.state.look, int(shown.recipe.count)
        rows = len(shown.frame.arrays["images"]) // count
        return min(look.row, rows - 1) * count + min(look.sample, count - 1)

    def _list(self, shown: Shown) -> None:
        arrays = shown.frame.arrays
        self._known = [str(name) for name in arrays["names"]]
        self._prompts = list(zip(map(str, arrays["prompts"]), map(str, arrays["styles"]), strict=True))
        self.strip.set_images(arrays["images"])
        licence = plain_text.line(str(shown.frame.scalars["licence"]), 400)
        self.about.setText(_UNSEEN.format(f"{len(self._prompts):,}", f"Pictures: {licence}."))
        self._mark()

    def _name(self, index: int) -> str:
        if not 0 <= index < len(self._prompts):
            return ""
        known = plain_text.line(self._known[index], _MOST_LETTERS)
        return f"{known}, {plain_text.line(self._prompts[index][1])}"

    def _mark(self) -> None:
        state = self.scene.state.samples
        asked = (state.prompt, state.style)
        self.strip.set_current(self._prompts.index(asked) if asked in self._prompts else -1)

    # To the state

    def _choose(self, spot: Spot) -> None:
        row, sample = divmod(spot.row, self.scene.state.samples.count)
        self.scene.act("Choose a picture", row=row, sample=sample)

    def _ask(self, index: int) -> None:
        if 0 <= index < len(self._prompts):
            prompt, style = self._prompts[index]
            self.scene.edit("Ask for what was never seen", prompt=prompt, style=style)


def _headings(nearest: int, asked: bool) -> list[Heading]:
    near = [Heading(f"{by} {place + 1}") for by in ("pixels", "pair") for place in range(nearest)]
    return [Heading("drawn"), *near, *([Heading("asked")] if asked else [])]


def _said(frame: Frame, chosen: int) -> str:
    """Whether the chosen drawing is copied, how many are, and how near they are to what was asked for."""
    arrays = frame.arrays
    measures, held_out = arrays["usual"].shape
    rare = are_copies(arrays["nearer"], held_out)
    shares = [f"{share:.0%}" for share in arrays["nearer"][:, chosen].tolist()]
    answer = _ANSWERS[tuple(np.flatnonzero(rare[:, chosen]).tolist())]
    said = [_ABOUT.format(answer, chosen + 1, shares[0], _BY[0], shares[1], _BY[1])]
    count, copies = len(arrays["images"]), int(rare.any(axis=0).sum())
    of, are = counted(count, "drawing"), "is" if copies < 2 else "are"
    before = rank_of_copies(held_out) - 1
    others = f"all but {before:,} of {held_out:,}" if before else f"all {held_out:,}"
    # By each measure the place of a drawing among held-out pictures is any, where it is like one more.
    by_chance = measures * expected_copies(held_out)
    said.append(
        _COPIES.format(of, f"{copies or 'none'} {are}", "some" if copies else "any", others, by_chance)
    )
    known = set(arrays["known"].tolist())
    if len(known) == 1 and known <= _KNOWN.keys():
        real, learned = _least(arrays["apart"]), _least(arrays["distances"][:, :, 0])
        said += [_KNOWN[known.pop()], _APART.format(real, learned)]
    return " ".join(said)


def _least(distances: NDArray[np.floating]) -> str:
    """The least of some distances by each measure."""
    least = distances.min(axis=1).tolist()
    return " and ".join(f"{number(each, 2)} {by}" for each, by in zip(least, _BY, strict=True))


def _no_pictures(_recipe: Recipe, scene: Known) -> str:
    shape = captioned_shape(scene.card.data)
    if shape is None:
        return f"No pictures that “{scene.card.title}” learned from ship with the program."
    if shape != scene.card.image.shape:
        return f"“{scene.card.title}” draws pictures of another size than those that ship with the program."
    return "" if PAIR in scene.known else f"The model {PAIR}, by which pictures are compared, is missing."


PANEL = PanelSpec(
    "copied",
    "Copied or composed?",
    "What was learned that is nearest to each picture",
    "Copied",
    equations=f"{GIVEN_VELOCITY} {GUIDED_VELOCITY}",
    also="words read start now time network prediction guided step data=copied/images[0]",
    draws=CopiedPanel,
    asks=(
        View("copied", words.Copied, strict=True, impossible=_no_pictures),
        View("unseen", words.Unseen, opens="copied", impossible=_no_pictures),
        ATLAS,
    ),
    controls=(WORDS, Group("Pictures", "samples.count seed nearest"), SAMPLER),
    simple=Simple("guidance nearest", draw_again()),
)
