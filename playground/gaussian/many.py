"""The exact denoiser of many pictures in single precision, by two products of matrices."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from playground.gaussian.levels import Level

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
