"""The world of a lab's run, which asks for no models: a place for its training, or none."""

from __future__ import annotations

from playground.core.cards import Card
from playground.core.checkpoint import Trainings
from playground.core.frames import Scalar
from playground.core.images import LabelledImages
from playground.core.resources import Session


class Bare:
    """Resources without models."""

    def __init__(self, trainings: Trainings | None = None) -> None:
        self.trainings = trainings

    def card(self, model: str) -> Card:
        """None."""
        raise NotImplementedError

    def session(self, model: str, part: str) -> Session:
        """None."""
        raise NotImplementedError

    def held_out(self, data: str) -> LabelledImages:
        """None."""
        raise NotImplementedError

    def facts(self, model: str) -> dict[str, Scalar]:
        """None."""
        raise NotImplementedError
