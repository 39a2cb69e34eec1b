"""Which models stand beside one as its reflow: those that learned from what it drew."""

from __future__ import annotations

from collections.abc import Iterable

from playground.core.cards import Card
from playground.gaussian.card import Denoising


def reflowed(card: Card, cards: Iterable[Card]) -> tuple[Card, ...]:
    """The reflows of a model, then the reflows of these and so on, which begin and end as it does.

    Of any other pair, such as a model by heart and the reflow of a network, none comes before or after.
    """
    left = [each for each in cards if _comparable(each, card)]
    found, teachers = list[Card](), [card.name]
    while teachers:
        taught = [each for each in left if _teacher(each) in teachers]
        left = [each for each in left if each not in taught]
        found, teachers = found + taught, [each.name for each in taught]
    return tuple(found)


def reflow_of(card: Card, cards: Iterable[Card], asked: str) -> str:
    """The name of the model that stands beside this one: what is ``asked`` for, or else what it taught."""
    names = [each.name for each in reflowed(card, cards)]
    return asked if asked in names or not names else names[0]


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


def _teacher(card: Card) -> str:
    denoising = Denoising.of(card)
    return denoising.teacher if denoising is not None else ""
