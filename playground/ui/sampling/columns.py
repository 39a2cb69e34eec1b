"""x_t, predicted data and predicted noise of every sample at one step, side by side."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from playground.ui.widgets.image_strip import ImageStrip
from playground.ui.widgets.paragraph import Paragraph
from playground.ui.widgets.plain import set_tip, strong

_TITLES = {
    "x": ("xₜ", "What the sampler holds at this step"),
    "data": ("predicted data", "The mean of the data that the network sees in x at this step"),
    "noise": ("predicted noise", "The noise that the network sees in x at this step"),
}


class SynchronisedColumns(QWidget):
    """Three grids that show the same step and mark the same sample.

    ``set_moment`` takes ``x``, ``data`` and ``noise``, each (count, channels, height, width) uint8.
    """

    chosen = Signal(int)
    """A sample was clicked, in any of the grids."""

    released = Signal()

    menu_asked = Signal(str, int, QPoint)
    """(``x``, ``data`` or ``noise``; sample; place on the screen)."""

    def __init__(self) -> None:
        super().__init__()
        self.grids: dict[str, ImageStrip] = {}
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setHorizontalSpacing(10)
        layout.setVerticalSpacing(2)
        layout.setRowStretch(1, 1)
        for column, (name, (title, tip)) in enumerate(_TITLES.items()):
            label = Paragraph(strong(title))
            set_tip(label, tip)
            grid = ImageStrip(f"{name}: {tip}", 40)
            grid.set_fit(True)
            grid.setMinimumSize(90, 90)
            grid.viewport().setStatusTip("Click a picture to follow that sample; arrow keys walk on.")
            grid.chosen.connect(self.chosen)
            grid.released.connect(self.released)
            grid.menu_asked.connect(
                lambda sample, where, name=name: self.menu_asked.emit(name, sample, where)
            )
            layout.addWidget(label, 0, column)
            layout.addWidget(grid, 1, column)
            layout.setColumnStretch(column, 1)
            self.grids[name] = grid

    def set_moment(self, arrays: Mapping[str, NDArray[np.uint8]]) -> None:
        """Show one step."""
        for name, grid in self.grids.items():
            grid.set_images(arrays[name])

    def set_names(self, names: Callable[[int], str]) -> None:
        """Tell what each sample is, where it is shown large."""
        for grid in self.grids.values():
            grid.set_names(names)

    def set_current(self, sample: int) -> None:
        """Mark a sample in all three."""
        for grid in self.grids.values():
            grid.set_current(sample)

    def set_stale(self, stale: bool) -> None:
        """Dim the pictures: they are older than what was asked for."""
        for grid in self.grids.values():
            grid.set_stale(stale)
