"""What the card of two players says, and must say."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable
from typing import Any, ClassVar, Literal

from playground.core.card_faults import CardRules, Fault, Faults, condition_faults
from playground.core.cards import Card, Condition, Strict, Table
from playground.core.conditions import condition_ports
from playground.core.ports import LABEL, Port, Ports

_ORTHONORMAL = 1e-3


class Snapshot(Strict, frozen=True, kw_only=True):
    """A moment of a training that was kept: its step, and the file with the weights of both players."""

    step: int
    weights: str


class Gan(Table, frozen=True, kw_only=True):
    """A generator of noise and what it is told, and, if it was kept, its discriminator.

    Noise has ``latent`` independent values. ``loss`` is what the discriminator minimised: of the
    ``non-saturating`` one, the logistic function of its logit is the probability that a picture is real.
    ``r1`` is γ of the penalty γ/2 · E‖∇ₓ logit‖² on real pictures that was added (Mescheder et al. 2018,
    equation 9), in pictures between ``low`` and ``high``; 0 where there was none.
    ``snapshots`` are in the order of their steps, and the last one is the model itself; a model of which only
    its end was kept has none. ``directions`` are orthonormal in the space of noise, along which the
    generator's first layer varies most, with their ``shares`` of its variance.
    """

    field: ClassVar[str] = "gan"

    latent: int
    distribution: Literal["normal"] = "normal"
    condition: Condition
    loss: Literal["non-saturating", "hinge", "least squares"] | None = None
    r1: float = 0.0
    snapshots: tuple[Snapshot, ...] = ()
    directions: tuple[tuple[float, ...], ...] = ()
    shares: tuple[float, ...] = ()

    @property
    def steps(self) -> tuple[int, ...]:
        """The steps of the moments that can be looked at: at least one, the model itself."""
        return tuple(snapshot.step for snapshot in self.snapshots) or (0,)

    @property
    def files(self) -> tuple[str, ...]:
        return (*super().files, *(one.weights for one in self.snapshots))

    def source_of(self, part: str) -> tuple[str, str] | None:
        """Parts are named alike, but those of an earlier snapshot have its step behind their name."""
        name, _, step = part.partition("-")
        earlier = (one for one in self.snapshots[:-1] if step == str(one.step))
        return next(((one.weights, name) for one in earlier), None)

    @classmethod
    def updated(cls, fields: dict[str, Any]) -> dict[str, Any]:
        """A generator was always told a class: none was told for none of them."""
        found = super().updated(fields)
        if "classes" in fields:
            found["condition"] = {"kind": "label", "classes": fields["classes"]}
        return found


def part_at(card: Card, part: str, index: int) -> str:
    """What a part is called at a snapshot, counted from the first, or from the last where negative."""
    gan = Gan.of(card)
    snapshots = gan.snapshots if gan else ()
    if not snapshots:
        return part
    snapshot = snapshots[index]
    return part if snapshot is snapshots[-1] else f"{part}-{snapshot.step}"


def gan_ports(
    image: tuple[int, int, int], latent: int, told: tuple[Port, ...] = (LABEL,)
) -> dict[str, Ports]:
    """Those of a generator and its discriminator."""
    picture = Port(name="image", shape=image)
    return {
        "generator": ((Port(name="noise", shape=(latent,)), *told), (picture,)),
        "discriminator": ((picture, *told), (Port(name="logit", shape=()),)),
    }


def _ports(card: Card) -> dict[str, Ports]:
    """Those of both players, at every snapshot."""
    gan = Gan.of(card)
    if gan is None:
        return {}
    players = gan_ports(card.image.shape, gan.latent, condition_ports(gan.condition))
    return {
        part_at(card, player, index): ports
        for index in range(-1, len(gan.steps) - 1)
        for player, ports in players.items()
    }


def _needed(card: Card) -> Iterable[str]:
    """The generator of every snapshot, and the discriminator of every one if there is any."""
    judged = any(name.startswith("discriminator") for name in card.parts)
    return [name for name in _ports(card) if judged or name.startswith("generator")]


def _faults(card: Card) -> Faults:
    gan = Gan.of(card)
    if gan is None:
        yield Fault("gan", "say what the players are given")
        return
    if gan.latent < 1:
        yield Fault("gan.latent", "be at least 1", f"is {gan.latent}")
    if gan.r1 < 0:
        yield Fault("gan.r1", "be a number from 0 up", f"is {gan.r1:g}")
    if gan.loss is None and "discriminator" in card.parts:
        yield Fault("gan.loss", "say what the discriminator minimised, whose logits mean something by it")
    yield from condition_faults(gan.condition, card.labels, "gan")
    if gan.snapshots:
        steps, files = zip(*((one.step, one.weights) for one in gan.snapshots), strict=True)
        if steps[0] < 0 or any(late <= early for early, late in itertools.pairwise(steps)):
            yield Fault("gan.snapshots", "have rising steps from 0 up")
        if len(set(files)) != len(files) or files[-1] != card.weights:
            yield Fault("gan.snapshots", f"each have a file, and the last one must have “{card.weights}”")
    if len(gan.shares) != len(gan.directions):
        yield Fault("gan.shares", f"have {len(gan.directions)} entries, one per direction")
    if any(len(row) != gan.latent for row in gan.directions):
        yield Fault("gan.directions", f"have {gan.latent} values each, as the noise has")
    elif not _orthonormal(gan.directions):
        yield Fault("gan.directions", "be orthogonal to each other and of length 1")


def _orthonormal(rows: tuple[tuple[float, ...], ...]) -> bool:
    pairs = itertools.combinations_with_replacement(rows, 2)
    products = ((math.fsum(one * two for one, two in zip(*pair, strict=True)), pair) for pair in pairs)
    return all(abs(product - (pair[0] is pair[1])) <= _ORTHONORMAL for product, pair in products)


RULES = CardRules(ports=_ports, needed=_needed, faults=_faults, table=Gan)
