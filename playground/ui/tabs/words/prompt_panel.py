"""What is typed and the pictures of it: a row for each line, over the same noises."""

from __future__ import annotations

import random
from collections.abc import Mapping
from functools import partial

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QWidget

from playground.core import plain_text
from playground.core.captioned import captioned_names
from playground.core.cards import Card
from playground.core.fields import Value
from playground.core.frames import Frame, Scalar
from playground.core.prompts import lines, spoken
from playground.core.recipe import change
from playground.core.words import counted, number
from playground.paradigms.words import recipes as words
from playground.ui.explain.formulas import GIVEN_VELOCITY, of_training
from playground.ui.plots.picture_matrix import Heading, PictureMatrix, Spot
from playground.ui.stage.exports import GRID, Written, frame_exports, plot_export
from playground.ui.stage.panel import Panel
from playground.ui.stage.spec import Action, Group, PanelSpec, Simple
from playground.ui.state.views import View
from playground.ui.tab import Export
from playground.ui.tabs.words.prompt_box import PromptBox
from playground.ui.tabs.words.scene import WordsScene
from playground.ui.tabs.words.spec import ATLAS, SAMPLER, WORDS, diffuses, of_guidance, of_network, of_solver
from playground.ui.tabs.words.state import MOST_FEW, WordsImages, drafted
from playground.ui.widgets.buttons import push
from playground.ui.widgets.layouts import across, down, lay_out
from playground.ui.widgets.menus import picture_menu
from playground.ui.widgets.paragraph import Paragraph
from playground.ui.widgets.plain import set_tip

_MOST_LETTERS, _LINES = 60, 2
_KNOWS = (
    "Type the name of any emoji: the model learned the names and keywords of {:,} emoji, and can draw these, "
    "what their words say together, and nothing else."
)
_TO_OTHERS = (
    ("guidance", "Look at guidance here"),
    ("attention", "See the attention to the words"),
    ("inside", "Follow it from letter to pixel"),
    ("edit", "Edit a word of it"),
)
"""Panels that look at one picture more closely, and what leads there."""


class PromptPanel(Panel[WordsScene], QWidget):
    """Type, and the pictures follow; click one to look at that one elsewhere, too."""

    def __init__(self, scene: WordsScene) -> None:
        super().__init__(scene)
        # What is typed and drawn changes what is said of it, and must move neither buttons nor pictures.
        self.box = PromptBox(scene, least=_LINES)
        self.told = Paragraph(name="How far the pictures are", selectable=True)
        self.told.least = _LINES
        self.again = push("Next seed", "Draw the same words from other noises")
        self.surprise = push("Surprise me")
        self.matrix = PictureMatrix("Pictures by line and noise")
        self.matrix.setStatusTip("Click a picture to look at that one in the other panels, too.")
        self._top = lay_out(QWidget(), across((self.told, 1), self.surprise, self.again))
        lay_out(self, down(self.box, self._top, (self.matrix, 1), spacing=4), top=2)
        self._connect()

    @property
    def extras(self) -> tuple[QWidget, ...]:
        return (self._top,)

    def _connect(self) -> None:
        scene = self.scene
        scene.follow(self._draw, "model panel", "prompt")
        scene.follow(self._mark, "row sample", "prompt")
        for name in ("draft", "samples"):
            scene.feeds[name].arrived.connect(lambda _shown: self._draw())
            scene.feeds[name].stale_changed.connect(lambda _stale: self._show_stale())
        scene.rested.connect(self._draw)
        scene.follow(self._show_stale)
        scene.follow(self._show_known, "model")
        self.surprise.clicked.connect(lambda: surprise(scene))
        self.again.clicked.connect(lambda: scene.draw_again("Draw from other noises"))
        self.matrix.clicked.connect(self._choose)
        self.matrix.menu_asked.connect(self._show_menu)

    # From the state and frames

    @property
    def picture(self) -> NDArray[np.uint8] | None:
        """The picture that is chosen, or the first."""
        rows, columns, count = self.matrix.shape
        return self.matrix.picture_at(self._spot) if rows and columns and count else None

    def status(self) -> Mapping[str, Scalar]:
        """What the pictures that are seen took."""
        shown = self.scene.newest
        if shown is None or "nfe" not in shown.frame.scalars:
            return {}
        scalars = shown.frame.scalars
        each = float(scalars["milliseconds"]) / max(1, int(scalars["step"]))
        return {"steps": scalars["step"], "NFE": scalars["nfe"], "ms per step": round(each, 1)}

    def exports(self) -> list[Export]:
        """The pictures, alone and with their lines."""
        scene, shown = self.scene, self.scene.whole("samples")
        across = scene.state.samples.count
        return [
            *frame_exports(
                scene,
                shown,
                Written("Pictures, grid and arrays", "words", options={**GRID, "columns": across}),
                Written("Pictures, a folder", "words", ("",)),
            ),
            *plot_export(scene, shown, "Pictures with their lines", "lines", self.matrix.picture()),
        ]

    @property
    def _spot(self) -> Spot:
        """Where the picture stands that is chosen."""
        rows, columns, count = self.matrix.shape
        row, sample = min(self.scene.state.look.row, rows - 1), self.scene.state.look.sample
        return Spot(row, min(sample, columns - 1), 0) if count == 1 else Spot(0, 0, min(sample, count - 1))

    def _draw(self) -> None:
        shown = self.scene.newest
        if shown is None:
            return
        pictures, count = _pictures(shown.frame), shown.recipe.count
        said = [line for line, _ in lines(shown.recipe.prompt)]
        rows = pictures.reshape(-1, count, *pictures.shape[1:])
        if len(rows) > 1:
            self.matrix.set_headings([Heading(plain_text.line(line.strip(), _MOST_LETTERS)) for line in said])
            self.matrix.set_images(rows[:, :, None])
        else:
            self.matrix.set_headings(())
            self.matrix.set_images(rows[:, None])
        self._mark()
        self._tell(shown.recipe, shown.frame)
        self._show_stale()

    def _mark(self) -> None:
        if self.matrix.shape[2] == 1 and self.matrix.shape[0] > 1:
            self.matrix.set_lit(self._spot.row, self._spot.column)
        else:
            self.matrix.set_lit(None, None)

    def _tell(self, recipe: words.Sample, frame: Frame) -> None:
        scene, steps, step = self.scene, recipe.steps, int(frame.scalars["step"])
        drawn = scene.cards[recipe.model]
        if drawn.name != scene.card.name:
            by = plain_text.line(drawn.title, _MOST_LETTERS)
            self.told.setText(f"a draft by “{by}” in {counted(steps, 'evaluation')}")
        elif scene.typing or (scene.feeds["samples"].busy and steps != scene.asked.steps):
            self.told.setText(f"a draft in {steps:,} of {scene.asked.steps:,} steps")
        elif frame.final:
            nfe, spent = frame.scalars["nfe"], number(float(frame.scalars["milliseconds"]), 0)
            self.told.setText(f"{counted(steps, 'step')}, {nfe:,} NFE, {spent} ms · seed {recipe.seed}")
        else:
            self.told.setText(f"step {step:,} of {steps:,} …")

    def _show_stale(self) -> None:
        """What cannot be drawn leaves the pictures of what could; while one types nothing flickers."""
        if not self.scene.typing:
            feed = self.scene.feeds["samples"]
            self.matrix.set_stale(feed.stale and not feed.busy)

    def _show_known(self) -> None:
        """What the model can draw, if the names of what it learned ship."""
        names = captioned_names(self.scene.card.data)
        self.surprise.setVisible(bool(names))
        set_tip(self.surprise, _KNOWS.format(len(names)))

    # To the state

    def _choose(self, spot: Spot) -> None:
        row, sample = (spot.row, spot.column) if self.matrix.shape[2] == 1 else (0, spot.place)
        self.scene.act("Choose a picture", row=row, sample=sample)

    def _show_menu(self, spot: Spot, where: QPoint) -> None:
        menu = picture_menu(self.matrix.picture_at(spot), self)
        row, sample = (spot.row, spot.column) if self.matrix.shape[2] == 1 else (0, spot.place)
        for panel, title in _TO_OTHERS:
            values: dict[str, Value] = {"row": row, "sample": sample, "panel": panel}
            if panel == "edit":
                if sample >= MOST_FEW:
                    continue
                # Its line is edited anew, and so many noises that its own is among them.
                values |= {"edited": "", "edit.count": max(self.scene.state.edit.count, sample + 1)}
            menu.addAction(title, partial(self.scene.act, "Look closer", **values))
        menu.popup(where)


def _pictures(frame: Frame) -> NDArray[np.uint8]:
    """What the model takes for the pictures now, or the pictures themselves at the end."""
    found: NDArray[np.uint8] = frame.arrays["images"] if frame.final else frame.arrays["data"]
    return found


def equations(images: WordsImages, card: Card | None) -> tuple[str, ...]:
    """Those of the path and of the solver that is chosen, and what the card says of training and network."""
    guided = of_guidance(images, card) if images.samples.guidance not in (0, 1) else ()
    solver = of_solver(images, card)
    if diffuses(card):
        return ("mixing", *solver, *guided)
    return (GIVEN_VELOCITY, "straight_path", *solver, *guided, *of_training(card), *of_network(card))


def _draft(images: WordsImages) -> words.Sample:
    """The same pictures in the steps of a draft."""
    return change(images.samples, steps=images.look.quick)


def surprise(scene: WordsScene) -> None:
    """Ask for something that the model learned, by its name, or for the same again where none is known."""
    now = scene.state.samples.prompt
    names = [name for name in captioned_names(scene.card.data) if name != now]
    if names:
        scene.act("Ask for any", prompt=spoken(random.choice(names)), row=0)
    else:
        scene.draw_again("Draw from other noises")


def _sees(scene: WordsScene) -> str:
    shown = scene.newest
    if shown is None or "nfe" not in shown.frame.scalars:
        return ""
    nfe, spent = shown.frame.scalars["nfe"], float(shown.frame.scalars["milliseconds"])
    return f"The network was asked **{nfe:,} times** for each picture, in {number(spent, 0)} ms for all."


SAMPLES = View(
    "samples", words.Sample, opens="prompt", resets={"position": 1.0}, left="output moments", strict=True
)

PANEL = PanelSpec(
    "prompt",
    "Prompt",
    "Type, and the picture follows",
    "Prompt",
    equations=equations,
    explains="data=samples/end",
    also="words read network start=samples/start now=samples/x time=samples/t prediction guided step",
    draws=PromptPanel,
    asks=(
        SAMPLES,
        View("draft", words.Sample, computed=_draft, asked="on demand", shows=False, fitted=drafted),
        ATLAS,
    ),
    controls=(WORDS, Group("Pictures", "samples.count seed"), SAMPLER),
    simple=Simple(
        "guidance",
        Action("Surprise me", "Draw something that the model learned", surprise),
        sees=_sees,
    ),
)
