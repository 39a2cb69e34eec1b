"""Several planes of a lab: one is large, and a click on a small one enlarges that."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from playground.core.frames import Array
from playground.ui.lab.arrangement import LEAST_LARGE, places
from playground.ui.lab.display_turn import DisplayTurn
from playground.ui.lab.scene import TrainingScene
from playground.ui.plots.field_plane import FieldPlane


class OneLarge(QWidget):
    """Draws the newest frame on its planes; the state's view says which of them is ``large``.

    A subclass hands its planes to :meth:`show_planes`, says in :meth:`draw_frame` what is on them, and in
    :meth:`place_handles` where one takes hold of them.
    """

    least = LEAST_LARGE
    """Pixels a side of the smallest large plane beside which there are small ones."""

    def __init__(self, scene: TrainingScene, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.scene = scene
        self.planes: dict[str, FieldPlane] = {}
        self.turn = DisplayTurn(self.draw, self)
        self.drawn = 0
        """How often the planes were drawn."""

    def show_planes(self, planes: Mapping[str, FieldPlane]) -> None:
        """Arrange these planes, children of this widget, and follow state and frames from now on."""
        self.planes.update(planes)
        for name, plane in planes.items():
            plane.released.connect(self.scene.store.end_gesture)
            plane.clicked.connect(partial(self._enlarge, name))
        self.scene.feed.arrived.connect(self.turn.wait)
        self.scene.changed.connect(self.follow)
        self.arrange()

    def draw_frame(self, arrays: Mapping[str, Array]) -> None:
        """Draw the newest frame, whose arrays are these."""
        raise NotImplementedError

    def place_handles(self) -> None:
        """Put the planes' handles where the state has them."""
        raise NotImplementedError

    @property
    def large(self) -> FieldPlane:
        """The plane that is shown large."""
        return self.planes[self.scene.state.view.large]

    def sizeHint(self) -> QSize:
        """Room for a large plane and two small ones."""
        return QSize(640, 430)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Use the room."""
        super().resizeEvent(event)
        self.arrange()

    def arrange(self) -> None:
        """Give every plane its place."""
        names, large = tuple(self.planes), self.scene.state.view.large
        found = places(names, large, self.width(), self.height(), self.least)
        for name, plane in self.planes.items():
            plane.setVisible(name in found)
            if name in found:
                plane.setGeometry(found[name])
        self.turn.wait()

    def follow(self, old: Any, new: Any) -> None:
        """Show a new state."""
        if old.view.large != new.view.large:
            self.arrange()
        self.place_handles()
        self.turn.wait()

    def draw(self) -> None:
        """Draw what there is now."""
        self.turn.begin()
        if self.scene.feed.frame is not None:
            self.drawn += 1
            self.draw_frame(self.scene.feed.arrays)

    def _enlarge(self, name: str) -> None:
        self.scene.act(f"show {name}", self.scene.view, large=name)
