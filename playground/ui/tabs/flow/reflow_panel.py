"""What few steps give before and after reflow, from the same noise."""

from __future__ import annotations

from typing import Any

import numpy as np
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from playground.paradigms import flow
from playground.ui.feed import Shown
from playground.ui.plain import set_tip
from playground.ui.plots.picture_matrix import Heading, PictureMatrix
from playground.ui.sampling.picture_menu import offer_copy
from playground.ui.sampling.why import Why
from playground.ui.tabs.flow.scene import FlowScene
from playground.ui.widgets.inputs import ChoiceBox
from playground.ui.widgets.label import Label
from playground.ui.widgets.note import Note
from playground.ui.words import counted, number

_NONE = "No other model is there to compare with; a reflowed one is made by training on this one’s pairs."


class ReflowPanel(QWidget):
    """A row for each of the two models, a column for each number of steps."""

    def __init__(self, scene: FlowScene, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.scene = scene
        self.box = ChoiceBox()
        self.box.setAccessibleName("Reflowed model")
        self.box.setMinimumContentsLength(24)
        set_tip(self.box, "The model in the lower row: the flow trained again on its own pairs")
        self.why, self.refused = Note("Why nothing can be drawn with this model"), Why(scene)
        self.matrix = PictureMatrix("Pictures by model and number of steps")
        offer_copy(self.matrix)
        row = QHBoxLayout()
        row.addWidget(Label("Compared with"))
        row.addWidget(self.box)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 0)
        column.addLayout(row)
        column.addWidget(self.why)
        column.addWidget(self.refused)
        column.addWidget(self.matrix, 1)
        self.box.activated.connect(self._choose)
        scene.changed.connect(self._follow)
        scene.reflow.arrived.connect(self._draw)
        scene.reflow.stale_changed.connect(self.matrix.set_stale)

    def _follow(self, old: Any, new: Any) -> None:
        if new.panel != "reflow":
            return
        others = self.scene.reflowed()
        if [self.box.itemData(index) for index in range(self.box.count())] != [card.name for card in others]:
            self.box.clear()
            for card in others:
                self.box.addItem(card.title, card.name)
        self.box.setCurrentIndex(self.box.findData(new.reflow))
        self.box.setEnabled(bool(others))
        self.why.say(self._why_not(new.reflow), warning=True)

    def _why_not(self, reflow: str) -> str:
        if not self.scene.reflowed():
            return _NONE
        if reflow not in self.scene.cards:
            return f"The model “{reflow}” was not found; choose another one to compare with."
        return self.scene.why_not(self.scene.state.recipe("reflow"))

    def _choose(self, _index: int) -> None:
        self.scene.act("Compare with another model", reflow=self.box.currentData())

    def _draw(self, shown: Shown) -> None:
        recipe: flow.Compare = shown.recipe
        arrays = shown.frame.arrays
        steps, nfe, spent = arrays["steps"], arrays["nfe"], arrays["milliseconds"]
        names = (recipe.model, recipe.reflow)
        self.matrix.set_headings(
            [Heading(*_named(self.scene, name, place)) for place, name in enumerate(names)],
            [
                Heading(counted(int(count), "step"), cost(nfe[:, column], spent[:, column]))
                for column, count in enumerate(steps)
            ],
        )
        self.matrix.set_images(arrays["images"], np.isfinite(nfe))


def cost(nfe: Any, milliseconds: Any) -> str:
    """Evaluations and time of what has been finished, the mean of several runs."""
    done = np.isfinite(nfe)
    if not done.any():
        return ""
    return f"{number(float(np.mean(nfe[done])), 0)} NFE, {number(float(np.mean(milliseconds[done])), 0)} ms"


def _named(scene: FlowScene, name: str, row: int) -> tuple[str, str]:
    card = scene.cards.get(name)
    return ("before", "after")[row], name if card is None else card.title
