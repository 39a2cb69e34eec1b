"""The tab at its Images stage, with flows in closed form."""

from __future__ import annotations

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication, QMenu

from playground.core.cards import Card
from playground.core.frames import Frame
from playground.core.recipe import Recipe
from playground.engine.inprocess import final
from playground.ui.tabs.nflow import TAB
from tests.support.pixel_flow import PixelWorld
from tests.ui.sampling.bench import StageBench


class ImagesBench(StageBench):
    """Such a tab, and what its menus offer."""

    def __init__(self, *cards: Card) -> None:
        self.flows = PixelWorld(*cards)
        super().__init__(TAB, self.flows)  # type: ignore[arg-type]

    def frame(self, recipe: Recipe) -> Frame:
        """What a recipe gives, without the window."""
        return final(recipe, self.flows)

    def pick(self, entry: str) -> None:
        """Choose from the menu that is open."""
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        (action,) = (each for each in menu.actions() if each.text() == entry)
        action.trigger()
        menu.close()
        self.settle()


NOWHERE = QPoint(0, 0)
