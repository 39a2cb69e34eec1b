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
    """Rows of some scalars, one whenever the first of them changes; a new training begins them anew."""

    def __init__(self, feed: LabFeed, names: Sequence[str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._feed, self._names = feed, tuple(names)
        self._rows: list[tuple[float, ...]] = []
        feed.arrived.connect(self._note)
        feed.emptied.connect(self._rows.clear)

    @property
    def steps(self) -> NDArray[np.float64]:
        """The training steps of the rows, ``(n,)``."""
        return self._table()[:, 0]

    @property
    def values(self) -> NDArray[np.float64]:
        """The scalars, ``(n, names)``; NaN where one was not known."""
        return self._table()[:, 1:]

    def _table(self) -> NDArray[np.float64]:
        return np.array(self._rows, dtype=np.float64).reshape(-1, 1 + len(self._names))

    def _note(self) -> None:
        scalars = self._feed.scalars
        step = float(scalars.get("step", 0))
        if self._rows and step < self._rows[-1][0]:
            self._rows.clear()
        values = tuple(float(scalars.get(name, math.nan)) for name in self._names)
        if math.isnan(values[0]) or (self._rows and self._rows[-1][1] == values[0]):
            return
        self._rows.append((step, *values))
        if len(self._rows) > _MOST:
            del self._rows[::2]
