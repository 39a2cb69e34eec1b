"""The card of a model that tells how well words and pictures agree, and what its parts take and give."""

from __future__ import annotations

from typing import ClassVar

from playground.core.card_faults import CardRules, Fault, Faults, latent_faults
from playground.core.cards import Card, Condition, Table, TokenCondition
from playground.core.ports import Port, Ports

NAME = "contrastive"
"""Their paradigm: they draw nothing."""


class Contrast(Table, frozen=True, kw_only=True):
    """By which tokens a text is told, and the ``scale`` that makes log-odds of cosines, of a temperature the
    inverse."""

    field: ClassVar[str] = "contrast"

    condition: Condition
    scale: float


def contrastive_ports(card: Card) -> dict[str, Ports]:
    """Pictures and words give vectors of one space."""
    table = Contrast.of(card)
    if table is None or not isinstance(table.condition, TokenCondition):
        return {}
    vector = (Port(name="vector", shape=(card.latent,)),)
    tokens = Port(name="tokens", shape=(table.condition.length,), dtype="int64")
    picture = Port(name="image", shape=card.image.shape)
    return {"picture": ((picture,), vector), "words": ((tokens,), vector)}


def _faults(card: Card) -> Faults:
    yield from latent_faults(card, "the size of the common space")
    table = Contrast.of(card)
    told = table.condition if table else None
    if table is None or not isinstance(told, TokenCondition):
        yield Fault("contrast.condition", "be one of tokens")
        return
    if told.length < 2 or told.null is None:
        yield Fault("contrast.condition", "have a length of at least 2, and a null, which comes first")
    if not table.scale > 0:
        yield Fault("contrast.scale", "be above 0", f"is {table.scale:g}")


RULES = CardRules(
    ports=contrastive_ports, needed=lambda _: ("picture", "words"), faults=_faults, table=Contrast
)
