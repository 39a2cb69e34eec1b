"""The line along which a field on a grid has one value."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

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
