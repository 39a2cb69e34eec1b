"""Sides of windows by the share of noise, as a curve whose points are dragged."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent

from playground.core.words import counted
from playground.ui.plots.still_plot import DASH, StillPlot
from playground.ui.widgets.layouts import down, lay_out
from playground.ui.widgets.plain import label_axis, set_tip, strong
from playground.ui.widgets.still_label import FittingLabel

_TURNS = {Qt.Key.Key_Left: 1, Qt.Key.Key_Right: -1}
"""Keys that go to another point: noise falls from left to right."""
_STEPS = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}
_MOST_MARKS = 6


class WindowsPlot(StillPlot):
    """A point for each share of noise; the upward axis has the sides that there are to choose from."""

    picked = Signal(tuple)
    """Other sides, one for each share: a point is being dragged."""
    released = Signal()

    def __init__(self, shares: Sequence[float]) -> None:
        super().__init__()
        self._shares = tuple(shares)
        self._ladder: tuple[int, ...] = (1,)
        self.sides: tuple[int, ...] = (1,) * len(self._shares)
        self._held = 0
        label_axis(self._plot, "bottom", "share of noise")
        label_axis(self._plot, "left", "side")
        self._plot.getPlotItem().invertX(True)
        self._plot.set_least(110, 70)
        self._other = self._curve_in("text", 1.5, DASH)
        self._calibrated: tuple[int, ...] = ()
        self._curve = self._curve_in("link", symbol="o", size=9)
        self._chosen = self._curve_in("accent", symbol="o", size=13)
        self._now = self._line_in("text", 90)
        self._now.setVisible(False)
        self.heading = FittingLabel()
        self.set_calibrated(())
        lay_out(self, down(self.heading, self._plot, spacing=0))
        self._fit_letters()
        self._plot.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Windows of the local answer, sides by share of noise")
        set_tip(self, "Drag a point up for larger windows; arrow keys do it, too")

    def set_windows(self, sides: Sequence[int], ladder: Sequence[int]) -> None:
        """Show ``sides``, of those in the ``ladder``, whose last covers the whole picture."""
        self._ladder, self.sides = tuple(ladder), tuple(sides)
        heights = [self._step_of(side) for side in self.sides]
        self._curve.setData(self._shares, heights)
        self._show_calibrated()
        last = len(self._ladder) - 1
        every = -(-len(self._ladder) // _MOST_MARKS)
        marks = [(step, str(side)) for step, side in enumerate(self._ladder[:-1]) if step % every == 0]
        self._plot.getAxis("left").setTicks([[*marks, (last, "all")]])
        self._plot.setRange(QRectF(-0.02, -0.5, 1.04, last + 1.3), padding=0)
        self._show_chosen()
        words = (f"{share:g}: {side}" for share, side in zip(self._shares, self.sides, strict=True))
        self.setAccessibleDescription("; ".join(words))

    def set_calibrated(self, sides: Sequence[int], noises: int = 0) -> None:
        """Show beside them the sides that were found on so many noises, or none."""
        self._calibrated = tuple(sides)
        found = f"; dashed: found on {counted(noises, 'noise')}" if self._calibrated else ""
        self.heading.set_texts(
            [strong("Windows of the local answer") + found, strong("Windows") + found, strong("Windows")]
        )
        self._show_calibrated()

    def _show_calibrated(self) -> None:
        self._other.setData(
            self._shares[: len(self._calibrated)], [self._step_of(side) for side in self._calibrated]
        )

    def _fit_letters(self) -> None:
        self._plot.clear_above(self)

    def set_mark(self, share: float) -> None:
        """Mark the share of noise that is looked at."""
        self._now.setVisible(True)
        self._now.setValue(share)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of the point that is nearest from side to side."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._held = int(np.abs(np.array(self._shares) - self._at(event).x()).argmin())
            self._pull(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Pull the point to another side."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._pull(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.released.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go from point to point, and to larger and smaller windows."""
        key = Qt.Key(event.key())
        if key in _TURNS:
            self._held = min(max(self._held + _TURNS[key], 0), len(self._shares) - 1)
            self._show_chosen()
        elif key in _STEPS:
            self._give(self._step_of(self.sides[self._held]) + _STEPS[key])
            self.released.emit()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._show_chosen()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._show_chosen()

    def _at(self, event: QMouseEvent) -> QPointF:
        return self._plot.to_plane(self._plot.mapFrom(self, event.position()))

    def _pull(self, event: QMouseEvent) -> None:
        self._give(round(self._at(event).y()))

    def _give(self, step: int) -> None:
        side = self._ladder[min(max(step, 0), len(self._ladder) - 1)]
        self._show_chosen()
        if side != self.sides[self._held]:
            self.picked.emit((*self.sides[: self._held], side, *self.sides[self._held + 1 :]))

    def _step_of(self, side: int) -> int:
        """The step of the ladder that is nearest to a side."""
        return int(np.abs(np.array(self._ladder) - side).argmin())

    def _show_chosen(self) -> None:
        shown = [self._held] if self.hasFocus() else []
        self._chosen.setData(
            [self._shares[index] for index in shown], [self._step_of(self.sides[index]) for index in shown]
        )
