"""An engine that draws made-up pictures, and the cards of models that ship."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from playground.core import folders
from playground.core.cards import Card
from playground.core.frames import Frame
from playground.core.recipe import Recipe
from playground.core.resources import Placement
from playground.engine.inprocess import InProcessEngine
from playground.paradigms import recipe_types
from playground.paradigms.cards import read_card
from playground.ui.state.link import Link
from tests.support.resting import come_to_rest

NAMES = ("fashion-flow", "fashion-ddpm", "fashion-consistency", "fashion-classifier")


def cards() -> tuple[Card, ...]:
    """Three of the models that ship, and the classifier in whose features they are compared."""
    return tuple(read_card(folders.shipped_models() / name) for name in NAMES)


class World:
    """Every recipe gives pictures as bright as its seed and count say."""

    types = recipe_types()

    def __init__(self, cards: tuple[Card, ...]) -> None:
        self.cards = cards
        self.ran: list[Recipe] = []

    def run(self, recipe: Any, placement: Placement, training: int = 0) -> Iterator[Frame]:
        """Half of the way, then the pictures."""
        self.ran.append(recipe)
        shape = (recipe.count, 1, 28, 28)
        yield Frame(arrays={"data": np.zeros(shape, np.uint8)}, index=1, total=2)
        yield Frame(arrays={"images": np.full(shape, 200, np.uint8)}, index=2, total=2, final=True)

    def placements(self) -> tuple[Placement, ...]:
        """Where models can run."""
        return (Placement(),)


class Engine:
    """The engine in this process, on a clock that is always late enough."""

    def __init__(self, link: Link, world: World) -> None:
        self.link, self.world = link, world
        self._now = 0.0
        link.attach(self._connect)

    def _connect(self, listener: Callable[[object], None]) -> InProcessEngine:
        self.engine = InProcessEngine(listener, lambda _tell: self.world, clock=self._clock)
        return self.engine

    def _clock(self) -> float:
        self._now += 1.0
        return self._now

    def settle(self) -> None:
        """Run until there is nothing to do."""
        come_to_rest(self.engine.pump, lambda: self.link.busy, 1000)
