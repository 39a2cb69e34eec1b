"""The Fréchet distance between two sets of features, each summed up by its mean and covariance.

Heusel et al. 2017 ("GANs trained by a two time-scale update rule …", eq. 6) use it on Inception features,
which is what "FID" means; on other features its numbers are another measure. It is biased: the fewer
samples, the larger (Bińkowski et al. 2018, section 4), so only distances from equally many samples may be
compared.
"""

from __future__ import annotations

from typing import TypeAlias

import msgspec
import numpy as np
from numpy.typing import NDArray

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
