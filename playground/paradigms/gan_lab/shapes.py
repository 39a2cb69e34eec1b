"""Shapes in the plane of a game: the warped mesh of the generator, a field's level line, the length of
sticks.

The cells of the mesh are equally likely, so that the density of the points is one over the area of each.
"""

from __future__ import annotations

from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from playground.core.checkpoint import Checkpoint
from playground.live.gan import NoiseName
from playground.objectives.adversarial_terms import ObjectiveName
from playground.paradigms.gan_lab.frames import CURVE, MESH, TAIL, Floats


def ticks(kind: NoiseName, count: int) -> Floats:
    """Nodes along one coordinate of the noise, rising: even, or the quantiles of the normal distribution."""
    if kind.startswith("uniform"):
        return np.linspace(-1, 1, count, dtype=np.float32)
    normal = NormalDist()
    return np.array([normal.inv_cdf(p) for p in np.linspace(TAIL, 1 - TAIL, count)], dtype=np.float32)


def nodes(kind: NoiseName) -> Floats:
    """All nodes of the noise: ``(MESH, MESH, 2)``, or ``(CURVE,)`` on a line."""
    if kind.endswith("1-D"):
        return ticks(kind, CURVE)
    along = ticks(kind, MESH)
    return np.stack(np.meshgrid(along, along), axis=-1)


def areas(mesh: Floats) -> Floats:
    """Areas of the cells of a mesh ``(rows, columns, 2)``, negative where they are turned over.

    1 is that of a cell where as many are spread evenly over the square from −1 to 1, as uniform noise is.
    """
    across = mesh[1:, 1:] - mesh[:-1, :-1]
    back = mesh[1:, :-1] - mesh[:-1, 1:]
    twice = across[..., 0] * back[..., 1] - across[..., 1] * back[..., 0]
    return np.asarray(twice * (twice.size / 8), dtype=np.float32)


def lengths(curve: Floats) -> Floats:
    """Lengths of the pieces of a curve ``(n, 2)``: 1 is that where as many are spread evenly from −1 to 1."""
    return np.asarray(
        np.linalg.norm(np.diff(curve, axis=0), axis=1) * ((len(curve) - 1) / 2), dtype=np.float32
    )


Matrix = NDArray[np.float64]

_BOTTOM, _RIGHT, _TOP, _LEFT = range(4)


def contour(field: NDArray[np.floating], level: float, extent: float) -> Matrix:
    """Pairs of ends of straight pieces ``(2k, 2)`` where ``field`` (n, n) passes ``level``.

    Values stand at the centres of the cells of the square ±extent, row 0 at the bottom; between them they are
    taken to be linear along the sides (marching squares). Where the line would cross itself, the mean of the
    four corners says which of them belong together.
    """
    values = np.asarray(field, dtype=np.float64)
    rows, columns = (extent * ((2 * np.arange(count) + 1) / count - 1) for count in values.shape)
    above = values >= level
    across, up = _crossings(values, level)
    horizontal = np.stack(
        [columns[:-1] + across * np.diff(columns), np.broadcast_to(rows[:, None], across.shape)], axis=-1
    )
    vertical = np.stack(
        [np.broadcast_to(columns, up.shape), rows[:-1, None] + up * np.diff(rows)[:, None]], axis=-1
    )
    sides = np.stack([horizontal[:-1], vertical[:, 1:], horizontal[1:], vertical[:, :-1]])
    level_sides, upright = above[:, 1:] != above[:, :-1], above[1:] != above[:-1]
    crossed = np.stack([level_sides[:-1], upright[:, 1:], level_sides[1:], upright[:, :-1]])
    count = crossed.sum(axis=0)
    row, column = np.nonzero(count == 2)
    first = crossed[:, row, column].argmax(axis=0)
    last = 3 - crossed[::-1, row, column].argmax(axis=0)
    pieces = [np.stack([sides[first, row, column], sides[last, row, column]], axis=1)]
    saddle = np.nonzero(count == 4)
    if len(saddle[0]):
        pieces.extend(_saddles(values, above, level, sides, saddle))
    pairs = np.concatenate(pieces)
    finite = np.isfinite(pairs).all(axis=(1, 2))
    return np.asarray(pairs[finite].reshape(-1, 2), dtype=np.float64)


def _crossings(values: Matrix, level: float) -> tuple[Matrix, Matrix]:
    """How far along each side between neighbours the level is passed; without meaning where it is not."""
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        across = (level - values[:, :-1]) / np.diff(values, axis=1)
        up = (level - values[:-1]) / np.diff(values, axis=0)
    return across, up


def _saddles(
    values: Matrix,
    above: NDArray[np.bool_],
    level: float,
    sides: Matrix,
    cells: tuple[NDArray[np.intp], ...],
) -> list[Matrix]:
    """Two pieces in each cell whose opposite corners are on the same side of the level."""
    row, column = cells
    corners = [values[row + i, column + j] for i in (0, 1) for j in (0, 1)]
    joined = (np.mean(corners, axis=0) >= level) == above[row, column]
    found: list[Matrix] = []
    for ends in (((_BOTTOM, _RIGHT), (_TOP, _LEFT)), ((_BOTTOM, _LEFT), (_TOP, _RIGHT))):
        chosen = joined if ends[0][1] == _RIGHT else ~joined
        i, j = row[chosen], column[chosen]
        found.extend(np.stack([sides[one, i, j], sides[other, i, j]], axis=1) for one, other in ends)
    return found


_LENGTH, _SHORT, _LONG = 0.4, 0.15, 0.9
"""How long a scale draws nine in ten sticks at most when it is chosen; and how short and how long those may
become before there is another one."""
_MOST_SCALE = 2.0
_STEPS = (1.0, 2.0, 5.0)
_RATE = 0.1
"""How far the usual length follows that of a frame."""
_LEAST = 1e-12


class StickScale:
    """A scale that stays while the sticks' usual length, a mean over some frames, suits it."""

    def __init__(self) -> None:
        self._rounds, self._objective, self._long = -1, "", 0.0
        self.value = _MOST_SCALE

    def checkpoint(self, at: Checkpoint) -> None:
        """The scale, and the length that it follows."""
        self._rounds, self._objective = (
            at.value("rounds", self._rounds),
            at.value("objective", self._objective),
        )
        self._long, self.value = at.value("long", self._long), at.value("value", self.value)

    def follow(self, sizes: Floats, rounds: int, objective: ObjectiveName) -> float:
        """The scale for sticks of these lengths ``(n,)`` after so many rounds."""
        long = max(float(np.quantile(sizes, 0.9)), _LEAST)
        if objective != self._objective:
            self._objective, self._long, self.value = objective, long, scale_for(long)
        elif rounds != self._rounds:
            self._long *= (long / self._long) ** _RATE
        self._rounds = rounds
        wanted = scale_for(self._long)
        drawn = self.value * self._long
        if drawn > _LONG or (drawn < _SHORT and wanted > self.value):
            self.value = wanted
        return self.value


def scale_for(long: float) -> float:
    """By how much sticks that are usually so long are drawn longer: 1, 2 or 5 by a power of ten, and not too
    much."""
    wanted = min(_LENGTH / max(long, _LEAST), _MOST_SCALE)
    power = 10.0 ** np.floor(np.log10(wanted))
    return float(max(step for step in _STEPS if step * power <= wanted * (1 + 1e-9)) * power)
