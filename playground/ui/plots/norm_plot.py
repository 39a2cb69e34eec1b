"""How far from the origin a way through the latent space runs."""

from __future__ import annotations

import numpy as np
from markupsafe import Markup
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt

from playground.ui.plots.colours import inks
from playground.ui.plots.still_plot import DASH, StillPlot
from playground.ui.widgets.label import Label
from playground.ui.widgets.layouts import down, lay_out
from playground.ui.widgets.plain import coloured, label_axis, strong


class NormPlot(StillPlot):
    """|z|, and the distance from A, against t from 0 to 1, with a line at the current t."""

    def __init__(self) -> None:
        super().__init__()
        label_axis(self._plot, "bottom", "t")
        self._plot.getAxis("bottom").setTicks([[(0, "0"), (0.5, "0.5"), (1, "1")]])
        self._curve = self._curve_in("accent")
        self._far = self._curve_in("text", 1, DASH)
        self._now = self._line_in("text", 90)
        self.t: NDArray[np.float64] = np.zeros(0)
        self.norms: NDArray[np.float64] = np.zeros(0)
        self.distances: NDArray[np.float64] = np.zeros(0)
        self.title = Label(align=Qt.AlignmentFlag.AlignCenter)
        lay_out(self, down(self.title, self._plot, spacing=0))
        self._plot.set_least(130, 70)
        self.setAccessibleName("Distance from the origin along the way")
        self._ink()

    def set_way(self, t: NDArray[np.floating], latents: NDArray[np.floating]) -> None:
        """Show the norms of ``latents`` (n, d) at ``t`` (n,)."""
        self.t = np.asarray(t, dtype=np.float64)
        points = np.asarray(latents, dtype=np.float64)
        self.norms = np.linalg.norm(points, axis=1)
        self.distances = np.linalg.norm(points - points[:1], axis=1)
        self._curve.setData(self.t, self.norms)
        self._far.setData(self.t, self.distances)
        top = max(1.0, float(self.norms.max(initial=0)), float(self.distances.max(initial=0))) * 1.1
        self._plot.setRange(QRectF(-0.02, 0, 1.04, top), padding=0)

    def set_position(self, t: float) -> None:
        """Mark where one is."""
        self._now.setValue(t)

    def caption(self) -> str:
        """What the two lines are."""
        return self.title.said

    def _ink(self) -> None:
        super()._ink()
        self.title.setText(
            strong(coloured("— |z|", inks(self.palette()).accent.name())) + Markup(" &nbsp; ┄ |z − A|")
        )
