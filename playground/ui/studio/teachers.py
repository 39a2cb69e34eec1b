"""Models that another can learn from."""

from __future__ import annotations

from collections.abc import Iterable

from playground.core.cards import Card
from playground.gaussian.card import Denoising


def fitting(cards: Iterable[Card], data: str, shape: tuple[int, int, int]) -> tuple[Card, ...]:
    """Models of flow matching that learned from this data set, or what was scaled of it, in this shape."""
    names = data, f"{data[:36]}-{shape[1]}"
    return tuple(
        card for card in cards if _teaches(card) and card.data in names and card.image.shape == shape
    )


def _teaches(card: Card) -> bool:
    table = Denoising.of(card)
    return (
        table is not None
        and (table.kind, table.path, table.prediction) == ("denoiser", "linear", "velocity")
        and card.network is not None
        and card.network.name == "unet"
    )
