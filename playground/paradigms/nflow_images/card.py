"""What the card of a normalizing flow says, and must say."""

from __future__ import annotations

from typing import ClassVar, Literal

from playground.core.card_faults import CardRules, Fault, Faults, condition_faults
from playground.core.cards import Card, Condition, Table
from playground.core.conditions import condition_ports
from playground.core.ports import LABEL, Port, Ports

MAX_HALVINGS = 8


class Nflow(Table, frozen=True, kw_only=True):
    """An invertible network between pictures and z, which is standard normal and of a picture's shape.

    ``normalise`` takes grey levels 0…255 and the noise in [0, 1) that is added to them, and gives z and the
    log-density of their sum in nats, to which each value of the picture contributes its own; ``generate``
    gives that sum over 256. The picture is halved ``halvings`` times, and
    :func:`~playground.core.likelihood.scale_of_pixels` says which values of z belong to which scale.
    """

    field: ClassVar[str] = "nflow"

    condition: Condition
    halvings: int
    dequantisation: Literal["uniform"] = "uniform"


def nflow_ports(image: tuple[int, int, int], inputs: tuple[Port, ...] = (LABEL,)) -> dict[str, Ports]:
    """Those of a normalizing flow: from pictures to z, and back."""
    picture, z = Port(name="image", shape=image), Port(name="z", shape=image)
    given = (picture, Port(name="noise", shape=image), *inputs)
    return {
        "normalise": (given, (z, Port(name="log_density", shape=image))),
        "generate": ((z, *inputs), (picture,)),
    }


def _ports(card: Card) -> dict[str, Ports]:
    nflow = Nflow.of(card)
    return {} if nflow is None else nflow_ports(card.image.shape, condition_ports(nflow.condition))


def _faults(card: Card) -> Faults:
    nflow = Nflow.of(card)
    if nflow is None:
        yield Fault("nflow", "say how pictures become z")
        return
    yield from condition_faults(nflow.condition, card.labels, "nflow")
    side = 2 ** min(max(nflow.halvings, 0), MAX_HALVINGS)
    if not 1 <= nflow.halvings <= MAX_HALVINGS:
        yield Fault("nflow.halvings", f"lie between 1 and {MAX_HALVINGS}", f"is {nflow.halvings}")
    elif card.image.height % side or card.image.width % side:
        yield Fault("nflow.halvings", f"fit the picture, whose sides are no multiples of {side}")
    if (card.image.low, card.image.high) != (0, 255):
        yield Fault("image", "have black at 0 and white at 255: grey levels themselves are taken")


RULES = CardRules(ports=_ports, needed=lambda _: ("normalise", "generate"), faults=_faults, table=Nflow)
