"""The GAN tab at its Images stage, with players in closed form."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QApplication, QMenu

from playground.core.cards import Card
from playground.core.frames import Frame
from playground.core.recipe import Recipe
from playground.engine.inprocess import final
from playground.ui.tabs.gan import TAB
from tests.support.linear_gan import GanWorld
from tests.ui.sampling.bench import StageBench


class ImagesBench(StageBench):
    """Such a tab, and what its menus offer."""

    def __init__(self, *cards: Card) -> None:
        self.players = GanWorld(*cards)
        world: Any = self.players
        super().__init__(TAB, world)

    def frame(self, recipe: Recipe) -> Frame:
        """What a recipe gives, without the window."""
        return final(recipe, self.players)

    def pick(self, entry: str) -> None:
        """Choose from the menu that is open."""
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        (action,) = (each for each in menu.actions() if each.text() == entry)
        action.trigger()
        menu.close()
        self.settle()
