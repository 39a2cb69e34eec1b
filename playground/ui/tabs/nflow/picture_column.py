"""The picture that is inspected, which can be drawn on, and what is shown beside it."""

from __future__ import annotations

import numpy as np
from markupsafe import Markup
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from playground.paradigms.nflow_images.recipes import Drawing
from playground.ui.tabs.nflow.scene import NflowScene
from playground.ui.widgets.buttons import tool
from playground.ui.widgets.drawing_pad import DrawingPad, InkButton
from playground.ui.widgets.layouts import fill
from playground.ui.widgets.paragraph import Paragraph


class PictureColumn(QWidget):
    """The picture x, what it is called, and buttons that change it; at its right another of the same size."""

    def __init__(
        self, scene: NflowScene, heading: QWidget, beside: QWidget, parent: QWidget | None = None
    ) -> None:
        """``beside`` stands under its ``heading`` as the picture does under its name."""
        super().__init__(parent)
        self.scene = scene
        self.title = Paragraph()
        self.pad = DrawingPad("Picture x: draw here")
        self.pad.setStatusTip("Draw here; the right button erases.")
        self.clear = tool("Clear", "Start from an empty picture")
        self.invert = tool("Invert", "Turn the picture into its negative")
        self.ink = InkButton(self.pad)
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
        fill(buttons, self.clear, self.invert, self.ink, None)
        scene.follow(self._show_source, "source model")
        draw = self.pad.drawn, self.pad.stroke_ended
        scene.let(*draw, lambda pixels: scene.edit("Draw", source=Drawing(pixels)))
        self.clear.clicked.connect(self._clear)
        self.invert.clicked.connect(self._invert)

    def _clear(self) -> None:
        self.scene.act("Clear drawing", source=Drawing(bytes(self.scene.card.image.dimensions)))

    def _invert(self) -> None:
        picture = self.scene.source_picture
        if picture is not None:
            negative = np.ascontiguousarray(255 - picture, dtype=np.uint8)
            self.scene.act("Invert the picture", source=Drawing(negative.tobytes()))

    def _show_source(self) -> None:
        self.pad.blank = self.scene.card.image.shape
        self.pad.set_picture(self.scene.source_picture)
        self.ink.follow()
        self.title.setText(Markup("<b>x</b>: {}").format(self.scene.describe(self.scene.state.source)))
