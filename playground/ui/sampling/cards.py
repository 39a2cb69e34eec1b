"""Models that an Images stage can run, in the order they are offered."""

from __future__ import annotations

from collections.abc import Iterable

from playground.core.cards import Card


def denoisers(cards: Iterable[Card], first: str) -> tuple[Card, ...]:
    """All denoising models, those of the paradigm ``first`` before the others."""
    found = [card for card in cards if card.denoising is not None]
    return tuple(sorted(found, key=lambda card: card.paradigm != first))
