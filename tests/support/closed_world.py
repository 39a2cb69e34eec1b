"""What worlds of models in closed form have in common, which tests of the window are set in."""

from __future__ import annotations

from playground import paradigms
from playground.core.cards import Card
from playground.core.errors import CardError
from playground.core.frames import Scalar
from playground.core.images import LabelledImages
from playground.core.paradigm import Run
from playground.core.recipe import Recipe
from playground.core.resources import Placement, Session
from tests.support.garments import garments


class ClosedWorld:
    """Resources and an engine's workbench with some cards; set ``failure`` to make every model fail."""

    trainings = None

    def __init__(self, *cards: Card) -> None:
        self.cards = {card.name: card for card in cards}
        self.failure: Exception | None = None

    def card(self, model: str) -> Card:
        """The card of a model."""
        if model not in self.cards:
            raise CardError(f"There is no model “{model}”.")
        return self.cards[model]

    def session(self, model: str, part: str) -> Session:
        """A part of a model."""
        raise NotImplementedError

    def held_out(self, data: str) -> LabelledImages:
        """The held-out images that ship."""
        return garments()

    def facts(self, model: str) -> dict[str, Scalar]:
        """The model's name and hash."""
        return {"model": model, "model_sha256": self.cards[model].hash}

    @property
    def types(self) -> tuple[type[Recipe], ...]:
        """All recipe types."""
        return paradigms.recipe_types()

    def run(self, recipe: Recipe, placement: Placement, training: int = 0) -> Run:
        """The generator of a recipe's frames."""
        return paradigms.run(recipe, self)

    def placements(self) -> tuple[Placement, ...]:
        """The one placement there is."""
        return (Placement(),)
