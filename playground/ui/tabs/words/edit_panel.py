"""A prompt is edited: with the rest kept, and without, beside what was there before."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QGridLayout, QWidget

from playground.core import plain_text
from playground.core.frames import Frame, Scalar
from playground.core.recipe import change
from playground.core.words import number
from playground.paradigms.words import recipes as words
from playground.paradigms.words.refusals import UNSEEN
from playground.ui.plots.heat import to_levels
from playground.ui.plots.outline import Outline
from playground.ui.plots.picture_matrix import Heading, PictureMatrix, Spot
from playground.ui.stage.exports import GRID, Written, frame_exports, plot_export
from playground.ui.stage.panel import Panel
from playground.ui.stage.spec import Group, PanelSpec, Simple, draw_again
from playground.ui.state.feed import Shown
from playground.ui.state.views import View
from playground.ui.tab import Export
from playground.ui.tabs.words.prompt_box import PromptBox
from playground.ui.tabs.words.scene import WordsScene
from playground.ui.tabs.words.spec import APART, ATLAS, SAMPLER, WORDS
from playground.ui.tabs.words.state import WordsImages, line_of
from playground.ui.widgets.buttons import push
from playground.ui.widgets.label import Label
from playground.ui.widgets.layouts import across, down, lay_out
from playground.ui.widgets.paragraph import Paragraph
from playground.ui.widgets.plain import set_tip

_ROWS = ("as prompted", "kept", "not kept")
_COLUMNS = ("picture", "changed")
_CHANGED = 1
"""The column of what each row has changed, of which the first has nothing."""
_WANTED = np.array([[True, False], [True, True], [True, True]])
"""Cells that are kept free while the pictures are on their way, so that nothing moves when they are there."""
_OUTLINED = "Outlined: where the changed words {}."
_OUTSIDE = "Outside, the picture changed by {} of 255 ({} with nothing kept), in the mean."
_WHOLE = "That is everywhere: nothing lies outside."
_NOTHING = "{} changed: lower Local, or keep less."
_HARDLY = 0.01
"""Of what changes with nothing kept, the share up to which hardly anything has."""
_EXACTLY = "Hardly anything is at most {:.0%} of what changes with nothing kept."
_SAME = "Both prompts are the same, and so are the pictures: change a word of the edited prompt."
_MOST, _MOST_LETTERS = 255.0, 200
_ORIGINAL = "The prompt, as in every panel: the edit is compared with its pictures."
_RESET = "Make the edited prompt the same as the original again, to begin another edit."


class _Map(NamedTuple):
    """A map: its array, how its scalars end, what changed words do there, and what exactly it is."""

    mask: str
    end: str
    do: str
    exactly: str


_MAPS = {
    "looked": _Map(
        "mask", "", "are looked at",
        "Outlined is where, of what places look at words, the part of a changed word is at least half of "
        "what it is where it is most.",
    ),
    "acting": _Map(
        "mask_acting", "_acting", "act",
        "Outlined is where the predicted picture differs from that without the changed words by at least "
        "half of what it does where it differs most.",
    ),
}  # fmt: skip


class EditPanel(Panel[WordsScene], QWidget):
    """Two prompts, and rows: before, edited with the rest kept, and without, with what each has changed."""

    def __init__(self, scene: WordsScene) -> None:
        super().__init__(scene)
        self.box, self.edited = PromptBox(scene), PromptBox(scene, "edited", "edit")
        self.box.edit.viewport().setStatusTip(_ORIGINAL)
        self.reset = push("Reset to the original", _RESET)
        self.reset.setStatusTip(_RESET)
        top = Qt.AlignmentFlag.AlignTop
        self.told = Paragraph(name="What the edit changes", align=top, selectable=True)
        self.told.least = 2
        self.matrix = PictureMatrix("Before the edit, after it, and what has changed")
        self.matrix.set_headings(*([Heading(title) for title in titles] for titles in (_ROWS, _COLUMNS)))
        self._lay_out()
        self._outlines: list[Outline] = []
        scene.show("edit", self._draw, self.matrix, anew="map_of")
        scene.follow(self._show_edited, "edited prompt row", "edit")
        self.reset.clicked.connect(lambda: scene.act("Reset the edited prompt", edited=""))

    def _lay_out(self) -> None:
        self.titles = [Label("Original"), Label("Edited")]
        original, edited = self.titles
        # What stands over a box begins where that does, whatever is beside it.
        boxes = QGridLayout()
        lay_out(self, down(boxes, self.told, (self.matrix, 1), spacing=4), top=2)
        boxes.setHorizontalSpacing(10)
        boxes.setVerticalSpacing(4)
        over = (original, lay_out(QWidget(), across(edited, None, self.reset)))
        for column, (title, box) in enumerate(zip(over, (self.box, self.edited), strict=True)):
            boxes.addWidget(title, 0, column)
            boxes.addWidget(box, 1, column)
            boxes.setColumnStretch(column, 1)

    def status(self) -> Mapping[str, Scalar]:
        """What it took."""
        shown = self.scene.current("edit")
        return (
            {} if shown is None or "nfe" not in shown.frame.scalars else {"NFE": shown.frame.scalars["nfe"]}
        )

    def exports(self) -> list[Export]:
        """The rows with both prompts and their headings, and all arrays."""
        scene, shown = self.scene, self.scene.whole("edit")
        if shown is None:
            return []
        columns, recipe = shown.frame.arrays["images"].shape[1], shown.recipe
        both = zip(self.titles, (recipe.prompt, recipe.edited), strict=True)
        texts = [f"{title.text()}: {plain_text.line(text.strip(), _MOST_LETTERS)}" for title, text in both]
        grid = Written("Edit, pictures and arrays", "edit", options={**GRID, "columns": columns})
        return [
            *plot_export(scene, shown, "Edit, with headings", "edit", self.matrix.picture(texts)),
            *frame_exports(scene, shown, grid),
        ]

    def _show_edited(self) -> None:
        """Whether there is an edit to begin anew."""
        state = self.scene.state
        self.reset.setEnabled(state.edited_text != state.line.text)

    def _draw(self, shown: Shown) -> None:
        arrays = shown.frame.arrays
        pictures = arrays["images"] if shown.frame.final else arrays["data"]
        cells = np.stack([pictures, np.zeros_like(pictures)], axis=1)
        filled, self._outlines = _WANTED.copy(), []
        if "changed" in arrays:
            cells[1:, _CHANGED] = [_as_pictures(each, pictures.shape[2:]) for each in arrays["changed"]]
            self._outlines = [Outline(mask) for mask in arrays.get(self._map.mask, ())]
        else:
            filled[:, _CHANGED] = False
        self.matrix.set_images(cells, filled, _WANTED)
        self.matrix.set_overlay(self._draw_outline, large=True)
        self._tell(shown.recipe, shown.frame)

    def _tell(self, recipe: words.Edit, frame: Frame) -> None:
        there = self._map.mask in frame.arrays
        told = there and recipe.edited != recipe.prompt
        exactly = f"{self._map.exactly} {_EXACTLY.format(_HARDLY)}" if told else ""
        set_tip(self.told, exactly)
        self.told.setStatusTip(exactly)
        if not frame.final:
            self.told.setText(f"step {int(frame.scalars['step']):,} of {recipe.steps:,} …")
        elif recipe.edited == recipe.prompt:
            self.told.setText(_SAME)
        elif not there:
            self.told.setText(UNSEEN.format(self.scene.card.title))
        else:
            self.told.setText(f"{_OUTLINED.format(self._map.do)} {self._changed(frame)}")

    def _changed(self, frame: Frame) -> str:
        """How much has changed where it was not to."""
        kept, free = frame.arrays["changed"]
        if free.any() and kept.mean() <= _HARDLY * free.mean():
            return _NOTHING.format("Hardly anything" if kept.any() else "Nothing")
        end = self._map.end
        if not float(frame.scalars[f"outside{end}"]):
            return _WHOLE
        outside = (float(frame.scalars[f"outside_{name}{end}"]) for name in ("kept", "free"))
        return _OUTSIDE.format(*(number(each, 1) for each in outside))

    @property
    def _map(self) -> _Map:
        """The map that is chosen."""
        return _MAPS[self.scene.state.look.map_of]

    def _draw_outline(self, painter: QPainter, rect: QRect, spot: Spot) -> None:
        """Outline the map in what has changed alone: over a picture of few pixels lines hide it."""
        if spot.column == _CHANGED and spot.place < len(self._outlines):
            self._outlines[spot.place].draw(painter, rect)


def _as_pictures(changed: NDArray[np.floating], shape: tuple[int, ...]) -> NDArray[np.uint8]:
    """Differences in grey levels ``(count, height, width)``, from black for none to white for all."""
    levels = to_levels(changed, 0.0, _MOST)[:, None]
    return np.broadcast_to(levels, (len(levels), *shape)).copy()


def _line(images: WordsImages) -> words.Edit:
    """The edit of the line that is looked at; that line itself until another is typed."""
    return change(images.edit, prompt=images.line.text, edited=images.edited_text)


PANEL = PanelSpec(
    "edit",
    "Edit",
    "Change a word and keep the rest of the picture",
    equations="kept_attention local_edit joint_attention",
    explains="read",
    also=f"words start=- {APART} network step data=edit/images[1]",
    draws=EditPanel,
    asks=(View("edit", words.Edit, computed=_line, left="prompt", writes=line_of, strict=True), ATLAS),
    controls=(
        WORDS,
        Group("What is kept", "local kept kept_places kept_whole map_of"),
        Group("Pictures", "row edit.count seed"),
        SAMPLER,
    ),
    simple=Simple("kept kept_places local", draw_again()),
)
