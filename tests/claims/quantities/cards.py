"""Numbers that models' cards say were measured of them, and that their files hold."""

from __future__ import annotations

import math
from pathlib import Path

from playground.core.cards import Card
from playground.core.folders import shipped_models
from playground.paradigms.cards import read_card
from playground.paradigms.vae_images.card import Directions
from playground.runtimes.safetensors_header import read_header
from tests.claims.quantities import quantity


def card(model: str) -> Card:
    """The card of a model that ships."""
    return read_card(Path(shipped_models()) / model)


@quantity()
def measured(model: str, what: str, times: float = 1.0) -> float:
    """What a card says was measured, in another unit with ``times``."""
    return card(model).measured[what] * times


@quantity()
def direction(model: str, name: str, what: str, times: float = 1.0) -> float:
    """What was measured along a named direction: its ``share``, ``low``, ``high`` or ``chance``."""
    table = Directions.of(card(model))
    found = next(each.confirmed for each in table.named if each.name == name)
    value: float = getattr(found, what)
    return value * times


@quantity()
def trained(model: str, part: str) -> float:
    """A model's training: its ``steps``, or its ``minutes``."""
    training = card(model).training
    return training.seconds / 60 if part == "minutes" else training.steps


@quantity()
def million_parameters(model: str, part: str = "") -> float:
    """Numbers that a model, or one of its parts, has learned, in millions."""
    folder = Path(shipped_models()) / model
    tensors = read_header(folder / card(model).weights)
    chosen = [math.prod(each.shape) for name, each in tensors.items() if name.startswith(part)]
    return sum(chosen) / 1e6


@quantity()
def latent_kl(model: str, rank: int) -> float:
    """The KL of a latent dimension in nats; of rank 0 is that with the least."""
    return sorted(card(model).latent_kl)[rank]
