"""Losses of the two players of a GAN as functions of the discriminator's outputs ("logits").

``D = sigmoid(output)`` for minimax and non-saturating; the other objectives use the output as it is.

- ``minimax``: −E log D(x) − E log(1 − D(G(z))), and for the generator E log(1 − D(G(z))) (Goodfellow et al.
  2014, equation 1), whose gradient vanishes where the discriminator is sure.
- ``non-saturating``: the same for the discriminator, −E log D(G(z)) for the generator (section 3 there).
- ``least squares``: ½E(D(x) − 1)² + ½E D(G(z))², and ½E(D(G(z)) − 1)² (Mao et al. 2017, equation 9).
- ``hinge``: E max(0, 1 − D(x)) + E max(0, 1 + D(G(z))), and −E D(G(z)) (Lim and Ye 2017; Miyato et al. 2018,
  equations 16 and 17).
- ``wasserstein``: E D(G(z)) − E D(x), and −E D(G(z)) (Arjovsky et al. 2017, algorithm 1), to be trained with
  a gradient penalty.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, TypeAlias

import msgspec
from torch import Tensor
from torch.nn import functional

ObjectiveName = Literal["minimax", "non-saturating", "least squares", "hinge", "wasserstein"]

Judged: TypeAlias = Callable[[Tensor, Tensor], Tensor]
Fooled: TypeAlias = Callable[[Tensor], Tensor]


class Objective(msgspec.Struct, frozen=True):
    """Both losses, each a scalar: ``discriminator(real, fake)`` and ``generator(fake)``, of outputs of any
    shape."""

    discriminator: Judged
    generator: Fooled


def _logistic(real: Tensor, fake: Tensor) -> Tensor:
    return functional.softplus(-real).mean() + functional.softplus(fake).mean()


def _saturating(fake: Tensor) -> Tensor:
    return -functional.softplus(fake).mean()


def _non_saturating(fake: Tensor) -> Tensor:
    return functional.softplus(-fake).mean()


def _least_squares(real: Tensor, fake: Tensor) -> Tensor:
    return ((real - 1).square().mean() + fake.square().mean()) / 2


def _near_one(fake: Tensor) -> Tensor:
    return (fake - 1).square().mean() / 2


def _hinge(real: Tensor, fake: Tensor) -> Tensor:
    return functional.relu(1 - real).mean() + functional.relu(1 + fake).mean()


def _critic(real: Tensor, fake: Tensor) -> Tensor:
    return fake.mean() - real.mean()


def _raised(fake: Tensor) -> Tensor:
    return -fake.mean()


OBJECTIVES: dict[ObjectiveName, Objective] = {
    "minimax": Objective(_logistic, _saturating),
    "non-saturating": Objective(_logistic, _non_saturating),
    "least squares": Objective(_least_squares, _near_one),
    "hinge": Objective(_hinge, _raised),
    "wasserstein": Objective(_critic, _raised),
}
"""All objectives by name."""
