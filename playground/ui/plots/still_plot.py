"""What plots have in common that are laid out, inked and written to files alike."""

from __future__ import annotations

from PySide6.QtGui import QPicture
from PySide6.QtWidgets import QWidget

from playground.ui.plots.axis import axes
from playground.ui.plots.captioned import with_caption
from playground.ui.plots.plot import Plot
from playground.ui.plots.record import record
from playground.ui.widgets.plain import strong
from playground.ui.widgets.restyled import Restyled


class StillPlot(Restyled, QWidget):
    """A plot to be filled and laid out; what is in it is coloured by ``_ink``."""

    def __init__(self) -> None:
        super().__init__()
        self._plot = Plot(self, axisItems=axes())

    def picture(self) -> QPicture:
        """The plot as drawn now, under its caption."""
        return with_caption(record(self._plot, self), self.caption(), self)

    def caption(self) -> str:
        """What it shows, as rich text: for a file, where nothing else says so."""
        return strong(self.accessibleName())
