"""Whether a training is lost: for long, what it has learned has been worse than nothing."""

from __future__ import annotations

from playground.core.checkpoint import Checkpoint

PATIENCE = 500
"""Training steps."""


class Lost:
    """Counts the steps whose loss is above a bound, less those since that are not.

    Only signs are counted: one step in which the loss is a million is no more than one step, and a training
    that comes back is not lost.
    """

    def __init__(self, bound: float) -> None:
        self._bound, self._count = bound, 0

    def note(self, loss: float) -> bool:
        """Take in the loss of one more step; gives whether the training is lost."""
        self._count = self._count + 1 if loss > self._bound else max(self._count - 1, 0)
        return self._count >= PATIENCE

    def checkpoint(self, at: Checkpoint) -> None:
        """The count."""
        self._count = at.count("count", self._count)
