"""Losses of the two players of a GAN as functions of the discriminator's outputs, for torch.

They are the means of those that :mod:`playground.objectives.adversarial_terms` defines.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import msgspec
from torch import Tensor
from torch.nn import functional

from playground.objectives.adversarial_terms import TERMS, ObjectiveName, Term, Terms

Judged: TypeAlias = Callable[[Tensor, Tensor], Tensor]
Fooled: TypeAlias = Callable[[Tensor], Tensor]


class Objective(msgspec.Struct, frozen=True):
    """Both losses, each a scalar: ``discriminator(real, fake)`` and ``generator(fake)``, of outputs of any
    shape."""

    discriminator: Judged
    generator: Fooled


def _mean(term: Term, outputs: Tensor) -> Tensor:
    losses: Tensor = term.loss(outputs, functional)
    return losses.mean()


def _objective(terms: Terms) -> Objective:
    return Objective(
        lambda real, fake: _mean(terms.real, real) + _mean(terms.fake, fake),
        lambda fake: _mean(terms.generator, fake),
    )


OBJECTIVES: dict[ObjectiveName, Objective] = {name: _objective(terms) for name, terms in TERMS.items()}
"""All objectives by name."""
