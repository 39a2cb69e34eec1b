"""What a discriminator minimises: its losses on real and on generated pictures, and its penalties."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from typing import NamedTuple

import torch
from torch import Tensor, nn

from playground.objectives.adversarial import Objective
from playground.objectives.gradient_penalty import r1

Precision = contextlib.AbstractContextManager[None]


class Shown(NamedTuple):
    """Pictures that a discriminator is shown, and what it is told of each."""

    pictures: Tensor
    told: tuple[Tensor, ...]


class Penalty(NamedTuple):
    """What is called ``name``, weighs ``weight``, and keeps the gradient on some pictures small."""

    name: str
    weight: float
    shown: Shown


def verdicts(
    discriminator: nn.Module,
    objective: Objective,
    real: Shown,
    fake: Shown,
    penalties: Sequence[Penalty],
    precision: Precision,
) -> tuple[Tensor, dict[str, Tensor]]:
    """What the discriminator minimises, and the numbers to tell: ``discriminator``, each penalty's, and
    mean logits, ``real`` and ``fake``, with the mean ``sign`` of those of real pictures.

    Both kinds of pictures go through it at once.
    """
    told = (torch.cat(both) for both in zip(real.told, fake.told, strict=True))
    with precision:
        both = discriminator(torch.cat([real.pictures, fake.pictures]), *told).float()
    on_real, on_fake = both.split([len(real.pictures), len(fake.pictures)])
    whole = objective.discriminator(on_real, on_fake)
    numbers = {"discriminator": whole}
    for name, weight, shown in penalties:
        numbers[name] = _penalty(discriminator, shown, precision)
        whole = whole + weight * numbers[name]
    return whole, {
        **numbers,
        "real": on_real.mean(),
        "fake": on_fake.mean(),
        "sign": on_real.detach().sign().mean(),
    }


def _penalty(discriminator: nn.Module, shown: Shown, precision: Precision) -> Tensor:
    """Half the mean squared length of the logit's gradient in the pictures."""

    def logits(at: Tensor) -> Tensor:
        with precision:
            found: Tensor = discriminator(at, *shown.told)
        return found.float()

    return r1(logits, shown.pictures)
