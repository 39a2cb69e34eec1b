"""The square that all labs learn in, and what the numbers mean that they have in common.

The frames of all trainings have these scalars:

- ``moments``: how many moments of the training are kept, ``moments_bytes``: their size, and ``moment``: which
  of them, counted from 1, the frame shows in the place of the present; 0 where it shows that. Of the past,
  too, curves over the training are those of the whole of it; ``settled`` says whether all else is of that
  moment.

The square goes from −:data:`EXTENT` to :data:`EXTENT`. Of data with modes frames have these scalars:

- ``modes``: how many modes there are; ``mode_quality``: the share of the points that lie on the data, where
  their density is at least :data:`FAINT` of its largest value; ``modes_covered``: the modes with at least a
  quarter of their share of such points; ``mode_error``: half the sum of absolute differences between the
  shares and the true ones, where every point counts for the nearest mode. Only for data with modes.
"""

from __future__ import annotations

import math
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from playground.gaussian.distances import Box

EXTENT = 3.5
MOST_MOMENTS = 200
BUDGET = 50_000_000
"""Bytes of all moments of a training; where networks are large there are fewer of them."""
CELLS = 64
FAINT = math.exp(-9 / 2)
"""Share of its largest value below which a density counts as none: that of a round Gaussian 3 standard
deviations from its centre, as far as samples of high quality go (Srivastava et al. 2017, "VEEGAN")."""
MEASURED = 2000
"""Points that are shown, and of exact samples, that distances are measured between."""

Floats: TypeAlias = NDArray[np.float32]


def grid(cells: int) -> Floats:
    """Centres of the ``cells``² cells of the square, row by row from the least y: ``(cells², 2)``."""
    return Box(low=-EXTENT, high=EXTENT, cells=cells).centres().astype(np.float32)
