"""Which models one can be compared with by its reflow: those that begin and end alike."""

from __future__ import annotations

from collections.abc import Iterable

from playground.core.cards import Card
from playground.gaussian.card import Denoising


def reflowed(card: Card, cards: Iterable[Card]) -> tuple[Card, ...]:
    """Models that one can be compared with: those that it taught first."""
    others = [each for each in cards if _comparable(each, card)]
    return tuple(sorted(others, key=lambda each: not _taught_by(each, card)))


def reflow_of(card: Card, cards: Iterable[Card], asked: str) -> str:
    """The name of the model that stands beside this one: what is ``asked`` for, or else what it taught."""
    others = reflowed(card, cards)
    if any(each.name == asked for each in others):
        return asked
    return next((each.name for each in others if _taught_by(each, card)), asked)


def can_teach(card: Card) -> bool:
    """Whether a reflow can learn from this model."""
    table = Denoising.of(card)
    return (
        table is not None
        and (table.kind, table.path, table.prediction) == ("denoiser", "linear", "velocity")
        and card.network is not None
        and card.network.name == "unet"
    )


def _comparable(card: Card, other: Card) -> bool:
    """Whether both begin in the same noise and end in the same kind of picture."""
    one, two = Denoising.of(card), Denoising.of(other)
    if one is None or two is None or card.name == other.name:
        return False
    same = (one.kind, one.path, one.shape, one.classes) == (two.kind, two.path, two.shape, two.classes)
    return same and card.data == other.data


def _taught_by(card: Card, teacher: Card) -> bool:
    denoising = Denoising.of(card)
    return denoising is not None and denoising.teacher == teacher.name
