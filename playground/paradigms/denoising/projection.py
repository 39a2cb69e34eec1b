"""The plane of two principal components, on which points of many dimensions are drawn."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from playground.core.frames import Array


class Plane:
    """The plane through the mean of points ``(n, …)`` along their two directions of most variance.

    ``explained`` (2,) are its directions' shares of the variance. Signs are fixed by the largest
    component of each direction, so that the same points always give the same picture.
    """

    def __init__(self, points: NDArray[np.floating]) -> None:
        flat = np.asarray(points, dtype=np.float64).reshape(len(points), -1)
        self._origin = flat.mean(0)
        axes, variances = _principal(flat - self._origin)
        self._axes = axes
        total = float(np.square(flat - self._origin).sum())
        self.explained: NDArray[np.float32] = (variances / total if total > 0 else variances).astype(
            np.float32
        )

    def __call__(self, points: Array) -> NDArray[np.float32]:
        """Where points ``(…, *shape)`` with the shape of one point lie: ``(…, 2)``."""
        flat = np.asarray(points, dtype=np.float64).reshape(-1, len(self._origin))
        return np.asarray((flat - self._origin) @ self._axes.T, dtype=np.float32)


def _principal(centred: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Two orthonormal directions ``(2, d)`` and the summed squares along them, from the smaller Gram
    matrix."""
    n, d = centred.shape
    if n <= d:
        _, left = np.linalg.eigh(centred @ centred.T)
        raw = centred.T @ left[:, -2:]
        axes = np.linalg.qr(raw[:, ::-1])[0].T
    else:
        axes = np.linalg.eigh(centred.T @ centred)[1][:, -2:][:, ::-1].T
    largest = np.abs(axes).argmax(1)
    axes = axes * np.where(axes[np.arange(len(axes)), largest] < 0, -1.0, 1.0)[:, None]
    return axes, np.square(centred @ axes.T).sum(0)
