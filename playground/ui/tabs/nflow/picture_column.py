"""The picture that is inspected, which can be drawn on, and what is shown beside it."""

from __future__ import annotations

import numpy as np
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from playground.ui.stage.sources import send_drawing, source_pad
from playground.ui.tabs.nflow.scene import NflowScene
from playground.ui.widgets.buttons import tool
from playground.ui.widgets.layouts import fill
from playground.ui.widgets.still_label import FittingLabel


class PictureColumn(QWidget):
    """The picture x, what it is called, and buttons that change it; at its right another of the same size."""

    def __init__(self, scene: NflowScene, heading: QWidget, beside: QWidget) -> None:
        """``beside`` stands under its ``heading`` as the picture does under its name."""
        super().__init__()
        self.scene = scene
        self.title = FittingLabel()
        source = source_pad("Picture x: draw here", scene, self.title)
        self.pad, self.clear, inks, self.own, opener = source
        self.invert = tool("Invert", "Turn the picture into its negative")
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(4)
        for place, (above, picture) in enumerate(((self.title, self.pad), (heading, beside))):
            grid.addWidget(above, 0, place)
            grid.addWidget(picture, 1, place)
            grid.setColumnStretch(place, 1)
        grid.setRowStretch(1, 1)
        buttons = QHBoxLayout()
        grid.addLayout(buttons, 2, 0)
        fill(buttons, self.clear, opener, self.invert, inks, None)
        self.invert.clicked.connect(self._invert)

    def _invert(self) -> None:
        picture = self.scene.picture_of(self.scene.state.inspect.source)
        if picture is not None:
            negative = np.ascontiguousarray(255 - picture, dtype=np.uint8)
            send_drawing(self.scene, "Invert the picture", negative.tobytes())
