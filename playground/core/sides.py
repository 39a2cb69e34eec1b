"""How many numbers an array has by what a file says of its sides, counted without forming a huge number."""

from __future__ import annotations

from collections.abc import Sequence

from playground.core.guard import DamagedFileError

MAX_AXES = 8
"""No array that is read here has more; Python multiplies the sides of 500,000 for minutes."""


def numbers_in(sides: Sequence[int], most: int) -> int:
    """The product of the sides; raises ``DamagedFileError`` for more than eight, a negative one, or more than
    ``most`` numbers, where a side of zero hides nothing.

    >>> numbers_in((3, 28, 28), 10_000), numbers_in((0, 28), 10_000)
    (2352, 0)
    """
    if len(sides) > MAX_AXES:
        raise DamagedFileError(f"it claims an array of {len(sides):,} axes, more than {MAX_AXES}")
    claimed = 1
    for side in sides:
        claimed *= max(side, 1)
        if side < 0 or claimed > most:
            raise DamagedFileError(
                "it claims an array with a negative side"
                if side < 0
                else f"it claims an array of more than {most:,} numbers"
            )
    return 0 if 0 in sides else claimed
