"""Faces that models learn from, put together when they are asked for: none of them is held out."""

from __future__ import annotations

import functools

import numpy as np
from numpy.typing import NDArray

from playground.faces.factors import Codes
from playground.faces.layers import SIZE
from playground.faces.render import render_codes
from playground.faces.sampling import learnable

FACES = 1_000_000
"""How many faces a model sees before it may see one again."""


class LearnableFaces:
    """The first ``count`` faces that :func:`learnable` gives for a seed, as pictures of a size."""

    def __init__(self, seed: int = 0, count: int = FACES, size: int = SIZE) -> None:
        self._seed, self._count, self._size = seed, count, size

    @functools.cached_property
    def codes(self) -> Codes:
        """The faces ``(count, factors)``, drawn when they are needed first."""
        return learnable(self._seed, self._count)

    def __len__(self) -> int:
        return self._count

    def images(self, places: NDArray[np.int64]) -> NDArray[np.uint8]:
        """The faces at some places, ``(n, 3, size, size)``."""
        return render_codes(self.codes[places], self._size)
