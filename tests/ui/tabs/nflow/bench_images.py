"""The tab at its Images stage, with flows in closed form."""

from __future__ import annotations

from PySide6.QtCore import QPoint

from playground.core.cards import Card
from playground.ui.tabs.nflow import TAB
from tests.support.pixel_flow import PixelWorld
from tests.ui.sampling.bench import StageBench


class ImagesBench(StageBench):
    """Such a tab, and what its menus offer."""

    def __init__(self, *cards: Card) -> None:
        self.flows = PixelWorld(*cards)
        super().__init__(TAB, self.flows)  # type: ignore[arg-type]


NOWHERE = QPoint(0, 0)
