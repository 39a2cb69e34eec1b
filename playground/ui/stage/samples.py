"""A grid of pictures that a model draws, once for all families that draw them at once."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu, QWidget

from playground.ui.stage.exports import GRID, Written, frame_exports
from playground.ui.stage.panel import C, Panel
from playground.ui.state.feed import Shown
from playground.ui.tab import Export
from playground.ui.widgets.buttons import push
from playground.ui.widgets.image_strip import ImageStrip

LEAST_SAMPLE = 64
"""Pixels of a sample's side in Simple, where the others are scrolled to."""


class Samples(Panel[C], QWidget):
    """The pictures of the view ``sample``; a subclass lays them out, and says what they are."""

    title: ClassVar[str] = "Samples"
    """What they are called, and their files."""
    tip: ClassVar[str]
    """What the mouse does."""
    seed: ClassVar[str] = "seed"
    """The state's field that says which are drawn."""

    def __init__(self, scene: C) -> None:
        super().__init__(scene)
        self.grid = ImageStrip(self.title)
        self.grid.set_fit(True)
        self.grid.viewport().setStatusTip(self.tip)
        self.again = push("Next seed", "Draw other samples")
        self.again.clicked.connect(lambda: scene.draw_again("Draw other samples", self.seed))
        self.grid.set_names(scene.named("sample"))
        self.grid.hovered.connect(self.tell)
        self.grid.chosen.connect(self.choose)
        self.grid.menu_asked.connect(self._show_menu)

    @property
    def extras(self) -> tuple[QWidget, ...]:
        return (self.again,)

    def set_simple(self, simple: bool) -> None:
        super().set_simple(simple)
        self.grid.set_least(LEAST_SAMPLE if simple else 0)

    def exports(self) -> list[Export]:
        ways = (
            Written(f"{self.title}, grid and arrays", "samples", options=GRID),
            Written(f"{self.title}, a folder of pictures", "samples", ("",)),
        )
        return frame_exports(self.scene, self.scene.whole("sample"), *ways)

    def tell(self, index: int) -> None:
        """Say what the picture under the mouse is, or what all of them are for −1."""
        raise NotImplementedError

    def choose(self, index: int) -> None:
        """A picture was clicked, or reached by key."""
        raise NotImplementedError

    def menu(self, shown: Shown, index: int) -> QMenu:
        """What can be done with a picture."""
        raise NotImplementedError

    def _show_menu(self, index: int, where: QPoint) -> None:
        shown = self.scene.current("sample")
        if shown is not None and index < int(shown.frame.scalars["done"]):
            self.menu(shown, index).popup(where)
