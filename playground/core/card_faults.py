"""What may be wrong in the part of a card that belongs to its paradigm: the field, and why."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from playground.core.cards import Card, Gan

MAX_STEPS = 100_000
MAX_HALVINGS = 8
_ORTHONORMAL = 1e-3

Fault: TypeAlias = tuple[str, str] | None


def fault_of(card: Card) -> Fault:
    """The first field that does not fit the paradigm, and why."""
    if card.paradigm in ("vae", "classifier") and card.latent < 1:
        return "latent", "must be at least 1"
    if card.paradigm == "classifier" and not card.labels:
        return "labels", "must name the classes"
    if card.paradigm == "vae" and card.likelihood is None:
        return "likelihood", "must say what the decoder’s outputs mean"
    return _denoising_fault(card) or _gan_fault(card) or _nflow_fault(card)


def endless(value: Any, field: str = "") -> str:
    """The first field of a decoded card that holds NaN or ∞, as TOML may; empty if there is none."""
    if isinstance(value, float):
        return "" if math.isfinite(value) else field
    inner: Iterable[tuple[Any, Any]] = ()
    if isinstance(value, dict | list):
        inner = value.items() if isinstance(value, dict) else enumerate(value)
    names = ((f"{field}.{key}" if field else str(key), each) for key, each in inner)
    return next((found for name, each in names if (found := endless(each, name))), "")


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
