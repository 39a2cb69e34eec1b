"""What a discriminator minimises: its losses on real and on generated pictures, and its penalties."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from typing import NamedTuple

import torch
from torch import Tensor, nn

from playground.objectives.adversarial import Objective
from playground.objectives.gradient_penalty import r1

Precision = contextlib.AbstractContextManager[None]


class ShownImages(NamedTuple):
    """Pictures that a discriminator is shown, and what it is told of each."""

    pictures: Tensor
    told: tuple[Tensor, ...]


Pipe = Callable[[Tensor], Tensor]
"""What pictures go through before a discriminator sees them; twice differentiable by them."""


def unchanged(pictures: Tensor) -> Tensor:
    """The pipe that does nothing."""
    return pictures


class Penalty(NamedTuple):
    """What is called ``name``, weighs ``weight``, and keeps the gradient on some pictures small.

    The gradient is by the pictures as they are before ``pipe``, and through it, as Karras et al. 2020 have it
    where these are augmented: so it is as long as the pictures themselves make it, whatever is done to them.
    """

    name: str
    weight: float
    shown: ShownImages
    pipe: Pipe = unchanged


def verdicts(
    discriminator: nn.Module,
    objective: Objective,
    real: ShownImages,
    fake: ShownImages,
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
    for penalty in penalties:
        numbers[penalty.name] = _length(discriminator, penalty, precision)
        whole = whole + penalty.weight * numbers[penalty.name]
    return whole, {
        **numbers,
        "real": on_real.mean(),
        "fake": on_fake.mean(),
        "sign": on_real.detach().sign().mean(),
    }


def _length(discriminator: nn.Module, penalty: Penalty, precision: Precision) -> Tensor:
    """Half the mean squared length of the logit's gradient in the pictures."""

    def logits(at: Tensor) -> Tensor:
        seen = penalty.pipe(at)
        with precision:
            found: Tensor = discriminator(seen, *penalty.shown.told)
        return found.float()

    return r1(logits, penalty.shown.pictures)
