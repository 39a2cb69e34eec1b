"""The consistency model in a few evaluations beside its teacher in many, from the same noise."""

from __future__ import annotations

from typing import Any

import numpy as np
from PySide6.QtWidgets import QVBoxLayout, QWidget

from playground.gaussian import samplers
from playground.ui.feed import Shown
from playground.ui.plots.picture_matrix import Heading, PictureMatrix
from playground.ui.sampling.picture_menu import offer_copy
from playground.ui.tabs.consistency.scene import ConsistencyScene
from playground.ui.widgets.label import Label
from playground.ui.widgets.note import Note
from playground.ui.words import counted, number

_ABOUT = "Every column begins in the same noise. The teacher is {}, sampled by {}."


class RowsPanel(QWidget):
    """A row for each number of steps, with what it cost."""

    def __init__(self, scene: ConsistencyScene, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.scene = scene
        self.about = Label()
        self.about.setWordWrap(True)
        self.why = Note("Why nothing can be drawn with this model")
        self.matrix = PictureMatrix("Consistency model and teacher by number of steps", tight=True)
        offer_copy(self.matrix)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 0)
        column.addWidget(self.about)
        column.addWidget(self.why)
        column.addWidget(self.matrix, 1)
        scene.changed.connect(self._follow)
        scene.rows.arrived.connect(self._draw)
        scene.rows.stale_changed.connect(self.matrix.set_stale)

    def _follow(self, _old: Any, new: Any) -> None:
        if new.panel == "rows":
            self.why.say(self.scene.why_not(new.recipe("rows")), warning=True)

    def _draw(self, shown: Shown) -> None:
        arrays, scalars = shown.frame.arrays, shown.frame.scalars
        solver = samplers.sampler(shown.recipe.teacher_sampler)
        self.about.setText(_ABOUT.format(scalars["teacher_name"], solver.title))
        nfe, spent = arrays["nfe"], arrays["milliseconds"]
        self.matrix.set_headings(
            [
                Heading(
                    f"{'Teacher' if taught else 'Consistency'}, {counted(int(steps), 'step')}", _cost(*each)
                )
                for taught, steps, *each in zip(arrays["teacher"], arrays["steps"], nfe, spent, strict=True)
            ]
        )
        images = arrays["images"]
        filled = np.broadcast_to(np.isfinite(nfe)[:, None], images.shape[:2])
        self.matrix.set_images(images[:, :, None], filled)


def _cost(nfe: float, milliseconds: float) -> str:
    return f"{number(nfe, 0)} NFE, {number(milliseconds, 0)} ms" if np.isfinite(nfe) else "…"
