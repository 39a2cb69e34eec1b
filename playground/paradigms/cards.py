"""Cards by the rules of all families, and of what judges their pictures."""

from __future__ import annotations

import functools
from pathlib import Path

from playground.core import card_toml
from playground.core.card_faults import CardRules, Rules, latent_faults
from playground.core.cards import Card
from playground.core.ports import Port, Ports
from playground.paradigms import contrastive
from playground.paradigms.families import families


def classifier_ports(image: tuple[int, int, int], features: int, classes: int) -> dict[str, Ports]:
    """Those of a classifier whose last hidden layer has ``features`` values.

    Without classes it is the encoder of an autoencoder: pictures are compared by it, but it names none.
    """
    hidden, scores = Port(name="features", shape=(features,)), Port(name="scores", shape=(classes,))
    seen: dict[str, Ports] = {"features": ((Port(name="image", shape=image),), (hidden,))}
    return {**seen, "scores": ((hidden,), (scores,))} if classes else seen


_CLASSIFIER = CardRules(
    ports=lambda card: classifier_ports(card.image.shape, card.latent, len(card.labels)),
    needed=lambda card: ("features", "scores") if card.labels else ("features",),
    faults=lambda card: latent_faults(card, "the number of features"),
)


@functools.cache
def rules() -> Rules:
    """What the card of each paradigm must say, by its name."""
    found = {family.name: family.card for family in families() if family.card is not None}
    return {**found, "classifier": _CLASSIFIER, contrastive.NAME: contrastive.RULES}


def read_card(folder: Path) -> Card:
    """Read and validate ``folder/card.toml``; raises ``CardError`` with all that is wrong in it."""
    return card_toml.read_card(folder, rules())


def ports_of(card: Card) -> dict[str, Ports]:
    """Inputs and outputs of the parts that a model of this paradigm may be made of."""
    return rules()[card.paradigm].ports(card)
