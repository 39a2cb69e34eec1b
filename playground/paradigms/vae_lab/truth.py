"""The exact answers: the data's probability of every cell, their entropy, and how well exact samples do."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from playground.core.frames import Array, Scalar
from playground.paradigms.lab import measures
from playground.paradigms.lab.source import Source
from playground.paradigms.lab.time_slices import SlicedPart, Work
from playground.paradigms.vae_lab.frames import BOX, CELLS, FAINT, MEASURED

Matrix = NDArray[np.float64]

_SPLIT, _BLOCK = 4, 512
"""Each cell is looked at in so many places along each side; as many places at once."""


class Truth:
    """Computed once for a training, in slices."""

    def __init__(self, source: Source, seed: int) -> None:
        self._source = source
        self.samples = measures.exact_points(source, seed, MEASURED)
        self.masses: Matrix | None = None
        self.entropy: float | None = None
        self._floor: measures.Floor | None = None
        self._least = -np.inf
        self.parts = (SlicedPart(lambda: 0, self._look_around), SlicedPart(lambda: 0, self._measure_floor))

    def show(self, arrays: dict[str, Array], scalars: dict[str, Scalar]) -> None:
        """Add what is known."""
        if self.masses is not None and self.entropy is not None:
            arrays["density_exact"] = (self.masses / BOX.area).astype(np.float32)
            scalars["entropy"] = self.entropy
        if self._floor is not None:
            scalars |= self._floor.scalars("noise_floor")

    def on_data(self, points: NDArray[np.float32]) -> NDArray[np.bool_]:
        """Where the data's density is at least :data:`FAINT` of its largest value, for points ``(n, 2)``."""
        return np.asarray(self._source.log_density(points) >= self._least)

    def _look_around(self) -> Work:
        places, parts = BOX.centres(_SPLIT), []
        for start in range(0, len(places), _BLOCK):
            parts.append(self._source.log_density(places[start : start + _BLOCK]))
            yield
        logs = np.concatenate(parts)
        densities = np.exp(logs)
        inside = densities > 0
        # Relative to all that was found, which for smooth densities is 1 to the precision of floats.
        self.entropy = -float((densities[inside] * logs[inside]).sum() / densities.sum())
        self._least = logs.max() + np.log(FAINT)
        every = yield from measures.cell_masses(self._source, BOX)
        self.masses = every[:-1].reshape(CELLS, CELLS)

    def _measure_floor(self) -> Work:
        self._floor = yield from measures.noise_floor(self._source, MEASURED)
