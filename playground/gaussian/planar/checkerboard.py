"""The black squares of a board of four by four."""

from __future__ import annotations

import math

import numpy as np

from playground.gaussian.distances import even_masses
from playground.gaussian.planar._planar import Matrix, Planar

_HALF, _SQUARES = 2.0, 4
_SIDE = 2 * _HALF / _SQUARES
_BLACK = np.array([(x, y) for y in range(_SQUARES) for x in range(_SQUARES) if (x + y) % 2 == 0])


def _place(uniform: Matrix, normal: Matrix) -> Matrix:
    corners = _BLACK[(uniform[:, 0] * len(_BLACK)).astype(np.intp)]
    return np.asarray((corners + uniform[:, 1:]) * _SIDE - _HALF)


def _log_density(points: Matrix) -> Matrix:
    squares = np.floor((points + _HALF) / _SIDE)
    black = np.all((squares >= 0) & (squares < _SQUARES), axis=1) & (squares.sum(1) % 2 == 0)
    return np.where(black, -math.log(len(_BLACK) * _SIDE**2), -np.inf)


PLANAR = Planar(
    name="checkerboard",
    title="Checkerboard",
    rank=70,
    place=_place,
    log_density=_log_density,
    centres=(_BLACK + 0.5) * _SIDE - _HALF,
    masses=lambda box: even_masses(_BLACK * _SIDE - _HALF, _SIDE, box),
)
