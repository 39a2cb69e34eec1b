"""Slow motion in words: whose update it is, which of its five parts, and what happens in it."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from markupsafe import Markup
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from playground.core.frames import Array, Scalar
from playground.core.words import magnitude
from playground.live.gan import PARTS
from playground.paradigms.gan_lab.slow import LONGEST
from playground.ui.plots.colours import inks
from playground.ui.tabs.gan.judgements import FAKE, REAL
from playground.ui.widgets.label import Label
from playground.ui.widgets.layouts import down, lay_out
from playground.ui.widgets.plain import coloured

COLOURS = {"discriminator": REAL, "generator": FAKE}
_SIZES = np.full(4, 0.012)
"""As many layers as a player often has."""
WAITING = "Slow motion: each update in its five parts. “Train” walks on, one step makes the next part."


class SlowStrip(QWidget):
    """The five parts in a row with the present one marked, and the caption below.

    They have room for the longest that they say, so that what is below stays where it is.
    """

    def __init__(self) -> None:
        super().__init__()
        self.parts = Label(name="Parts of an update", wraps=True)
        self.caption = Label(WAITING, name="What happens", align=Qt.AlignmentFlag.AlignTop, wraps=True)
        self._present: tuple[str, str] = ("", "")
        self._most = Label(wraps=True)
        self._most.setParent(self)
        self._most.hide()
        lay_out(self, down(self.parts, self.caption, spacing=2))
        self._write()

    def tell(self, arrays: Mapping[str, Array], scalars: Mapping[str, Scalar]) -> None:
        """Say what the newest frame shows."""
        self._present = str(scalars.get("player", "")), str(scalars.get("part", ""))
        caption = str(scalars.get("caption", "")) or WAITING
        sizes = arrays.get("gradient_sizes")
        if sizes is not None:
            caption += _gradients(sizes)
        if caption != self.caption.text():
            self.caption.setText(caption)
            self._keep(self.caption, self.caption.text())
        self._write()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """With another width they need other lines."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._make_room()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._write()
        elif event.type() == QEvent.Type.FontChange:
            self._make_room()

    def _make_room(self) -> None:
        self._most.setFont(self.font())  # It may hear of a font after this strip.
        for label in (self.parts, self.caption):
            label.setMinimumHeight(0)
        self._keep(self.caption, LONGEST + _gradients(_SIZES))
        for player in COLOURS:
            for part in PARTS:
                self._keep(self.parts, self._row(player, part))

    def _keep(self, label: Label, text: str) -> None:
        """Have room for a text from now on."""
        self._most.setText(text)
        label.setMinimumHeight(max(label.minimumHeight(), self._most.heightForWidth(self.width())))

    def _write(self) -> None:
        text = self._row(*self._present)
        if text != self.parts.said:
            self.parts.setText(text)

    def _row(self, player: str, present: str) -> str:
        """All parts, and which of them is done by whom."""
        faint, colour = inks(self.palette()).faint.name(), COLOURS.get(player)
        words = []
        for number, name in enumerate(PARTS, start=1):
            text = f"{number}\u00a0{name}"
            if name == present and colour is not None:
                style = f"background-color: {colour.name()}; color: #101216"
                text = Markup("<span style='{}'>&nbsp;<b>{}</b>&nbsp;</span>").format(style, text)
            else:
                text = coloured(text, faint)
            words.append(text)
        who = Markup("<b>{}</b> &nbsp;").format(player.capitalize()) if player else ""
        arrow = " " + coloured("→", faint) + " "
        return who + arrow.join(words)


def _gradients(sizes: Array) -> str:
    return f" Root mean square of the gradient by layer: {layers(sizes)}."


def layers(sizes: Array) -> str:
    """Sizes of the gradient in each layer, from the first to the last."""
    return " → ".join(magnitude(float(size), 2) for size in np.asarray(sizes))
