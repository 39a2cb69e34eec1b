"""The exact answers for Gaussian mixtures: denoiser, score, velocity, density and divergence at every level.

:class:`Mixture` takes any covariances; :class:`playground.gaussian.finite.FiniteSet` a finite data set,
smeared or not.
"""

from __future__ import annotations

import functools
import math
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from playground.gaussian.levels import Level, Pair, velocity

Matrix = NDArray[np.float64]


class Exact(Protocol):
    """A model whose every answer is known in closed form; ``x`` has shape ``(batch, …)``."""

    def __call__(self, x: NDArray[Any], level: Level) -> Pair:
        """The posterior means of data and noise given ``x``, in its shape and precision."""

    def log_density(self, x: NDArray[Any], level: Level) -> Matrix:
        """Natural logarithm of the density of ``x`` at a level, shape ``(batch,)``."""

    def score(self, x: NDArray[Any], level: Level) -> Matrix:
        """The gradient of the log-density, in the shape of ``x``."""

    def velocity(self, x: NDArray[Any], level: Level) -> Matrix:
        """``dx/dt`` of the probability flow, in the shape of ``x``."""

    def traces(self, x: NDArray[Any], level: Level) -> Pair:
        """Traces of the Jacobians of the posterior means of data and noise, each ``(batch,)``."""

    def divergence(self, x: NDArray[Any], level: Level) -> Matrix:
        """Divergence of the velocity, shape ``(batch,)``."""

    def uncertainty(self, x: NDArray[Any], level: Level) -> Matrix:
        """Trace of the covariance of the data given ``x``, shape ``(batch,)``."""

    def seen(self, level: Level, uniform: Matrix, normal: Matrix) -> Matrix:
        """Samples of x at a level, made of uniform numbers ``(n,)`` and normal ones ``(n, …)``."""


class Mixture:
    """A mixture of Gaussians with full covariances, as a model that can be asked at any level.

    ``weights`` ``(k,)``, ``means`` ``(k, d)``, ``covariances`` ``(k, d, d)``. Seen through ``x = α·data +
    σ·noise`` it is again a mixture, with means αμ and covariances α²Σ + σ²I, so all is in closed form. It
    works in float64 and answers in the precision of ``x``, shape ``(batch, d)``. Everything is finite at both
    ends of a path, since every covariance must be positive definite; raises ``ValueError`` where one is not.
    """

    def __init__(self, weights: Any, means: Any, covariances: Any) -> None:
        weights = np.asarray(weights, dtype=np.float64)
        self.means = np.asarray(means, dtype=np.float64)
        self.covariances = np.asarray(covariances, dtype=np.float64)
        k, d = self.means.shape
        if weights.shape != (k,) or self.covariances.shape != (k, d, d) or np.any(weights <= 0):
            raise ValueError("a mixture needs weights (k,) above 0, means (k, d) and covariances (k, d, d)")
        self.weights = weights / weights.sum()
        self.spread, self.axes = np.linalg.eigh(self.covariances)
        if np.any(self.spread <= 0):
            raise ValueError("every covariance must be positive definite")

    def __call__(self, x: NDArray[Any], level: Level) -> Pair:
        """The posterior means of data and noise given ``x``."""
        view = _View(self, x, level)
        return Pair(data=view.mean_of(view.data).astype(x.dtype), noise=view.noise.astype(x.dtype))

    def log_density(self, x: NDArray[Any], level: Level) -> Matrix:
        """Natural logarithm of the density of ``x`` at a level, shape ``(batch,)``."""
        return _View(self, x, level).log_density

    def score(self, x: NDArray[Any], level: Level) -> Matrix:
        """The gradient of the log-density, shape ``(batch, d)``."""
        view = _View(self, x, level)
        return view.mean_of(view.scores)

    def velocity(self, x: NDArray[Any], level: Level) -> Matrix:
        """``dx/dt`` of the probability flow, shape ``(batch, d)``."""
        view = _View(self, x, level)
        return np.asarray(velocity(Pair(view.mean_of(view.data), view.noise), level))

    def traces(self, x: NDArray[Any], level: Level) -> Pair:
        """Traces of the Jacobians of the posterior means of data and noise, each ``(batch,)``."""
        return _View(self, x, level).traces

    def divergence(self, x: NDArray[Any], level: Level) -> Matrix:
        """Divergence of the velocity, shape ``(batch,)``."""
        return np.asarray(velocity(self.traces(x, level), level))

    def uncertainty(self, x: NDArray[Any], level: Level) -> Matrix:
        """Trace of the covariance of the data given ``x``, shape ``(batch,)``."""
        return _View(self, x, level).uncertainty

    def seen(self, level: Level, uniform: Matrix, normal: Matrix) -> Matrix:
        """Samples of x at a level, made of uniform numbers ``(n,)`` and normal ones ``(n, d)``."""
        which = picked(uniform, self.weights)
        along = normal * np.sqrt(level.alpha**2 * self.spread[which] + level.sigma**2)
        return np.asarray(level.alpha * self.means[which] + np.einsum("ndk,nk->nd", self.axes[which], along))


def picked(uniform: Matrix, weights: Matrix) -> NDArray[np.intp]:
    """For each of the uniform numbers the index of a weight, as often as it weighs."""
    edges = np.cumsum(weights)
    found = np.searchsorted(edges, uniform * edges[-1], side="right")
    return np.asarray(np.minimum(found, len(weights) - 1))


class _View:
    """A mixture seen at points of one level; arrays are ``(k, batch, d)`` or ``(k, batch)``."""

    def __init__(self, mixture: Mixture, x: NDArray[Any], level: Level) -> None:
        self._mixture, self._level = mixture, level
        points = np.asarray(x, dtype=np.float64)
        self._variance = level.alpha**2 * mixture.spread + level.sigma**2  # (k, d), along the axes
        along = (points - level.alpha * mixture.means[:, None]) @ mixture.axes
        self._whitened = along / self._variance[:, None]
        constant = np.log(self._variance).sum(1) + points.shape[1] * math.log(2 * math.pi)
        logits = (np.log(mixture.weights) - 0.5 * constant)[:, None] - 0.5 * (along * self._whitened).sum(2)
        top = logits.max(0)
        self.log_density: Matrix = top + np.log(np.exp(logits - top).sum(0))
        self._responsibility = np.exp(logits - self.log_density)

    def mean_of(self, values: Matrix) -> Matrix:
        """The mean over components, by their responsibilities: ``(batch, d)``."""
        return np.asarray(np.einsum("kb,kbd->bd", self._responsibility, values))

    @functools.cached_property
    def data(self) -> Matrix:
        """Each component's mean of the data given x."""
        gain = self._level.alpha * self._mixture.spread[:, None] * self._whitened
        return np.asarray(self._mixture.means[:, None] + gain @ self._mixture.axes.swapaxes(1, 2))

    @functools.cached_property
    def scores(self) -> Matrix:
        """Each component's score."""
        return np.asarray(-self._whitened @ self._mixture.axes.swapaxes(1, 2))

    @property
    def noise(self) -> Matrix:
        """The mean of the noise given x: −σ times the score."""
        return np.asarray(-self._level.sigma * self.mean_of(self.scores))

    @property
    def traces(self) -> Pair:
        """Traces of the Jacobians of the means of data and noise."""
        level = self._level
        return Pair(
            data=self._trace((level.alpha * self._mixture.spread / self._variance).sum(1), self.data),
            noise=self._trace((level.sigma / self._variance).sum(1), -level.sigma * self.scores),
        )

    @property
    def uncertainty(self) -> Matrix:
        """Trace of the covariance of the data: that within the components, and that of their means."""
        within = (self._level.sigma**2 * self._mixture.spread / self._variance).sum(1)
        apart = self.data - self.mean_of(self.data)
        return np.asarray((self._responsibility * (within[:, None] + (apart**2).sum(2))).sum(0))

    def _trace(self, own: Matrix, values: Matrix) -> Matrix:
        # ∇ of a responsibility is itself times (its component's score − the mixture's score).
        turn = self.scores - self.mean_of(self.scores)
        inner = own[:, None] + (values * turn).sum(2)
        return np.asarray((self._responsibility * inner).sum(0))
