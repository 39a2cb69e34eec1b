"""One sample's way from noise to data: a column per step, with x, predicted data and predicted noise."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QResizeEvent

from playground.paradigms.denoising.trajectory import COLUMNS, Moment, Trajectory
from playground.ui.plots.picture_matrix import Heading, PictureMatrix
from playground.ui.sampling.resize import enlarged

_ROWS = (Heading("x"), Heading("data"), Heading("noise"))
_ROOM = 54
"""Pixels across for a picture that can be seen, and its gap."""
_FEWEST, _MOST = 4, 24
"""Steps that are drawn where there is little room, and much."""


class Filmstrip(PictureMatrix):
    """Shows a :class:`Trajectory`, as far as one has been in it; pressing or dragging asks for a moment."""

    asked = Signal(int)
    """The place of a moment in the trajectory."""

    released = Signal()

    def __init__(self, rows: Sequence[str] = COLUMNS) -> None:
        super().__init__("Filmstrip of the chosen sample")
        self._names = tuple(rows)
        self._places: Sequence[int] = ()
        self._shown: tuple[Trajectory, int] | None = None
        self._marked = self._farthest = 0
        self._first: Moment | None = None
        self._pictures: NDArray[np.uint8] | None = None
        self.setStatusTip("Press or drag to go to a step.")

    def show_trajectory(self, trajectory: Trajectory, sample: int) -> None:
        """Draw one sample's pictures at evenly chosen steps."""
        if not len(trajectory):
            return
        self._shown = trajectory, sample
        if trajectory.moments[0] is not self._first:
            self._first, self._farthest = trajectory.moments[0], 0
        sample = min(sample, trajectory.count - 1)
        self._places, rows = trajectory.film(sample, self._most())
        # Where x is a latent, its tiles are of another size than the pictures that it is decoded to.
        images = np.stack(enlarged([rows[name] for name in self._names], rows["data"].shape))
        self._pictures = images[:, :, None]
        self._show_reached()
        headings = [heading for heading in _ROWS if heading.title in self._names]
        columns = [Heading(str(trajectory.moments[place].step)) for place in self._places]
        self.set_headings(headings, columns)

    def mark(self, place: int) -> None:
        """Frame the column that is nearest to a moment."""
        self._marked = place
        if place > self._farthest:
            self._farthest = place
            self._show_reached()
        if self._places:
            nearest = int(np.abs(np.asarray(self._places) - place).argmin())
            self.set_lit(None, nearest)

    def _show_reached(self) -> None:
        """What is still to come is empty: it would tell how the way ends before anybody goes it."""
        if self._pictures is not None:
            reached = np.asarray(self._places) <= self._farthest
            self.set_images(self._pictures, np.tile(reached, (len(self._pictures), 1)))

    def minimumSizeHint(self) -> QSize:
        """Room for a few steps: with less there are fewer."""
        return QSize(_FEWEST * _ROOM, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Draw as many steps as there is room for now."""
        super().resizeEvent(event)
        if self._shown is not None and len(self._shown[0]) and len(self._places) != self._most():
            self.show_trajectory(*self._shown)
            self.mark(self._marked)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go to a step."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._ask(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Walk over the steps while the button is held."""
        super().mouseMoveEvent(event)
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._ask(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.released.emit()

    def _ask(self, event: QMouseEvent) -> None:
        spot = self.spot_at(event.position().toPoint())
        if spot is not None and spot.column < len(self._places):
            self.asked.emit(self._places[spot.column])

    def _most(self) -> int:
        """As many steps as there is room for, where pictures are as high as they can be."""
        high = (self.height() - 2 * self.fontMetrics().height()) // max(1, len(self._names))
        return max(_FEWEST, min(_MOST, self.width() // max(_ROOM, high)))
