"""What plots have in common that are laid out, inked and written to files alike."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, TypeAlias

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPicture
from PySide6.QtWidgets import QWidget

from playground.ui.plots.axis import axes
from playground.ui.plots.captioned import captioned
from playground.ui.plots.colours import Inks, faded, inks, worn
from playground.ui.plots.graphing import pg
from playground.ui.plots.plot import Plot
from playground.ui.plots.record import record
from playground.ui.widgets.plain import strong
from playground.ui.widgets.restyled import Restyled

SOLID, DASH, DOT = Qt.PenStyle.SolidLine, Qt.PenStyle.DashLine, Qt.PenStyle.DotLine

Ink: TypeAlias = Literal["text", "faint", "accent", "link"] | QColor
"""One of the palette's :class:`~playground.ui.plots.colours.Inks`, or a colour that is always the same."""


class StillPlot(Restyled, QWidget):
    """A plot to be filled and laid out, whose parts have the palette's colours."""

    def __init__(self) -> None:
        super().__init__()
        self._inked: list[Callable[[Inks], object]] = []
        self._plot = Plot(self, axisItems=axes())

    def picture(self) -> QPicture:
        """The plot as drawn now, under its caption."""
        return captioned(lambda: record(self._plot, self), self.caption, self)

    def caption(self) -> str:
        """What it shows, as rich text: for a file, where nothing else says so."""
        return strong(self.accessibleName())

    def _curve_in(
        self, ink: Ink, width: float = 2, style: Qt.PenStyle = SOLID, symbol: str = "", size: int = 6
    ) -> pg.PlotDataItem:
        """A curve to be filled, with gaps where it is no number, and with a symbol at each value, if any."""
        curve = self._plot.plot([], [], connect="finite", symbol=symbol or None, symbolSize=size)
        self._follow_inks(lambda inks: curve.setPen(pg.mkPen(_of(inks, ink), width=width, style=style)))
        if symbol:
            curve.setSymbolPen(None)
            self._follow_inks(lambda inks: curve.setSymbolBrush(_of(inks, ink)))
        return curve

    def _bars_in(self, ink: Ink, opacity: int) -> pg.PlotDataItem:
        """Bars to be filled, whose inside is as opaque as 0…255 says."""
        bars = self._plot.plot([0, 1], [0], stepMode="center", fillLevel=0)
        self._follow_inks(lambda inks: bars.setPen(pg.mkPen(_of(inks, ink), width=1)))
        self._follow_inks(lambda inks: bars.setBrush(faded(_of(inks, ink), opacity)))
        return bars

    def _line_in(
        self, ink: Ink, angle: int, at: float = 0, width: float = 1, style: Qt.PenStyle = SOLID
    ) -> pg.InfiniteLine:
        """A line from end to end, upright at an angle of 90."""
        line = pg.InfiniteLine(at, angle=angle)
        self._plot.addItem(line, ignoreBounds=True)
        self._follow_inks(lambda inks: line.setPen(pg.mkPen(_of(inks, ink), width=width, style=style)))
        return line

    def _follow_inks(self, paint: Callable[[Inks], object]) -> None:
        """Colour a part now, and whenever there are other inks."""
        self._inked.append(paint)
        paint(inks(self.palette()))

    def _ink(self) -> None:
        for paint in self._inked:
            paint(inks(self.palette()))


def _of(inks: Inks, ink: Ink) -> QColor:
    colour: QColor = worn(ink) if isinstance(ink, QColor) else getattr(inks, ink)
    return colour
