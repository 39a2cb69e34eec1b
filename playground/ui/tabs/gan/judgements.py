"""What the discriminator says of real and of generated things: two histograms with a line at ½."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from markupsafe import Markup
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor

from playground.core.words import number
from playground.ui.plots.colours import worn
from playground.ui.plots.still_plot import DASH, StillPlot
from playground.ui.widgets.layouts import down, lay_out
from playground.ui.widgets.plain import coloured, set_tip, strong
from playground.ui.widgets.still_label import FittingLabel

REAL, FAKE = QColor("#3b8fd6"), QColor("#e08a1e")
"""Blue and orange that are legible on light and on dark ground."""

PROBABILITY = ("0", "½", "1")
"""What D says at the ends and in the middle where it is a probability."""

_NAMES, _SHORT = ("real", "generated"), ("real", "gen.")
_OPACITY = 110
_TOPS = (0.1, 0.2, 0.5, 1.0)
"""Where the range may end."""
_ROOM, _TIGHTEN = 1.05, 0.8
"""Room above the bars; the range becomes smaller once they reach this share of the next one."""
_BEYOND = 14
"""Pixels by which what is written at the ends may reach beyond the axis."""
_SIDE = 0.04
"""Room at both sides, so that 0 and 1 can be written there."""

Shares = NDArray[np.floating]


class Judgements(StillPlot):
    """Shares of both kinds by D, in equal bins; which of them lies where shows who is winning.

    The bins go from 0 to 1, unless :meth:`set_marks` says otherwise.
    """

    def __init__(self) -> None:
        super().__init__()
        self.marks: tuple[str, ...] = ()
        self._plot.getAxis("left").setWidth(32)
        self.set_marks(PROBABILITY)
        self._plot.getAxis("bottom").setStyle(hideOverlappingLabels=_BEYOND)
        self._fit_letters()
        self._bars = [self._bars_in(colour, _OPACITY) for colour in (REAL, FAKE)]
        self._line_in("text", 90, 0.5, style=DASH)
        self._top = _TOPS[-1]
        self.real: Shares = np.zeros(0)
        self.fake: Shares = np.zeros(0)
        self._own = self._line_in("text", 90, 0.5)
        self._own.hide()
        self._means = (float("nan"), float("nan"))
        self.heading = FittingLabel()
        lay_out(self, down(self.heading, self._plot, spacing=0))
        self.setAccessibleName("What the discriminator says of real and generated ones")
        set_tip(
            self,
            "Shares of the real and of the generated ones by what the discriminator D says of them.\n"
            "Right of the dashed line it takes them for real. When it cannot tell them apart, both "
            "lie there.",
        )
        self._write()

    def _fit_letters(self) -> None:
        self._plot.getPlotItem().setContentsMargins(0, self.fontMetrics().height() // 2, _BEYOND, 0)

    def set_marks(self, marks: Sequence[str]) -> None:
        """Write what D says at the left end, in the middle, and at the right end."""
        if tuple(marks) != self.marks:
            self.marks = tuple(marks)
            low, half, high = self.marks
            axis = self._plot.getAxis("bottom")
            axis.setTicks([[(0, low), (0.25, ""), (0.5, half), (0.75, ""), (1, high)]])

    def show_shares(self, real: Shares, fake: Shares) -> None:
        """Show shares ``(bins,)`` of both kinds."""
        self.real, self.fake = real, fake
        for bars, shares in zip(self._bars, (real, fake), strict=True):
            bars.setData(np.linspace(0, 1, len(shares) + 1), shares)
        self._fit(float(max(real.max(initial=0), fake.max(initial=0))))

    def show_means(self, real: float, fake: float) -> None:
        """Say the mean of D over both kinds."""
        self._means = (real, fake)
        self._write()

    def show_own(self, share: float | None) -> None:
        """Mark what is said of a picture of one's own, at a share of the axis."""
        self._own.setVisible(share is not None)
        if share is not None:
            self._own.setValue(share)

    def caption(self) -> str:
        """The heading, with the names that there may be no room for in the window."""
        return self.heading.longest

    def _fit(self, highest: float) -> None:
        wanted = next((top for top in _TOPS if highest * _ROOM <= top), 1.0)
        if wanted > self._top or (wanted < self._top and highest * _ROOM < _TIGHTEN * wanted):
            self._top = wanted
        self._plot.setRange(QRectF(-_SIDE, 0, 1 + 2 * _SIDE, self._top * _ROOM), padding=0)

    def _write(self) -> None:
        told = zip(_NAMES, self._means, strict=True)
        self.setAccessibleDescription(
            ", ".join(f"{name} {number(mean)}" for name, mean in told if np.isfinite(mean))
        )
        full, short = (self._told(names, self._means) for names in (_NAMES, _SHORT))
        # Whose colour is whose is said even where there is no room for the means.
        self.heading.set_texts(
            [strong("D") + " \u00a0" + full, full, short, self._told(_SHORT, (np.nan, np.nan))]
        )

    def _told(self, names: tuple[str, str], means: tuple[float, float]) -> Markup:
        parts = []
        for name, colour, mean in zip(names, (REAL, FAKE), means, strict=True):
            said = f" {number(mean)}" if np.isfinite(mean) else ""
            parts.append(coloured("▬", worn(colour).name()) + f"\u00a0{name}{said}")
        return Markup(" &nbsp;").join(parts)

    def _ink(self) -> None:
        super()._ink()
        self._write()
