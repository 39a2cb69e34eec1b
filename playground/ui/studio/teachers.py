"""Models that another can learn from."""

from __future__ import annotations

from collections.abc import Iterable

from playground.core.cards import Card
from playground.paradigms.flow.reflowed import can_teach


def fitting(cards: Iterable[Card], data: str, shape: tuple[int, int, int]) -> tuple[Card, ...]:
    """Models of flow matching that learned from this data set, or what was scaled of it, in this shape."""
    names = data, f"{data[:36]}-{shape[1]}"
    return tuple(
        card for card in cards if can_teach(card) and card.data in names and card.image.shape == shape
    )
