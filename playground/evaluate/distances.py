"""Distances between two sets of features: Fréchet's, of their means and covariances, and the kernel distance.

Heusel et al. 2017 ("GANs trained by a two time-scale update rule …", eq. 6) use the Fréchet distance on
Inception features, which is what "FID" means; on other features its numbers are another measure. It is
biased: the fewer samples, the larger (Bińkowski et al. 2018, section 4), so only distances from equally many
samples may be compared.

The kernel distance is the unbiased squared maximum mean discrepancy with a cubic polynomial kernel (Bińkowski
et al. 2018, "Demystifying MMD GANs", section 4): k(x, y) = (x·y/d + 1)³. Its mean does not depend on the
number of samples, and of two sets from one distribution it is as often below 0 as above.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, TypeAlias

import msgspec
import numpy as np
from numpy.typing import NDArray

from playground.evaluate.intervals import halves, paired_error

Matrix: TypeAlias = NDArray[np.float64]


class Moments(msgspec.Struct, frozen=True):
    """Mean ``(d,)`` and covariance ``(d, d)``."""

    mean: Matrix
    covariance: Matrix


def moments(features: Matrix) -> Moments:
    """Mean and unbiased covariance of at least two rows of features ``(n, d)``."""
    centred = features - features.mean(axis=0)
    return Moments(features.mean(axis=0), centred.T @ centred / (len(features) - 1))


def root(covariance: Matrix) -> Matrix:
    """The symmetric square root of a covariance, which may be singular."""
    values, vectors = np.linalg.eigh(covariance)
    return np.asarray((vectors * np.sqrt(np.maximum(values, 0))) @ vectors.T)


def distance(found: Moments, reference: Moments, reference_root: Matrix | None = None) -> float:
    """|μ₁ − μ₂|² + tr(Σ₁ + Σ₂ − 2 (Σ₂^½ Σ₁ Σ₂^½)^½), the squared 2-Wasserstein distance of two Gaussians.

    The symmetric form (Dowson and Landau 1982) has the trace of (Σ₁Σ₂)^½ and needs no root of a matrix
    without symmetry. ``reference_root`` is :func:`root` of the reference's covariance, where it is known
    already.
    """
    half = root(reference.covariance) if reference_root is None else reference_root
    shared = np.sqrt(np.maximum(np.linalg.eigvalsh(half @ found.covariance @ half), 0)).sum()
    spread = np.trace(found.covariance) + np.trace(reference.covariance) - 2 * shared
    return float(((found.mean - reference.mean) ** 2).sum() + max(spread, 0.0))


Labels: TypeAlias = NDArray[np.integer[Any]]
Shares: TypeAlias = Mapping[int, float]
"""The share of each class among pictures as they are."""


def kernel(a: Matrix, b: Matrix) -> Matrix:
    """The cubic kernel between the rows of ``(n, d)`` and ``(m, d)``: ``(n, m)``."""
    return np.asarray((a @ b.T / a.shape[1] + 1) ** 3)


class KernelDistance:
    """The distance of a set of features from a fixed reference, and that of any part of the set.

    Where sets hold so many pictures of each class by design, pairs of one class are rarer than among pictures
    drawn independently; so pairs of one class and of two count by the classes' shares, which keeps the
    estimate unbiased.
    """

    def __init__(
        self,
        features: Matrix,
        strata: Labels,
        reference: Matrix,
        its_strata: Labels,
        shares: Shares | None = None,
        its_shares: Shares | None = None,
    ) -> None:
        """``features`` ``(n, d)`` of classes ``strata`` ``(n,)``, the same of the reference; one class for
        all stands for pictures drawn independently. Every class needs two pictures. Classes count by their
        ``shares``, or else by how many pictures of them there are."""
        self._features = _Within(features, strata, shares)
        its = _Within(reference, its_strata, its_shares)
        whole = np.ones((1, len(reference)), dtype=bool)
        self._across = kernel(features, reference) @ its.weights(whole)[0]
        self._reference = float(its.of_parts(whole)[0])

    def of_parts(self, parts: NDArray[np.bool_]) -> Matrix:
        """Distances ``(parts,)`` of the parts that the rows of ``(parts, n)`` pick."""
        across = self._features.weights(parts) @ self._across
        return np.asarray(self._features.of_parts(parts) - 2 * across + self._reference)


class _Within:
    """The mean kernel between two independent pictures of a set."""

    def __init__(self, features: Matrix, strata: Labels, shares: Shares | None) -> None:
        self._kernel = kernel(features, features)
        np.fill_diagonal(self._kernel, 0)
        classes = np.unique(strata)
        self._member = np.asarray(strata[:, None] == classes, dtype=np.float64)
        self._shares = None if shares is None else np.array([shares[int(each)] for each in classes])

    def of_parts(self, parts: NDArray[np.bool_]) -> Matrix:
        chosen = parts[:, :, None] * self._member
        counts = chosen.sum(axis=1)
        sums = np.stack([each.T @ (self._kernel @ each) for each in chosen])
        pairs = counts[:, :, None] * counts[:, None] - counts[:, :, None] * np.eye(counts.shape[1])
        shares = self._of_classes(counts)
        return np.asarray((sums / pairs * shares[:, :, None] * shares[:, None]).sum(axis=(1, 2)))

    def weights(self, parts: NDArray[np.bool_]) -> Matrix:
        """What each picture counts in a mean over each of the parts, ``(parts, n)``."""
        counts = parts @ self._member
        return np.asarray(parts * ((self._of_classes(counts) / counts) @ self._member.T))

    def _of_classes(self, counts: Matrix) -> Matrix:
        if self._shares is None:
            return np.asarray(counts / counts.sum(axis=1, keepdims=True))
        return np.broadcast_to(self._shares / self._shares.sum(), counts.shape)


def between(
    features: Matrix,
    strata: Labels,
    reference: Matrix,
    its_strata: Labels,
    shares: Shares | None = None,
) -> tuple[float, float]:
    """The distance of two sets, and its standard error for other pictures on both sides.

    The error is that of either side while the other stays, together; where the sets are of one distribution
    that is up to a quarter too much, since what varies with both counts twice.
    """
    whole = np.ones((1, len(features)), dtype=bool)
    one = KernelDistance(features, strata, reference, its_strata, shares)
    other = KernelDistance(reference, its_strata, features, strata, None, shares)
    errors = []
    for distance, its in ((one, strata), (other, its_strata)):
        parts = halves(its)
        errors.append(paired_error(distance.of_parts(parts), distance.of_parts(~parts), parts))
    return float(one.of_parts(whole)[0]), math.hypot(*errors)
