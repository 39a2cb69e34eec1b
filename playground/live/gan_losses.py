"""Both players' losses as values and derivatives of the discriminator's output, without automatic
differentiation.

They are those of :mod:`playground.objectives.adversarial`, which says where they come from.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, TypeAlias

import msgspec
import numpy as np

from playground.core.logistic import probability
from playground.live.gan_network import Floats

ObjectiveName = Literal["minimax", "non-saturating", "least squares", "hinge", "wasserstein"]


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


def _softplus(x: Floats) -> Floats:
    return np.asarray(np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x))), dtype=np.float32)


def _log_fake(x: Floats) -> Value:
    return Value(_softplus(x), probability(x))


def _log_real(x: Floats) -> Value:
    return Value(_softplus(-x), -probability(-x))


def _saturating(x: Floats) -> Value:
    return Value(-_softplus(x), -probability(x))


def _near(label: float) -> Term:
    return lambda x: Value(0.5 * (x - label) ** 2, x - label)


def _hinge(sign: float) -> Term:
    def term(x: Floats) -> Value:
        short = 1 - sign * x
        return Value(np.maximum(short, 0), np.float32(-sign) * (short > 0))

    return term


def _linear(sign: float) -> Term:
    return lambda x: Value(sign * x, np.full_like(x, sign))


OBJECTIVES: dict[ObjectiveName, Objective] = {
    "minimax": Objective(_log_real, _log_fake, _saturating),
    "non-saturating": Objective(_log_real, _log_fake, _log_real),
    "least squares": Objective(_near(1), _near(0), _near(1)),
    "hinge": Objective(_hinge(1), _hinge(-1), _linear(-1)),
    "wasserstein": Objective(_linear(-1), _linear(1), _linear(-1)),
}
