"""One stochastic step of a Gaussian path, in closed form."""

from __future__ import annotations

import math

import msgspec

from playground.gaussian.levels import Array, Level


class Transition(msgspec.Struct, frozen=True):
    """The Gaussians between a level and a cleaner one, given the data (Kingma et al. 2021, section 3 and
    appendix A).

    ``forward`` is the variance of q(x_t | x_s), on neighbouring steps of a variance-preserving path β.
    ``posterior`` is that of q(x_s | x_t, data), there β̃. The posterior's mean is ``of_x·x_t +
    of_data·data``.
    """

    forward: float
    posterior: float
    of_x: float
    of_data: float

    def mean(self, x: Array, data: Array) -> Array:
        """Mean of q(x_s | x_t, data)."""
        return self.of_x * x + self.of_data * data

    def best(self, mmse: float) -> float:
        """The variance of the Gaussian around the exact mean that is nearest to q(x_s | x_t), if it is to be
        the same for every x_t (Bao et al. 2022, theorem 1).

        ``mmse`` is the least mean squared error of the data given x_t, per coordinate. The posterior's own
        variance forgets it; with pure noise for data, on a
        variance-preserving path, it makes ``forward``.
        """
        return self.posterior + self.of_data**2 * mmse


def transition(noisy: Level, clean: Level) -> Transition:
    """The transition from ``noisy`` (with σ > 0) to ``clean`` (with α > 0)."""
    ratio = noisy.alpha / clean.alpha
    # The difference of squares as a product: exact where the two levels are close.
    rest = ratio * clean.sigma
    forward = max((noisy.sigma - rest) * (noisy.sigma + rest), 0.0)
    share = (clean.sigma / noisy.sigma) ** 2
    return Transition(
        forward=forward,
        posterior=forward * share,
        of_x=ratio * share,
        of_data=clean.alpha * forward / noisy.sigma**2,
    )


def towards(x_level: Level, clean: Level, eta: float) -> tuple[float, float]:
    """Weights of the predicted noise and of fresh noise in a step of DDIM (Song, Meng, Ermon 2021, equation
    12)."""
    fresh = eta**2 * transition(x_level, clean).posterior
    return math.sqrt(max(clean.sigma**2 - fresh, 0.0)), math.sqrt(fresh)
