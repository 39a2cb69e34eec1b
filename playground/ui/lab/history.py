"""Numbers that a lab measures now and then, as series over its training steps."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject

from playground.ui.lab.feed import LabFeed

_MOST = 4000
"""Measured rows that are kept; when there are more, every second one is forgotten."""


class History(QObject):
    """Rows of some scalars, one for each time that they were measured; a new training begins them anew."""

    def __init__(self, feed: LabFeed, names: Sequence[str], at: str, parent: QObject | None = None) -> None:
        """``at`` is the scalar that says at which training step they were measured."""
        super().__init__(parent)
        self._feed, self._names, self._at = feed, tuple(names), at
        self._rows: list[tuple[float, ...]] = []
        feed.arrived.connect(self._note)
        feed.emptied.connect(self._rows.clear)

    @property
    def steps(self) -> NDArray[np.float64]:
        """The training steps at which they were measured, ``(n,)``."""
        return self._table()[:, 0]

    @property
    def values(self) -> NDArray[np.float64]:
        """The scalars, ``(n, names)``; NaN where one was not known."""
        return self._table()[:, 1:]

    def _table(self) -> NDArray[np.float64]:
        return np.array(self._rows, dtype=np.float64).reshape(-1, 1 + len(self._names))

    def _note(self) -> None:
        scalars = self._feed.scalars
        if scalars.get("moment"):  # It is of the past.
            return
        step = float(scalars.get(self._at, math.nan))
        if math.isnan(step) or (self._rows and step == self._rows[-1][0]):
            return
        if self._rows and step < self._rows[-1][0]:
            self._rows.clear()
        self._rows.append((step, *(float(scalars.get(name, math.nan)) for name in self._names)))
        if len(self._rows) > _MOST:
            del self._rows[::2]
