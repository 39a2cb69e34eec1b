"""What the card of an encoder and a decoder says, and must say."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, ClassVar

from playground.core.card_faults import CardRules, Fault, Faults, latent_faults
from playground.core.cards import Bernoulli, Card, DiscretizedLogistic, Gaussian, Strict, Table
from playground.core.ports import Port, Ports

MAX_DIRECTIONS = 64
_FARTHEST = 1000.0
EXACT_READING = "exact reading"
"""What confirms directions of pictures whose every factor can be read."""


class Confirmation(Strict, frozen=True, kw_only=True):
    """How often what ``by`` says agrees more with a word after a step along its direction than before.

    ``share`` is that of ``pictures`` without the word for which it does, by more than after a step as long in
    a random direction, with its 95 % interval, for the pictures and the random directions that were drawn by
    chance; ``chance`` is what random directions in its place have. By exact reading it is the share of
    pictures that show the value after the step, and of which nothing else has changed.
    """

    by: str
    share: float
    low: float
    high: float
    chance: float
    pictures: int


class Direction(Strict, frozen=True, kw_only=True):
    """A direction of the latent space with a name.

    ``vector`` leads from the mean code of the pictures without what it tells to that of those with it, among
    those ``within`` what all of them tell; it is empty where these are all pictures.
    """

    name: str
    within: str = ""
    vector: tuple[float, ...]
    confirmed: Confirmation | None = None


class Directions(Table, frozen=True, kw_only=True):
    """Named directions, and how many times its vector the ``step`` is that was measured along each."""

    field: ClassVar[str] = "directions"

    step: float
    named: tuple[Direction, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """What they are called, in their order."""
        return tuple(direction.name for direction in self.named)


def vae_ports(
    image: tuple[int, int, int], latent: int, outputs: tuple[str, ...] = ("location", "log_scale")
) -> dict[str, Ports]:
    """Those of an encoder and a decoder of ``latent`` dimensions; ``outputs`` are the decoder's."""
    return {
        "encoder": (
            (Port(name="image", shape=image),),
            (Port(name="mean", shape=(latent,)), Port(name="log_variance", shape=(latent,))),
        ),
        "decoder": (
            (Port(name="latent", shape=(latent,)),),
            tuple(Port(name=name, shape=image) for name in outputs),
        ),
    }


def _ports(card: Card) -> dict[str, Ports]:
    return vae_ports(card.image.shape, card.latent, _OUTPUTS[type(card.likelihood)](card.likelihood))


_OUTPUTS: dict[Any, Callable[[Any], tuple[str, ...]]] = {
    DiscretizedLogistic: lambda _: ("location", "log_scale"),
    Gaussian: lambda one: ("location",) if one.scale is not None else ("location", "log_scale"),
    Bernoulli: lambda _: ("logit",),
    type(None): lambda _: ("location",),
}


def _faults(card: Card) -> Faults:
    yield from latent_faults(card, "the number of latent dimensions")
    scale = card.likelihood.scale if isinstance(card.likelihood, Gaussian) else None
    if scale is not None and scale <= 0:
        yield Fault("likelihood.scale", "be a positive number", f"is {scale:g}")
    table = Directions.of(card)
    if table is not None:
        yield from _of_directions(table, card.latent)


def _of_directions(table: Directions, latent: int) -> Faults:
    if not 0 < table.step < math.inf:
        yield Fault("directions.step", "be a positive number", f"is {table.step:g}")
    if not 1 <= len(table.named) <= MAX_DIRECTIONS:
        yield Fault(
            "directions.named", f"have between 1 and {MAX_DIRECTIONS} entries", f"has {len(table.named)}"
        )
    if len(set(table.names)) < len(table.names) or not all(table.names):
        yield Fault("directions.named", "have a name each, and none of them twice")
    if any(len(direction.vector) != latent for direction in table.named):
        yield Fault("directions.named", f"have vectors of {latent} values, as many as there are dimensions")
    elif not all(0 < max(map(abs, direction.vector)) <= _FARTHEST for direction in table.named):
        yield Fault("directions.named", f"lead somewhere, by no more than {_FARTHEST:g} in any dimension")
    confirmed = [each.confirmed for each in table.named if each.confirmed is not None]
    if not all(
        0 <= one.low <= one.share <= one.high <= 1 and 0 <= one.chance <= 1 and one.pictures > 0
        for one in confirmed
    ):
        yield Fault("directions.named", "be confirmed by shares between 0 and 1, of at least one picture")


RULES = CardRules(ports=_ports, needed=lambda _: ("decoder",), faults=_faults, table=Directions)
