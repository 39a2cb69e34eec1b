"""Solvers side by side: the same noise, and the same number of network evaluations for each."""

from __future__ import annotations

from typing import Any

import numpy as np
from markupsafe import Markup
from PySide6.QtWidgets import QVBoxLayout, QWidget

from playground.core.frames import Frame
from playground.ui.plots.picture_matrix import Heading, PictureMatrix
from playground.ui.sampling.picture_menu import offer_copy
from playground.ui.tabs.flow.scene import FlowScene
from playground.ui.tabs.flow.solvers import Contender, distances
from playground.ui.widgets.label import Label
from playground.ui.widgets.note import Note
from playground.ui.words import counted, number

_ABOUT = Markup(
    "The same noise with at most {} network evaluations for each solver. <i>Apart</i> is the root mean "
    "square distance from the adaptive solver’s pictures, in grey levels of 255."
)
_NONE = "No solver can make a step with so few evaluations; with guidance each step costs twice as many."


class SolversPanel(QWidget):
    """A row for each solver with what it cost and how far from the exact path's end it came."""

    def __init__(self, scene: FlowScene, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.scene = scene
        self.about = Label()
        self.about.setWordWrap(True)
        self.why = Note("Why nothing is drawn")
        self.matrix = PictureMatrix("Pictures by solver", tight=True)
        offer_copy(self.matrix)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 0)
        column.addWidget(self.about)
        column.addWidget(self.why)
        column.addWidget(self.matrix, 1)
        scene.changed.connect(self._follow)
        scene.solved.connect(self._draw)
        scene.solvers.stale_changed.connect(self.matrix.set_stale)

    def _follow(self, _old: Any, new: Any) -> None:
        if new.panel == "solvers":
            self.about.setText(_ABOUT.format(new.budget))
            self._draw()

    def _draw(self) -> None:
        contenders = self.scene.results.contenders
        only_reference = all(contender.reference for contender in contenders)
        self.why.say(_NONE if only_reference else "", warning=True)
        frames = [self.scene.results.frame(contender) for contender in contenders]
        done = [frame.arrays["images"] for frame in frames if frame is not None]
        empty = np.zeros(
            done[0].shape if done else (self.scene.state.few, *self.scene.card.image.shape), dtype=np.uint8
        )
        rows = [empty if frame is None else frame.arrays["images"] for frame in frames]
        self.matrix.set_headings([self._heading(*pair) for pair in zip(contenders, frames, strict=True)])
        filled = np.array([[frame is not None] for frame in frames], dtype=np.bool_).reshape(-1, 1)
        filled = np.repeat(filled, len(empty), axis=1)
        self.matrix.set_images(np.stack(rows)[:, :, None] if rows else empty[None, :, None][:0], filled)

    def _heading(self, contender: Contender, frame: Frame | None) -> Heading:
        if frame is None:
            steps = "" if contender.reference else counted(contender.recipe.steps, "step")
            return Heading(contender.title, steps)
        # The adaptive solver finds its number of steps on the way.
        steps = counted(int(frame.scalars["step"]), "step")
        spent = f"{steps}, {frame.scalars['nfe']} NFE, {number(float(frame.scalars['milliseconds']), 0)} ms"
        reference = self.scene.results.reference
        if reference is None or contender.reference:
            return Heading(contender.title, spent)
        apart = distances(frame.arrays["images"], reference)
        return Heading(f"{contender.title}, {number(apart, 1)} apart", spent)
