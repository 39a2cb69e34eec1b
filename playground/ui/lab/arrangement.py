"""Where planes stand: one large and the others beside it, all in a row, or the large one alone."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect

LEAST_LARGE, _LEAST_IN_A_ROW = 290, 190
"""Pixels a side of a large plane beside which there are small ones, and of all in a row."""
_GAP = 6


def places(
    names: Sequence[str], large: str, width: int, height: int, least: int = LEAST_LARGE
) -> dict[str, QRect]:
    """The square of each plane that is shown, in a room of that size.

    Small planes stand beside a large one of at least ``least`` pixels a side.
    """
    others = [name for name in names if name != large]
    if not others:
        return _alone(large, width, height)
    side = min(height, round((width - _GAP) / (1 + 1 / len(others))))
    row = min(height, (width - (len(names) - 1) * _GAP) // len(names))
    if side >= least:
        return _one_and_others(others, large, side, width, height)
    if row >= _LEAST_IN_A_ROW:
        left, top = (width - len(names) * row - (len(names) - 1) * _GAP) // 2, (height - row) // 2
        return {name: QRect(left + i * (row + _GAP), top, row, row) for i, name in enumerate(names)}
    return _alone(large, width, height)


def _alone(name: str, width: int, height: int) -> dict[str, QRect]:
    side = min(width, height)
    return {name: QRect((width - side) // 2, (height - side) // 2, side, side)}


def _one_and_others(
    others: Sequence[str], large: str, side: int, width: int, height: int
) -> dict[str, QRect]:
    """A large plane, and the others over one another at its right."""
    small = (side - (len(others) - 1) * _GAP) // len(others)
    left, top = (width - side - _GAP - small) // 2, (height - side) // 2
    found = {large: QRect(left, top, side, side)}
    for index, name in enumerate(others):
        down = round(index * (side - small) / max(1, len(others) - 1))
        found[name] = QRect(left + side + _GAP, top + down, small, small)
    return found
