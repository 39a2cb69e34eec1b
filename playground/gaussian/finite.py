"""The exact answers for a finite data set: what a network that knew its training data by heart would say."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from playground.gaussian.distances import Box, normal_masses
from playground.gaussian.exact import picked
from playground.gaussian.levels import Level, Pair, velocity

# Tiles of points by data that stay in the processor's cache.
_ROWS, _COLUMNS = 256, 1024

Matrix = NDArray[np.float64]


class FiniteSet:
    """Data points ``(n, …)``, each smeared by a round Gaussian of width ``std`` (0: not at all), as an exact
    model.

    ``weights`` ``(n,)`` are equal by default. It works in float64 and in chunks of the data, so memory stays
    bounded, and answers in the precision of ``x``. With ``std`` 0 a level without noise (σ = 0) has limits
    only: the data is the nearest point, the noise 0, and there is no density. Raises ``ValueError`` there and
    for shapes that do not fit.
    """

    def __init__(self, data: NDArray[Any], *, weights: Any = None, std: float = 0.0) -> None:
        if len(data) == 0:
            raise ValueError("a data set needs at least one point")
        self._shape, self._std = data.shape[1:], std
        self._data = np.asarray(data, dtype=np.float64).reshape(len(data), -1)
        # Around their mean, so that squares of distances and moments do not cancel.
        self._origin = self._data.mean(0)
        self._data = self._data - self._origin
        self._squares = np.einsum("nd,nd->n", self._data, self._data)
        weights = np.ones(len(data)) if weights is None else np.asarray(weights, dtype=np.float64)
        if weights.shape != (len(data),) or np.any(weights <= 0):
            raise ValueError("weights must be above 0, one per data point")
        self._log_weights = np.log(weights / weights.sum())

    def __call__(self, x: NDArray[Any], level: Level) -> Pair:
        """The posterior means of data and noise given ``x``."""
        data, noise = self._means(x, level)
        return Pair(data=data.astype(x.dtype), noise=noise.astype(x.dtype))

    def nearest(self, x: NDArray[Any], level: Level) -> NDArray[np.intp]:
        """Index of the data point that, seen at the level, is nearest to every ``x``, shape ``(batch,)``."""
        points = self._centred(x, level)
        best, index = np.full(len(points), np.inf), np.zeros(len(points), dtype=np.intp)
        for part, distances in self._distances(points, level):
            here = distances.argmin(1)
            value = distances[np.arange(len(points)), here]
            closer = value < best
            best[closer], index[closer] = value[closer], here[closer] + part.start
        return index

    def log_density(self, x: NDArray[Any], level: Level) -> Matrix:
        """Natural logarithm of the density of ``x`` at a level, shape ``(batch,)``."""
        return self._posterior(x, level).log_density

    def cell_masses(self, box: Box) -> Matrix:
        """Probabilities of the cells of a box and of all outside, exactly; of smeared points of the plane."""
        return normal_masses(self._data + self._origin, np.exp(self._log_weights), self._std, box)

    def score(self, x: NDArray[Any], level: Level) -> Matrix:
        """The gradient of the log-density, in the shape of ``x``."""
        found = self._posterior(x, level)
        return np.asarray(-found.rest / found.variance).reshape(x.shape)

    def velocity(self, x: NDArray[Any], level: Level) -> Matrix:
        """``dx/dt`` of the probability flow, in the shape of ``x``."""
        return np.asarray(velocity(self._means(x, level), level))

    def traces(self, x: NDArray[Any], level: Level) -> Pair:
        """Traces of the Jacobians of the posterior means of data and noise, each ``(batch,)``.

        The Jacobian of the mean of the points is α/variance times their posterior covariance.
        """
        found = self._posterior(x, level)
        dimensions = self._data.shape[1]
        turn = level.alpha / found.variance * found.spread
        inner = dimensions - level.alpha * turn
        return Pair(
            data=turn + level.alpha * self._std**2 / found.variance * inner,
            noise=level.sigma / found.variance * inner,
        )

    def divergence(self, x: NDArray[Any], level: Level) -> Matrix:
        """Divergence of the velocity, shape ``(batch,)``."""
        return np.asarray(velocity(self.traces(x, level), level))

    def uncertainty(self, x: NDArray[Any], level: Level) -> Matrix:
        """Trace of the covariance of the data given ``x``, shape ``(batch,)``: that of the smear, and that of
        the points, of which the smear explains a part."""
        found = self._posterior(x, level)
        kept = level.sigma**2 / found.variance
        return self._data.shape[1] * kept * self._std**2 + kept**2 * found.spread

    def seen(self, level: Level, uniform: Matrix, normal: Matrix) -> Matrix:
        """Samples of x at a level, made of uniform numbers ``(n,)`` and normal ones ``(n, …)``."""
        which = picked(uniform, np.exp(self._log_weights))
        points = (self._data[which] + self._origin).reshape(normal.shape)
        return np.asarray(level.alpha * points + math.hypot(level.alpha * self._std, level.sigma) * normal)

    def _means(self, x: NDArray[Any], level: Level) -> Pair:
        if level.sigma == 0 and self._std == 0:
            nearest = self._data[self.nearest(x, level)] + self._origin
            return Pair(data=nearest.reshape(x.shape), noise=np.zeros(x.shape))
        found = self._posterior(x, level)
        data = found.mean + level.alpha * self._std**2 / found.variance * found.rest
        return Pair(
            data=data.reshape(x.shape),
            noise=np.asarray(level.sigma / found.variance * found.rest).reshape(x.shape),
        )

    def _centred(self, x: NDArray[Any], level: Level) -> Matrix:
        if x.shape[1:] != self._shape:
            raise ValueError(f"points of shape {x.shape[1:]} for data of shape {self._shape}")
        flat = np.asarray(x, dtype=np.float64).reshape(len(x), self._data.shape[1])
        return np.asarray(flat - level.alpha * self._origin)

    def _distances(self, points: Matrix, level: Level) -> Iterator[tuple[slice, Matrix]]:
        """Squared distances from the data seen at the level, chunk by chunk: ``(batch, chunk)``."""
        own = np.einsum("bd,bd->b", points, points)[:, None]
        for start in range(0, len(self._data), _COLUMNS):
            part = slice(start, start + _COLUMNS)
            squares = points @ (-2 * level.alpha * self._data[part].T)
            squares += own
            squares += level.alpha**2 * self._squares[part]
            yield part, np.maximum(squares, 0, out=squares)

    def _posterior(self, x: NDArray[Any], level: Level) -> _Posterior:
        """Everything about the points given ``x``, in one pass over the data."""
        variance = level.alpha**2 * self._std**2 + level.sigma**2
        if variance == 0:
            raise ValueError("a finite set has no density where there is no noise")
        points = self._centred(x, level)
        d = points.shape[1]
        blocks = [
            self._moments(points[start : start + _ROWS], level, variance)
            for start in range(0, max(len(points), 1), _ROWS)
        ]
        logs, means, spreads = (np.concatenate(each) for each in zip(*blocks, strict=True))
        return _Posterior(
            variance=variance,
            log_density=logs - d / 2 * math.log(2 * math.pi * variance),
            mean=means + self._origin,
            rest=points - level.alpha * means,
            spread=spreads,
        )

    def _moments(self, points: Matrix, level: Level, variance: float) -> tuple[Matrix, Matrix, Matrix]:
        """Logarithm of the summed likelihoods, and mean and spread of the points given each ``x``."""
        batch, d = points.shape
        top, total = np.full(batch, -np.inf), np.zeros(batch)
        first, second = np.zeros((batch, d)), np.zeros(batch)
        for part, distances in self._distances(points, level):
            logits = self._log_weights[part] - distances / (2 * variance)
            higher = np.maximum(top, logits.max(1))
            keep, weights = np.exp(top - higher), np.exp(logits - higher[:, None])
            total = total * keep + weights.sum(1)
            first = first * keep[:, None] + weights @ self._data[part]
            second = second * keep + weights @ self._squares[part]
            top = higher
        mean = first / total[:, None]
        spread = np.maximum(second / total - np.einsum("bd,bd->b", mean, mean), 0)
        return top + np.log(total), mean, spread


class _Posterior(NamedTuple):
    """``variance`` of x given a point, and of the points given x: mean ``(batch, d)``, ``rest = x − α·mean``,
    and ``spread``, the trace of their covariance, ``(batch,)``.
    """

    variance: float
    log_density: Matrix
    mean: Matrix
    rest: Matrix
    spread: Matrix


Floats = NDArray[np.float32]


class Answer(NamedTuple):
    """The mean of the data given x, in its shape, and how probable each of the set is then ``(n, size)``."""

    data: Floats
    posterior: Floats


class ManyPictures:
    """A finite set of equally likely ``pictures`` ``(size, …)``: :class:`FiniteSet` in single precision.

    With ``x = α·data + σ·noise`` the posterior of a picture f is proportional to
    ``exp((α·⟨x, f⟩ − α²·|f|²/2) / σ²)``.
    """

    def __init__(self, pictures: NDArray[np.floating]) -> None:
        self._pictures = np.ascontiguousarray(pictures.reshape(len(pictures), -1), dtype=np.float32)
        self._squares = np.einsum("fp,fp->f", self._pictures, self._pictures, dtype=np.float64)

    def __call__(self, x: Floats, level: Level) -> Answer:
        """The best answer to ``x`` ``(n, …)`` at a level that has some noise."""
        likeness = (x.reshape(len(x), -1) @ self._pictures.T).astype(np.float64)
        scores = (level.alpha * likeness - level.alpha**2 / 2 * self._squares) / level.sigma**2
        weights = np.exp(scores - scores.max(axis=1, keepdims=True))
        posterior = (weights / weights.sum(axis=1, keepdims=True)).astype(np.float32)
        return Answer((posterior @ self._pictures).reshape(x.shape), posterior)
