"""Points of a high-dimensional space on the plane of their two principal components, with honest axes."""

from __future__ import annotations

import numpy as np
from markupsafe import Markup
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, Signal
from PySide6.QtGui import QMouseEvent, QPicture
from PySide6.QtWidgets import QWidget

from playground.ui.plots.axis import axes
from playground.ui.plots.captioned import captioned
from playground.ui.plots.item import Item
from playground.ui.plots.plot import Plot
from playground.ui.plots.record import record
from playground.ui.plots.tag import Tag
from playground.ui.widgets.layouts import down, lay_out
from playground.ui.widgets.plain import label_axis, strong
from playground.ui.widgets.restyled import Restyled

_MARGIN = 0.07
_FILLED = 0.75
"""What a plot that may stretch its height fills of its width at most."""


class Projection(Restyled, QWidget):
    """A plot of equal scales whose axes say how much of the variance they show.

    One that ``stretches`` draws what is flat larger along the second axis by a round number, which it says.
    """

    stretches = False

    hovered = Signal(QPointF, float)
    """The mouse's place in the plane, and the length of a pixel there."""

    left = Signal()
    """The mouse has left the plot."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self._plot = Plot(self, axisItems=axes())
        self._plot.setAspectLocked(True)
        # Without points there is no scale.
        self._plot.getPlotItem().setVisible(False)
        self._key = ""
        self.stretch = 1
        """So many times larger than the first axis is the second one drawn."""
        self._note = Tag("", (0, 0))
        self._plot.addItem(self._note, ignoreBounds=True)
        self._box = self._plot.getViewBox()
        self._box.sigRangeChanged.connect(self._place_note)
        self._plot.viewport().setMouseTracking(True)
        self._plot.viewport().installEventFilter(self)
        lay_out(self, down(self._plot))
        self._plot.set_least(180, 150)
        self._fit_letters()

    def add(self, item: Item) -> None:
        """Draw an item in the plane's coordinates."""
        self._plot.addItem(item, ignoreBounds=True)

    def set_explained(self, shares: NDArray[np.floating]) -> None:
        """Label the axes with their shares of the variance, ``(2,)`` of 1."""
        for axis, side in enumerate(("bottom", "left")):
            self._plot.getAxis(side).enableAutoSIPrefix(False)
            larger = f", drawn {self.stretch} times as large" if axis and self.stretch > 1 else ""
            label_axis(self._plot, side, f"PC {axis + 1} ({float(shares[axis]):.0%} of the variance{larger})")
        # The names are long, and none is cut.
        self._plot.updateGeometry()

    def set_note(self, text: str) -> None:
        """Write into the upper left corner."""
        self._note.set_text(text)

    def fit(self, *clouds: NDArray[np.floating]) -> None:
        """Show the rectangle around all points ``(…, 2)``."""
        self._plot.getPlotItem().setVisible(True)
        points = np.concatenate([cloud.reshape(-1, 2) for cloud in clouds])
        low, high = points.min(axis=0), points.max(axis=0)
        size = np.maximum(high - low, 1e-6)
        if self.stretches:
            self.stretch = _round_down(_FILLED * float(size[0] / size[1]))
            self._plot.setAspectLocked(True, 1 / self.stretch)
        corner, extent = low - _MARGIN * size, (1 + 2 * _MARGIN) * size
        self._plot.setRange(QRectF(*map(float, (*corner, *extent))), padding=0)

    def caption(self) -> str:
        """What it shows, as rich text: for a file, where nothing else says so."""
        return Markup(" &nbsp; ").join(filter(None, (strong(self.accessibleName()), self._key)))

    def set_key(self, key: str) -> None:
        """What is what in it, as rich text, which stands elsewhere in the window."""
        self._key = key

    def picture(self) -> QPicture:
        """The plot as drawn now, under its caption."""
        return captioned(lambda: record(self._plot, self), self.caption, self)

    def _fit_letters(self) -> None:
        self._note.set_font(self.font())
        self._plot.clear_above(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the mouse over the plot."""
        if event.type() == QEvent.Type.MouseMove and isinstance(event, QMouseEvent):
            place = self._plot.to_plane(event.position())
            self.hovered.emit(place, float(self._box.viewPixelSize()[0]))
        elif event.type() == QEvent.Type.Leave:
            self.left.emit()
        return False

    def _place_note(self) -> None:
        (left, _right), (_bottom, top) = self._box.viewRange()
        across, along = self._box.viewPixelSize()
        self._note.place(left + 6 * across, top - 6 * along)


def _round_down(factor: float) -> int:
    """The largest of 1, 2, 5, 10, 20 … that is no more, and 1 at least."""
    power = 10 ** max(0, int(np.floor(np.log10(max(factor, 1.0)))))
    return int(next((each * power for each in (5, 2) if each * power <= factor), power))
