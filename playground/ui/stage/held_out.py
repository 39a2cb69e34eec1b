"""Held-out images of the current model's data set, to choose from."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from playground.ui.stage.scene import Scene
from playground.ui.state.views import StageState
from playground.ui.widgets.image_strip import ImageStrip
from playground.ui.widgets.inputs import ChoiceBox
from playground.ui.widgets.layouts import across, down, lay_out

_CELL = 38
"""Pixels of an image’s side."""


class HeldOutChooser(QWidget):
    """All held-out images with a filter by class; what a choice means is for its owner to say."""

    chosen = Signal(int)
    """The index of an image that was clicked or reached by key."""

    def __init__(self, scene: Scene[StageState], *, flat: bool = False) -> None:
        """``flat`` makes it one row with the filter before it, instead of many rows under the filter."""
        super().__init__()
        self.scene = scene
        self.filter = ChoiceBox()
        self.filter.setAccessibleName("Class of the held-out images")
        self.strip = ImageStrip("Held-out images", _CELL)
        self.strip.viewport().setStatusTip("Click an image to choose it; arrow keys walk on.")
        self.strip.set_names(self._name)
        self._data = ""
        parts = self.filter, (self.strip, 1)
        lay_out(self, across(*parts) if flat else down(*parts))
        self._flat = flat
        self.set_cell(_CELL)
        self.strip.setMinimumWidth(130)
        self.filter.currentIndexChanged.connect(lambda _: self._apply_filter())
        self.strip.chosen.connect(self.chosen)
        self.strip.released.connect(scene.store.end_gesture)

    def set_cell(self, cell: int = _CELL) -> None:
        """Show images of so many pixels a side."""
        self.strip.set_cell(cell)
        if self._flat:
            self.strip.setFixedHeight(cell)

    def show_current(self, index: int) -> None:
        """Mark the chosen image, of the current model's data set."""
        if self._data != self.scene.card.data:
            self._load()
        self.strip.set_current(index)

    def _name(self, index: int) -> str:
        held_out = self.scene.held_out()
        known = held_out is not None and index < len(held_out)
        return f"{self.scene.label_name(int(held_out.labels[index]))} #{index}" if held_out and known else ""

    def _load(self) -> None:
        held_out = self.scene.held_out()
        if held_out is not None:
            self._data = self.scene.card.data
            self.strip.set_images(held_out.images)
            self.filter.setVisible(bool(self.scene.card.labels))
            self.filter.clear()
            self.filter.addItem("All classes", -1)
            for label, name in enumerate(self.scene.card.labels):
                self.filter.addItem(name, label)

    def _apply_filter(self) -> None:
        held_out, label = self.scene.held_out(), self.filter.currentData()
        if held_out is not None and label is not None:
            everything = np.arange(len(held_out))
            self.strip.set_shown(everything if label < 0 else everything[held_out.labels == label])
