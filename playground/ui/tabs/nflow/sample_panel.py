"""Pictures that the flow draws."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QWidget

from playground.core.frames import Scalar
from playground.core.seeds import following
from playground.core.words import number
from playground.paradigms.nflow_images.recipes import Noise
from playground.ui.stage.exports import GRID, Written, frame_exports
from playground.ui.stage.panel import Panel
from playground.ui.state.feed import Shown
from playground.ui.tab import Export
from playground.ui.tabs.nflow.menu import picture_menu
from playground.ui.tabs.nflow.scene import NflowScene, spent
from playground.ui.widgets.buttons import push
from playground.ui.widgets.image_strip import ImageStrip
from playground.ui.widgets.layouts import across, down, lay_out
from playground.ui.widgets.paragraph import Paragraph

_TIP = "Hover to see which class was drawn; right-click to take a sample apart, or to walk to it."


_WRITTEN = (
    Written("Samples, grid and arrays", "samples", options=GRID),
    Written("Samples, a folder of pictures", "samples", ("",)),
)


class SamplePanel(QWidget, Panel):
    """A grid of samples, and what the one under the mouse is."""

    def __init__(self, scene: NflowScene, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.scene = scene
        self.grid = ImageStrip("Samples")
        self.grid.set_fit(True)
        self.grid.viewport().setStatusTip(_TIP)
        self.info = Paragraph(name="About the samples")
        self.again = push("Next seed", "Draw other samples")
        lay_out(self, down((self.grid, 1), across((self.info, 1), self.again)), top=4)
        self._current = -1
        scene.follow(lambda: self._tell(-1), "temperature seed model", "sample")
        scene.feeds["sample"].arrived.connect(self._draw)
        scene.feeds["sample"].stale_changed.connect(self.grid.set_stale)
        self.grid.hovered.connect(self._tell)
        self.grid.chosen.connect(self._mark)
        self.grid.menu_asked.connect(self._show_menu)
        self.again.clicked.connect(self._next)

    @property
    def picture(self) -> NDArray[np.uint8] | None:
        """The sample that was clicked last, the first before there was one."""
        shown, index = self.scene.current("sample"), max(0, self._current)
        if shown is None or index >= int(shown.frame.scalars["done"]):
            return None
        picture: NDArray[np.uint8] = shown.frame.arrays["images"][index]
        return picture

    def status(self) -> Mapping[str, Scalar]:
        """What a picture costs."""
        return spent(self.scene.feeds["sample"].last)

    def exports(self) -> list[Export]:
        return frame_exports(self.scene, self.scene.whole("sample"), *_WRITTEN)

    def _draw(self, shown: Shown) -> None:
        self.grid.set_images(shown.frame.arrays["images"])
        self._tell(-1)

    def _mark(self, index: int) -> None:
        self._current = index
        self.grid.set_current(index)
        self._tell(index)

    def _tell(self, index: int) -> None:
        state, shown = self.scene.state, self.scene.current("sample")
        if shown is None:
            self.info.setText("")
            return
        done, total = int(shown.frame.scalars["done"]), len(shown.frame.arrays["images"])
        if 0 <= index < done:
            label = int(shown.frame.arrays["labels"][index])
            self.info.setText(f"sample {index} of seed {shown.recipe.seed}: {self.scene.label_name(label)}")
        elif done < total:
            self.info.setText(f"{done} of {total} pictures drawn")
        else:
            self.info.setText(f"z = {number(state.temperature)} · ε, seed {state.seed}")

    def _show_menu(self, index: int, where: QPoint) -> None:
        shown = self.scene.current("sample")
        if shown is not None and index < int(shown.frame.scalars["done"]):
            recipe, arrays = shown.recipe, shown.frame.arrays
            source = Noise(recipe.seed, index, recipe.temperature)
            told = int(arrays["labels"][index])
            picture_menu(self.scene, arrays["images"][index], source, self.grid, told).popup(where)

    def _next(self) -> None:
        self.scene.act("Draw other samples", seed=following(self.scene.state.seed))
