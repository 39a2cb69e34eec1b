"""Arrows, straight lines and ways: many strokes as one curve, which is drawn many times faster than many."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QWidget

from playground.ui.plots.colours import worn
from playground.ui.plots.graphing import pg

_BARB = 0.32
"""Length of an arrow's barbs as a share of its shaft."""
_TURN = np.deg2rad(152)
_LONGEST = 0.92
"""Length of the longest arrow as a share of the distance between two of them."""

Matrix = NDArray[np.floating]


def grid(side: int, extent: float) -> NDArray[np.float64]:
    """Centres of ``side`` × ``side`` cells of the square ±extent, ``(side, side, 2)`` with y slow."""
    ticks = extent * ((2 * np.arange(side) + 1) / side - 1)
    x, y = np.meshgrid(ticks, ticks)
    return np.stack([x, y], axis=-1)


def thinned(field: Matrix) -> NDArray[np.float64]:
    """A field (2n, 2n, 2) at half as many places a side: means of four, at their middle, ``(n, n, 2)``."""
    half = len(field) // 2
    return np.asarray(np.asarray(field, np.float64).reshape(half, 2, half, 2, 2).mean((1, 3)))


def arrow_lines(field: Matrix, extent: float, half: float) -> NDArray[np.float64]:
    """Pairs of points that draw an arrow in the middle of each cell of ``field`` (n, n, 2), ``(6n², 2)``.

    Each arrow has the direction of the field. Its length saturates: a field of size ``half`` gives half of
    the longest arrow, so that small fields are seen and large ones stay in their cells.
    """
    side = len(field)
    vectors = np.nan_to_num(np.asarray(field, dtype=np.float64)).reshape(-1, 2)
    size = np.hypot(vectors[:, 0], vectors[:, 1])[:, None]
    shafts = vectors * (_LONGEST * 2 * extent / side / (size + half))
    middles = grid(side, extent).reshape(-1, 2)
    tails, heads = middles - shafts / 2, middles + shafts / 2
    barbs = [heads + _BARB * shafts @ _turned(sign * _TURN) for sign in (1, -1)]
    pairs = np.stack([tails, heads, heads, barbs[0], heads, barbs[1]], axis=1)
    return np.asarray(pairs.reshape(-1, 2), dtype=np.float64)


def _turned(angle: float) -> NDArray[np.float64]:
    cosine, sine = np.cos(angle), np.sin(angle)
    return np.array([[cosine, sine], [-sine, cosine]])


class Strokes(pg.PlotCurveItem):  # type: ignore[misc]
    """A curve item for pairs, ways with gaps, or one way."""

    def set_pairs(self, points: Matrix | None) -> None:
        """Draw a straight line from each even point of ``(2n, 2)`` to the one after it."""
        self._set(points, "pairs")

    def set_ways(self, ways: Matrix | None) -> None:
        """Draw each of the ways ``(n, k, 2)`` through its k points."""
        if ways is None or not len(ways):
            self._set(None, "finite")
            return
        gaps = np.full((len(ways), 1, 2), np.nan)
        self._set(np.concatenate([ways, gaps], axis=1).reshape(-1, 2), "finite")

    def set_way(self, points: Matrix | None) -> None:
        """Draw one way through ``points`` (k, 2)."""
        self._set(points, "all")

    def paint(self, painter: QPainter, option: object, widget: QWidget | None) -> None:
        """Draw it in the colours of the palette that is worn."""
        own = self.opts["pen"]
        self.opts["pen"] = QPen(own)
        self.opts["pen"].setColor(worn(own.color()))
        try:
            super().paint(painter, option, widget)
        finally:
            self.opts["pen"] = own

    def _set(self, points: Matrix | None, connect: str) -> None:
        shown = points is not None and len(points) > 1
        self.setVisible(shown)
        if points is not None and shown:
            values = np.asarray(points, dtype=np.float64)
            self.setData(values[:, 0], values[:, 1], connect=connect)
