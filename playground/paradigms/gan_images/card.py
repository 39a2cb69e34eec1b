"""What the card of two players says, and must say."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable
from typing import Any, ClassVar, Literal

import numpy as np
from numpy.typing import NDArray

from playground.core.card_faults import CardRules, Fault, Faults, condition_faults
from playground.core.cards import Card, Condition, LabelCondition, Strict, Table
from playground.core.conditions import condition_ports
from playground.core.ports import Port, Ports

_ORTHONORMAL = 1e-3

MAX_LAYERS = 64
"""Of a synthesis network: each is shown, and takes a w of its own."""

Middles = tuple[tuple[float, ...], ...]
"""The mean w of each class."""


class Snapshot(Strict, frozen=True, kw_only=True):
    """A moment of a training that was kept: its step, and the file with the weights of both players.

    An earlier moment of a mapped generator has ``middles`` of its own; the model's are those of the last one.
    """

    step: int
    weights: str
    middles: Middles = ()


class Gan(Table, frozen=True, kw_only=True):
    """A generator of noise and what it is told, and, if it was kept, its discriminator.

    Noise has ``latent`` independent values. ``loss`` is what the discriminator minimised: of the
    ``non-saturating`` one, the logistic function of its logit is the probability that a picture is real.
    ``r1`` is γ of the penalty γ/2 · E‖∇ₓ logit‖² on real pictures that was added (Mescheder et al. 2018,
    equation 9), in pictures between ``low`` and ``high``; 0 where there was none.
    ``snapshots`` are in the order of their steps, and the last one is the model itself; a model of which only
    its end was kept has none. ``directions`` are orthonormal in the space of noise, along which the
    generator's first layer varies most, with their ``shares`` of its variance.

    A generator with ``style`` is a mapped one (Karras et al. 2019, section 2): ``mapping`` makes of noise and
    label a w of so many values, and ``synthesis`` a picture of one w for each of its ``layers``, from the
    coarsest to the finest. ``middles`` are the mean w of each class, measured over many draws. Its
    ``directions`` are the principal components of w about the mean of its class (Härkönen et al. 2020,
    section 3.1), orthonormal in the space of w, along each of which w has a standard deviation of
    ``deviations``.
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
    style: int = 0
    layers: int = 0
    middles: Middles = ()
    deviations: tuple[float, ...] = ()

    @property
    def code(self) -> int:
        """How many values there are of what one moves: of w where the generator is mapped, else of noise."""
        return self.style or self.latent

    def middles_at(self, index: int) -> NDArray[np.float32]:
        """The mean w of each class ``(classes, style)`` at a snapshot of a mapped generator."""
        earlier = self.snapshots[index].middles if self.snapshots else ()
        return np.array(earlier or self.middles, dtype=np.float32)

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


def means_of(condition: Condition) -> int:
    """How many means there are: one for each class and, where it may be told, for none of them."""
    told_none = isinstance(condition, LabelCondition) and condition.null is not None
    return max(1, condition.classes + told_none)


def generating(gan: Gan) -> tuple[str, ...]:
    """The parts that make a picture of noise, the last one the picture itself."""
    return ("mapping", "synthesis") if gan.style else ("generator",)


def part_at(card: Card, part: str, index: int) -> str:
    """What a part is called at a snapshot, counted from the first, or from the last where negative."""
    gan = Gan.of(card)
    snapshots = gan.snapshots if gan else ()
    if not snapshots:
        return part
    snapshot = snapshots[index]
    return part if snapshot is snapshots[-1] else f"{part}-{snapshot.step}"


def gan_ports(image: tuple[int, int, int], gan: Gan) -> dict[str, Ports]:
    """Those of a generator, or of both halves of a mapped one, and of its discriminator."""
    told, picture = condition_ports(gan.condition), Port(name="image", shape=image)
    given, style = (Port(name="noise", shape=(gan.latent,)), *told), Port(name="style", shape=(gan.style,))
    styles = Port(name="styles", shape=(gan.layers, gan.style))
    generator: dict[str, Ports] = (
        {"mapping": (given, (style,)), "synthesis": ((styles,), (picture,))}
        if gan.style
        else {"generator": (given, (picture,))}
    )
    return {**generator, "discriminator": ((picture, *told), (Port(name="logit", shape=()),))}


def _ports(card: Card) -> dict[str, Ports]:
    """Those of both players, at every snapshot."""
    gan = Gan.of(card)
    if gan is None:
        return {}
    players = gan_ports(card.image.shape, gan)
    return {
        part_at(card, player, index): ports
        for index in range(-1, len(gan.steps) - 1)
        for player, ports in players.items()
    }


def _needed(card: Card) -> Iterable[str]:
    """The generator of every snapshot, and the discriminator of every one if there is any."""
    judged = any(name.startswith("discriminator") for name in card.parts)
    return [name for name in _ports(card) if judged or not name.startswith("discriminator")]


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
    # How long a row must be is not known while the widths are wrong.
    widths = tuple(_width_faults(gan))
    yield from widths or (*_direction_faults(gan), *_middle_faults(gan))


def _width_faults(gan: Gan) -> Faults:
    if gan.style < 0:
        yield Fault("gan.style", "be at least 1, or 0 for a generator of noise alone", f"is {gan.style}")
    elif gan.style and gan.layers < 1:
        yield Fault("gan.layers", "be at least 1, as many as take a w of their own", f"is {gan.layers}")
    elif gan.style and gan.layers > MAX_LAYERS:
        yield Fault("gan.layers", f"be at most {MAX_LAYERS}", f"is {gan.layers}")
    elif gan.layers and not gan.style:
        yield Fault("gan.layers", "be left out where there is no gan.style", f"is {gan.layers}")


def _direction_faults(gan: Gan) -> Faults:
    count = len(gan.directions)
    if len(gan.shares) != count:
        yield Fault("gan.shares", f"have {count} entries, one per direction")
    if len(gan.deviations) != (count if gan.style else 0):
        must = f"have {count} entries, one per direction" if gan.style else "be left out: that of noise is 1"
        yield Fault("gan.deviations", must)
    elif not all(one > 0 for one in gan.deviations):
        yield Fault("gan.deviations", "be above 0")
    if any(len(row) != gan.code for row in gan.directions):
        has = "w" if gan.style else "the noise"
        yield Fault("gan.directions", f"have {gan.code} values each, as {has} has")
    elif not _orthonormal(gan.directions):
        yield Fault("gan.directions", "be orthogonal to each other and of length 1")


def _middle_faults(gan: Gan) -> Faults:
    """A mapped generator has means at every moment, the last of which is the model itself."""
    named = [("gan.middles", gan.middles, bool(gan.style))]
    for index, one in enumerate(gan.snapshots):
        earlier = index < len(gan.snapshots) - 1
        named.append((f"gan.snapshots[{index}].middles", one.middles, bool(gan.style) and earlier))
    for field, middles, wanted in named:
        count = means_of(gan.condition) if wanted else 0
        if len(middles) != count:
            must = f"have {count} rows, the mean w of each class" if wanted else "be left out"
            yield Fault(field, must, f"has {len(middles)}")
        elif any(len(row) != gan.style for row in middles):
            yield Fault(field, f"have {gan.style} values each, as w has")


def _orthonormal(rows: tuple[tuple[float, ...], ...]) -> bool:
    pairs = itertools.combinations_with_replacement(rows, 2)
    products = ((math.fsum(one * two for one, two in zip(*pair, strict=True)), pair) for pair in pairs)
    return all(abs(product - (pair[0] is pair[1])) <= _ORTHONORMAL for product, pair in products)


RULES = CardRules(ports=_ports, needed=_needed, faults=_faults, table=Gan)
