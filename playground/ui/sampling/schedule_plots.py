"""The schedule of a path as three small plots, with the times that a sampler visits as ticks."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from markupsafe import Markup
from msgspec.structs import replace
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPalette, QPicture
from PySide6.QtWidgets import QWidget

from playground.core.frames import Array
from playground.core.words import magnitude, plain, power_of_ten
from playground.gaussian.curves import Curve, curves_of
from playground.gaussian.paths import Path
from playground.ui.plots.colours import inks
from playground.ui.plots.graphing import pg
from playground.ui.plots.still_plot import StillPlot
from playground.ui.sampling.clock import FROM_DATA, Clock
from playground.ui.widgets.label import Label
from playground.ui.widgets.layouts import across, down, lay_out
from playground.ui.widgets.paragraph import Paragraph
from playground.ui.widgets.plain import coloured, set_tip, strong

_REACH = 40
"""Pixels that a label may reach beyond its axis."""

_TICK = 0.13
"""Height of a tick, as a share of the plot."""


class SchedulePlots(QWidget):
    """β, ᾱ and SNR (or α, σ and SNR) side by side over the path's time; a press or drag asks for a time.

    ``set_path`` chooses the curves, ``set_times`` the ticks, ``set_now`` the line at the current time. All
    three are cheap where nothing changes, so a view may call them at every change of its state. Times are the
    program's; the plots show them as the clock tells them.
    """

    asked = Signal(float)
    """A time of the path that was pressed or dragged to."""

    released = Signal()
    """The press or drag has ended."""

    def __init__(self) -> None:
        super().__init__()
        self.plots = tuple(CurvePlot() for _ in range(3))
        self.times: NDArray[np.float64] = np.zeros(0)
        """Where the ticks are."""
        self._path: Path | None = None
        self._clock = FROM_DATA
        self.key = Label(name="What the dashed curves are")
        self.key.hide()
        plots = across(*((plot, 1) for plot in self.plots), spacing=6)
        lay_out(self, down((plots, 1), (across(self.key, None), 0), spacing=2))
        for plot in self.plots:
            plot.asked.connect(lambda time: self.asked.emit(self._clock.told(time)))
            plot.released.connect(self.released)
        self.setAccessibleName("Noise schedule")

    def set_path(self, path: Path, clock: Clock = FROM_DATA) -> None:
        """Show the curves of a path."""
        if path is not self._path or clock != self._clock:
            self._path, self._clock = path, clock
            for plot, curve in zip(self.plots, curves_of(path), strict=True):
                plot.set_curve(replace(curve, t=clock.told(curve.t)), path.end, clock)
                plot.set_ticks(clock.told(self.times))

    def set_other(self, path: Path | None, name: str = "") -> None:
        """Dash the curves of another path beside those that are shown, or none."""
        others = (None,) * len(self.plots) if path is None else curves_of(path)
        for plot, curve in zip(self.plots, others, strict=True):
            plot.set_other(curve)
        self.key.setText(f"┄ {name}")
        self.key.setVisible(path is not None)

    def set_times(self, times: Sequence[float] | NDArray[np.floating]) -> None:
        """Mark the times that the sampler visits."""
        chosen = np.asarray(times, dtype=np.float64)
        if not np.array_equal(chosen, self.times):
            self.times = chosen
            for plot in self.plots:
                plot.set_ticks(self._clock.told(chosen))

    def set_now(self, time: float | None) -> None:
        """Put the line at a time, or take it away."""
        for plot in self.plots:
            plot.set_now(None if time is None else self._clock.told(time))

    def columns(self) -> dict[str, Array]:
        """The curves as columns of a table."""
        shown = [plot.curve for plot in self.plots if plot.curve is not None]
        if not shown:
            return {}
        values = {curve.symbol: 10**curve.y if curve.decades else curve.y for curve in shown}
        return {"t": shown[0].t, **values}

    def pictures(self) -> tuple[tuple[str, QPicture], ...]:
        """Each plot's symbol and its drawing."""
        return tuple((plot.curve.symbol, plot.picture()) for plot in self.plots if plot.curve is not None)


class CurvePlot(StillPlot):
    """One curve with ticks at its foot and a line at the current time, whose value is written above."""

    asked = Signal(float)
    released = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.curve: Curve | None = None
        self._clock = FROM_DATA
        self._now: float | None = None
        self.title = Paragraph()
        self._other = self._plot.plot([], [])
        self._line = self._plot.plot([], [])
        self._ticks = self._plot.plot([], [], connect="pairs")
        self._here = pg.InfiniteLine(0, angle=90)
        self._here.setVisible(False)
        self._plot.addItem(self._here, ignoreBounds=True)
        # Presses are this widget's own.
        self._plot.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._range = QRectF(0, 0, 1, 1)
        lay_out(self, down(self.title, (self._plot, 1), spacing=0))
        self._plot.set_least(110, 66)
        self._fit_letters()
        self._ink()

    def set_curve(self, curve: Curve, end: float, clock: Clock = FROM_DATA) -> None:
        """Show a curve over [0, end] of a clock."""
        self.curve, self._clock = curve, clock
        low, high = float(curve.y.min()), float(curve.y.max())
        if not curve.decades:
            low = min(0.0, low)
        room = (high - low) or 1.0
        foot = low - (_TICK + 0.04) * room
        self._range = QRectF(-0.02 * end, foot, 1.04 * end, high + 0.06 * room - foot)
        self._plot.setRange(self._range, padding=0)
        self._plot.getAxis("left").setTicks([_marks(low, high, curve.decades)])
        self._plot.getAxis("bottom").setStyle(hideOverlappingLabels=_REACH)
        self._plot.getAxis("bottom").setTicks([[(at, plain(at)) for at in (0.0, end / 2, end)]])
        self._line.setData(curve.t, curve.y)
        self.setAccessibleName(f"{curve.symbol}: {curve.meaning}")
        set_tip(self, f"{curve.symbol}: {curve.meaning}, over the path’s time ({clock.ends})")
        self._write()

    def set_other(self, curve: Curve | None) -> None:
        """Dash another curve, as far as it is in sight."""
        self._other.setData(*(([], []) if curve is None else (curve.t, curve.y)))

    def set_ticks(self, times: NDArray[np.float64]) -> None:
        """Mark times at the foot."""
        foot = self._range.top()
        height = _TICK * self._range.height()
        y = np.tile([foot, foot + height], len(times))
        self._ticks.setData(np.repeat(times, 2), y)

    def set_now(self, time: float | None) -> None:
        """Put the line at a time, or take it away."""
        if time != self._now:
            self._now = time
            self._here.setVisible(time is not None)
            if time is not None:
                self._here.setValue(time)
            self._write()

    def caption(self) -> str:
        """The symbol and what it means."""
        meaning = "" if self.curve is None else f": {self.curve.meaning}"
        return Markup("{}{}").format(self.title.said, meaning)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Ask for the time that is pressed."""
        inside = self._plot.geometry().contains(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and inside:
            self._ask(event)
        else:
            event.ignore()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Ask for the times that the button is dragged over."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._ask(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.released.emit()

    def _ask(self, event: QMouseEvent) -> None:
        self.asked.emit(self._plot.to_plane(self._plot.mapFrom(self, event.position())).x())

    def _fit_letters(self) -> None:
        """Labels are centred on their ticks: those at the ends reach half their size beyond the axes."""
        metrics = self.fontMetrics()
        right, top = metrics.horizontalAdvance("1000") // 2 + 2, metrics.height() // 3
        self._plot.getPlotItem().layout.setContentsMargins(0, top, right, 0)

    def _write(self) -> None:
        if self.curve is None:
            return
        accent = self.palette().color(QPalette.ColorRole.Link).name()
        value = "" if self._now is None else self._value(self._now)
        said = f"(t) = {value}" if value else "(t)"
        self.title.setText(strong(coloured(self.curve.symbol, accent)) + said)

    def _value(self, time: float) -> str:
        """The value there; nothing where the curve is not: clean data have no β."""
        if self.curve is None:
            return ""
        if self.curve.at is not None:
            return magnitude(self.curve.at(self._clock.told(time)))
        if not self.curve.t.min() <= time <= self.curve.t.max():
            return ""
        order = np.argsort(self.curve.t)
        y = float(np.interp(time, self.curve.t[order], self.curve.y[order]))
        return magnitude(10**y if self.curve.decades else y)

    def _ink(self) -> None:
        ink = inks(self.palette())
        self._line.setPen(pg.mkPen(self.palette().color(QPalette.ColorRole.Link), width=2))
        self._other.setPen(pg.mkPen(ink.text, width=1.5, style=Qt.PenStyle.DashLine))
        self._ticks.setPen(pg.mkPen(ink.text, width=1))
        self._here.setPen(pg.mkPen(ink.text, width=1, style=Qt.PenStyle.DashLine))
        self._write()


def _marks(low: float, high: float, decades: bool) -> list[tuple[float, str]]:
    if not decades:
        return [(at, f"{at:.3g}") for at in (low, (low + high) / 2, high)]
    first, last = int(np.ceil(low)), int(np.floor(high))
    stride = max(1, (last - first) // 3)
    return [(float(at), power_of_ten(at)) for at in range(first, last + 1, stride)]
