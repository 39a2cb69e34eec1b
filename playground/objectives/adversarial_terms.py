"""Losses of the two players of a GAN for each output of the discriminator (a "logit"), in any arithmetic.

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
from typing import Any, Literal, Protocol, TypeAlias

import msgspec
import numpy as np
from numpy.typing import NDArray

from playground.core.likelihood import probability

ObjectiveName = Literal["minimax", "non-saturating", "least squares", "hinge", "wasserstein"]

Floats: TypeAlias = NDArray[np.float32]


class Arithmetic(Protocol):
    """What is needed beyond + − · and powers; ``torch.nn.functional`` has it."""

    def softplus(self, x: Any, /) -> Any:
        """log(1 + exp(x)) of each."""

    def relu(self, x: Any, /) -> Any:
        """max(0, x) of each."""


class Term(msgspec.Struct, frozen=True):
    """A loss of each output, and its derivative by it, which needs no automatic differentiation."""

    loss: Callable[[Any, Arithmetic], Any]
    slope: Callable[[Floats], Floats]


class Terms(msgspec.Struct, frozen=True):
    """The discriminator's loss of outputs for real and for fake points, and the generator's for fake ones."""

    real: Term
    fake: Term
    generator: Term


def _near(label: float) -> Term:
    return Term(lambda x, _by: 0.5 * (x - label) ** 2, lambda x: x - np.float32(label))


def _hinge(sign: float) -> Term:
    return Term(lambda x, by: by.relu(1 - sign * x), lambda x: np.float32(-sign) * (np.float32(sign) * x < 1))


def _linear(sign: float) -> Term:
    return Term(lambda x, _by: sign * x, lambda x: np.full_like(x, sign))


_LOG_FAKE = Term(lambda x, by: by.softplus(x), probability)
_LOG_REAL = Term(lambda x, by: by.softplus(-x), lambda x: -probability(-x))
_SATURATING = Term(lambda x, by: -by.softplus(x), lambda x: -probability(x))

TERMS: dict[ObjectiveName, Terms] = {
    "minimax": Terms(_LOG_REAL, _LOG_FAKE, _SATURATING),
    "non-saturating": Terms(_LOG_REAL, _LOG_FAKE, _LOG_REAL),
    "least squares": Terms(_near(1), _near(0), _near(1)),
    "hinge": Terms(_hinge(1), _hinge(-1), _linear(-1)),
    "wasserstein": Terms(_linear(-1), _linear(1), _linear(-1)),
}
"""All objectives by name."""
