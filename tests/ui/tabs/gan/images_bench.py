"""The GAN tab at its Images stage, with players in closed form."""

from __future__ import annotations

from typing import Any

from playground.core.cards import Card
from playground.ui.tabs.gan import TAB
from tests.support.linear_gan import GanWorld
from tests.ui.sampling.bench import StageBench

FEW: dict[str, Any] = {
    "tiles": 3, "frames": 5, "sample.count": 20, "judge.count": 24, "moments.count": 10, "rows": 2,
    "pictures": 3,
}  # fmt: skip
"""Controls of a state that is drawn soon."""


class ImagesBench(StageBench):
    """Such a tab, and what its menus offer."""

    def __init__(self, *cards: Card) -> None:
        self.players = GanWorld(*cards)
        world: Any = self.players
        super().__init__(TAB, world)
