"""Both players' losses as values and derivatives of the discriminator's output, without automatic
differentiation."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import msgspec
import numpy as np

from playground.live.gan_network import Floats
from playground.objectives import adversarial_terms
from playground.objectives.adversarial_terms import TERMS, ObjectiveName


class Value(msgspec.Struct, frozen=True):
    """A loss of each output, and its derivative by it."""

    loss: Floats
    slope: Floats


Term: TypeAlias = Callable[[Floats], Value]


class Objective(msgspec.Struct, frozen=True):
    """The discriminator's loss of outputs for real and for fake points, and the generator's for fake ones."""

    real: Term
    fake: Term
    generator: Term


class _Numpy:
    """What losses are computed with."""

    def softplus(self, x: Floats) -> Floats:
        return np.asarray(np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x))), dtype=np.float32)

    def relu(self, x: Floats) -> Floats:
        return np.maximum(x, 0)


def _valued(term: adversarial_terms.Term) -> Term:
    by = _Numpy()
    return lambda x: Value(term.loss(x, by), term.slope(x))


OBJECTIVES: dict[ObjectiveName, Objective] = {
    name: Objective(_valued(each.real), _valued(each.fake), _valued(each.generator))
    for name, each in TERMS.items()
}
"""All objectives by name."""
