"""Pictures of the data set that is chosen for a training."""

from __future__ import annotations

import numpy as np
from PySide6.QtWidgets import QWidget

from playground.core.heldout import HeldOutImages
from playground.core.images import LabelledImages
from playground.ui.state.background import Background
from playground.ui.studio.sources import DataChoice
from playground.ui.widgets.image_strip import ImageStrip
from playground.ui.widgets.label import Label
from playground.ui.widgets.larger import Heading
from playground.ui.widgets.layouts import down, lay_out

_MOST, _CELL = 36, 72


class Examples(QWidget):
    """Shows held-out pictures, evenly taken from all that there are; nothing where there are none."""

    def __init__(self) -> None:
        super().__init__()
        self._choice: DataChoice | None = None
        self.strip = ImageStrip("Pictures of the data set", _CELL)
        self.strip.set_fit(True)
        self.about = Label(wraps=True)
        self._reading = Background()
        self._reading.done.connect(self._show)
        self._reading.failed.connect(lambda _sentence: self._show(None))
        heading = Heading("Pictures of this data set")
        self._parts = heading, self.strip, self.about
        lay_out(self, down(heading, (self.strip, 1), self.about))
        self._show(None)

    @property
    def settled(self) -> bool:
        """Whether the pictures are there, or it is known that there are none."""
        return not self._reading.busy

    def show_set(self, choice: DataChoice | None) -> None:
        """Show pictures of this data set."""
        if choice == self._choice:
            return
        self._choice = choice
        if choice is None or not choice.examples:
            self._reading.give_up()
            self._show(None)
        else:
            self._reading.start(lambda: HeldOutImages().of(choice.examples))

    def end(self) -> None:
        """The window closes."""
        self._reading.give_up()

    def _show(self, found: LabelledImages | None) -> None:
        choice = self._choice if found else None
        for part in self._parts:
            part.setVisible(choice is not None)
        if found is None or choice is None:
            return
        chosen = np.linspace(0, len(found) - 1, min(_MOST, len(found))).astype(int)
        self.strip.set_images(found.images[chosen])
        self.about.setText(
            f"These of {choice.title} are held out: the model is measured by them, and learns from "
            f"{choice.training:,} others."
        )
