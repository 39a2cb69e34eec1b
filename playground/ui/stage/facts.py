"""What a card says of its networks, in one line."""

from __future__ import annotations

from playground.core.cards import Card
from playground.paradigms.families import family_of


def facts_of(card: Card) -> str:
    """What the networks are told and give; empty for a kind of model that says no more than its summary."""
    family = family_of(card.paradigm)
    return "" if family is None else family.facts(card)
