"""What plots have in common whose range the program sets, and nobody moves by mouse."""

from __future__ import annotations

import pyqtgraph as pg
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QPicture
from PySide6.QtWidgets import QWidget

from playground.ui.plots.axis import axes
from playground.ui.plots.captioned import with_caption
from playground.ui.plots.colours import inks
from playground.ui.plots.plot import Plot
from playground.ui.plots.record import record
from playground.ui.widgets.plain import strong


class StillPlot(QWidget):
    """A plot to be filled and laid out, in the palette's colours: ``_ink`` is called when they change."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._plot = Plot(self, axisItems=axes())
        self._plot.setMenuEnabled(False)
        self._plot.hideButtons()
        self._plot.setMouseEnabled(False, False)
        self._plot.disableAutoRange()
        # There is nothing to do in it by keys, so it is no stop on the way through the controls.
        self._plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def picture(self) -> QPicture:
        """The plot as drawn now, under its caption."""
        return with_caption(record(self._plot, self), self.caption(), self)

    def caption(self) -> str:
        """What it shows, as rich text: for a file, where nothing else says so."""
        return strong(self.accessibleName())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._ink()
        elif event.type() == QEvent.Type.FontChange:
            self._make_room()

    def _make_room(self) -> None:
        """Leave room for text of another size; a plot that has set some aside by its font does it anew."""

    def _ink(self) -> None:
        """Colour the ground and the axes; a plot with more in it colours that, too."""
        ink = inks(self.palette())
        self._plot.setBackground(ink.ground)
        for name in ("left", "bottom"):
            axis = self._plot.getAxis(name)
            axis.setPen(pg.mkPen(ink.faint))
            axis.setTextPen(pg.mkPen(ink.text))
