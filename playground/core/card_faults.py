"""What may be wrong in a card whose fields have the right types: the field, and why."""

from __future__ import annotations

import itertools
import math
from pathlib import Path
from typing import TypeAlias

from playground.core.cards import Card, Gan, part_at
from playground.core.ports import (
    Port,
    Ports,
    classifier_ports,
    denoising_ports,
    listed,
    nflow_ports,
    vae_ports,
)

FORMAT = 1
MAX_STEPS = 100_000
MAX_HALVINGS = 8
_ORTHONORMAL = 1e-3

Fault: TypeAlias = tuple[str, str] | None


def fault_of(card: Card, folder: str) -> Fault:
    """The first field that is wrong in the card of the folder of that name, and why."""
    if card.format != FORMAT:
        return "format", f"is {card.format}, but this program reads {FORMAT}"
    if card.name != folder:
        return "name", f"is “{card.name}”, but the folder is called “{folder}”"
    if min(card.image.channels, card.image.height, card.image.width) < 1:
        return "image", "must have at least one channel, row and column"
    if not card.image.low < card.image.high:
        return "image.low", "must be below image.high"
    if card.latent_kl and len(card.latent_kl) != card.latent:
        return "latent_kl", f"must have {card.latent} entries, one per latent dimension"
    named = {file.path for file in card.files}
    for file in named | {card.weights} | {part.graph for part in card.parts.values()}:
        if Path(file).name != file or file in ("", ".", ".."):
            return "files", f"names “{file}”, which is outside the model’s folder"
    weights = {card.weights} | {one.weights for one in (card.gan.snapshots if card.gan else ())}
    for file in weights | {part.graph for part in card.parts.values()}:
        if file not in named:
            return "files", f"must list “{file}” with its size and SHA-256"
    return _paradigm_fault(card) or _parts_fault(card)


def _paradigm_fault(card: Card) -> Fault:
    if card.paradigm in ("vae", "classifier") and card.latent < 1:
        return "latent", "must be at least 1"
    if card.paradigm == "classifier" and not card.labels:
        return "labels", "must name the classes"
    if card.paradigm == "vae" and card.likelihood is None:
        return "likelihood", "must say what the decoder’s outputs mean"
    return _denoising_fault(card) or _gan_fault(card) or _nflow_fault(card)


def _denoising_fault(card: Card) -> Fault:
    denoising = card.denoising
    if card.paradigm not in ("diffusion", "flow", "consistency"):
        return None if denoising is None else ("denoising", f"has no meaning for “{card.paradigm}”")
    if denoising is None:
        return "denoising", "must say how the network speaks"
    if (card.paradigm == "consistency") != (denoising.kind == "consistency"):
        return "denoising.kind", f"does not fit the paradigm “{card.paradigm}”"
    if denoising.classes < 1 or len(card.labels) != denoising.classes:
        return "labels", f"must have {denoising.classes} entries, one per class"
    if not 2 <= denoising.schedule_steps <= MAX_STEPS:
        return "denoising.schedule_steps", f"must lie between 2 and {MAX_STEPS}"
    if min(denoising.shape) < 1:
        return "denoising.shape", "must have at least one channel, row and column"
    if not (math.isfinite(denoising.time_scale) and denoising.time_scale > 0):
        return "denoising.time_scale", "must be a positive number"
    if not 0 <= denoising.guidance < math.inf:
        return "denoising.guidance", "must be a number from 0 up"
    return None


def _gan_fault(card: Card) -> Fault:
    gan = card.gan
    if gan is None or card.paradigm != "gan":
        if card.paradigm == "gan":
            return "gan", "must say what the players are given"
        return None if gan is None else ("gan", f"has no meaning for “{card.paradigm}”")
    if gan.latent < 1:
        return "gan.latent", "must be at least 1"
    if not 0 <= gan.r1 < math.inf:
        return "gan.r1", "must be a number from 0 up"
    if gan.classes < 1 or len(card.labels) != gan.classes:
        return "labels", f"must have {gan.classes} entries, one per class"
    steps = [snapshot.step for snapshot in gan.snapshots]
    if not steps or steps[0] < 0 or any(late <= early for early, late in itertools.pairwise(steps)):
        return "gan.snapshots", "must have rising steps from 0 up"
    files = [snapshot.weights for snapshot in gan.snapshots]
    if len(set(files)) != len(files) or files[-1] != card.weights:
        return "gan.snapshots", f"must each have a file, and the last one must have “{card.weights}”"
    return _directions_fault(gan)


def _directions_fault(gan: Gan) -> Fault:
    if len(gan.shares) != len(gan.directions):
        return "gan.shares", f"must have {len(gan.directions)} entries, one per direction"
    if any(len(row) != gan.latent for row in gan.directions):
        return "gan.directions", f"must have {gan.latent} values each, as the noise has"
    for index, row in enumerate(gan.directions):
        for other, column in enumerate(gan.directions[: index + 1]):
            product = math.fsum(one * two for one, two in zip(row, column, strict=True))
            if not abs(product - (index == other)) <= _ORTHONORMAL:
                return "gan.directions", "must be orthogonal to each other and of length 1"
    return None


def _nflow_fault(card: Card) -> Fault:
    nflow = card.nflow
    if nflow is None or card.paradigm != "nflow":
        if card.paradigm == "nflow":
            return "nflow", "must say how pictures become z"
        return None if nflow is None else ("nflow", f"has no meaning for “{card.paradigm}”")
    if nflow.classes < 1 or len(card.labels) != nflow.classes:
        return "labels", f"must have {nflow.classes} entries, one per class"
    if not 1 <= nflow.halvings <= MAX_HALVINGS:
        return "nflow.halvings", f"must lie between 1 and {MAX_HALVINGS}"
    side = 2**nflow.halvings
    if card.image.height % side or card.image.width % side:
        return "nflow.halvings", f"must fit the picture, whose sides are no multiples of {side}"
    if (card.image.low, card.image.high) != (0, 255):
        return "image", "must have black at 0 and white at 255: grey levels themselves are taken"
    return None


def _parts_fault(card: Card) -> Fault:
    """The part that is missing, or takes or gives something else."""
    for name, (inputs, outputs) in ports_of(card).items():
        if name not in card.parts:
            return "parts", f"must have “{name}”"
        part = card.parts[name]
        if (part.inputs, part.outputs) != (inputs, outputs):
            return f"parts.{name}", f"must take {listed(inputs)} and give {listed(outputs)}"
    return None


def ports_of(card: Card) -> dict[str, Ports]:
    """Inputs and outputs of the parts that a model of this paradigm is made of."""
    image = (card.image.channels, card.image.height, card.image.width)
    if card.paradigm == "vae":
        return vae_ports(image, card.latent)
    if card.gan is not None:
        return _gan_ports(image, card.gan, card)
    if card.denoising is not None:
        return denoising_ports(image, card.denoising.shape)
    if card.nflow is not None:
        return nflow_ports(image)
    return classifier_ports(image, card.latent, len(card.labels))


def _gan_ports(image: tuple[int, int, int], gan: Gan, card: Card) -> dict[str, Ports]:
    """Those of both players, at every snapshot."""
    picture, label = Port(name="image", shape=image), Port(name="label", shape=(), dtype="int64")
    players: dict[str, Ports] = {
        "generator": ((Port(name="noise", shape=(gan.latent,)), label), (picture,)),
        "discriminator": ((picture, label), (Port(name="logit", shape=()),)),
    }
    return {
        part_at(card, player, index): ports
        for index in range(-1, len(gan.snapshots) - 1)
        for player, ports in players.items()
    }
