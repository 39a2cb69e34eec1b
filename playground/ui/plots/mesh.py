"""A warped mesh whose cells are tinted, as a ground for points."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter

from playground.ui.plots.graphing import pg
from playground.ui.plots.heat import ramp, to_levels
from playground.ui.plots.item import Item, around

AREA = ("#2f6da8", "#14161a", "#a8641c")
"""From cells that have shrunk over those of the same size to those that have grown, all of them dark."""

_TINTS = 32


class Mesh(Item):
    """Cells between the nodes ``(rows + 1, columns + 1, 2)`` of a mesh, each in one of few tints.

    Cells of a tint are filled together, so that a frame of a thousand cells costs some milliseconds. Where
    cells lie over one another, those with a higher tint are on top.
    """

    def __init__(self, anchors: Sequence[str] = AREA) -> None:
        super().__init__()
        colours = ramp(tuple(anchors))
        self._colours = [QColor.fromRgb(colours[round(i * 255 / (_TINTS - 1))]) for i in range(_TINTS)]
        self.nodes: NDArray[np.float64] | None = None
        """The nodes that are drawn."""
        self.tints: NDArray[np.intp] = np.zeros(0, np.intp)
        """The tint of each cell, row by row: 0 is the first."""

    def set_mesh(
        self, nodes: NDArray[np.floating] | None, values: NDArray[np.floating] | None, low: float, high: float
    ) -> None:
        """Show a mesh with a value for each cell ``(rows, columns)``; those from ``low`` to ``high`` differ
        in their tint. Cells with a corner that is no number are left out."""
        if nodes is None or values is None or nodes[1:, 1:].shape[:2] != values.shape:
            self.nodes = None
            self.update()
            return
        self.nodes = np.asarray(nodes, dtype=np.float64)
        self.tints = np.rint(to_levels(values, low, high).ravel() * ((_TINTS - 1) / 255)).astype(np.intp)
        finite = self.nodes.reshape(-1, 2)
        self.set_bounds(around(finite[np.isfinite(finite).all(1)]))
        self.update()

    def draw(self, painter: QPainter) -> None:
        """Fill the cells of one tint after the other."""
        if self.nodes is None:
            return
        cells = _cells(self.nodes)
        whole = np.isfinite(cells).all((1, 2))
        for tint in np.unique(self.tints[whole]):
            outlines = cells[whole & (self.tints == tint)]
            joined = np.ones(outlines.shape[:2], dtype=np.int32)
            joined[:, -1] = 0
            path = pg.functions.arrayToQPath(
                outlines[..., 0].ravel(), outlines[..., 1].ravel(), connect=joined.ravel()
            )
            path.setFillRule(Qt.FillRule.WindingFill)
            painter.fillPath(path, self._colours[tint])


def _cells(nodes: NDArray[np.float64]) -> NDArray[np.float64]:
    """Outlines ``(cells, 5, 2)``, each ending where it begins."""
    corners = (nodes[:-1, :-1], nodes[:-1, 1:], nodes[1:, 1:], nodes[1:, :-1], nodes[:-1, :-1])
    return np.stack(corners, axis=2).reshape(-1, 5, 2)
