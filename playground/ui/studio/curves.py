"""The losses of a training, one plot under the other."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from markupsafe import Markup
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from playground.core.words import magnitude, number
from playground.studio.training_folders import Family
from playground.ui.plots.axis_marks import mark
from playground.ui.plots.colours import inks
from playground.ui.plots.steps_plot import RIGHT, StepsPlot
from playground.ui.plots.still_plot import StillPlot
from playground.ui.studio.record import Curve
from playground.ui.widgets.layouts import down, lay_out
from playground.ui.widgets.plain import coloured, strong
from playground.ui.widgets.theme import themes

NOTHING = Curve(np.zeros(0), np.zeros(0))
_EARLY = 0.1
"""What an untrained network gave in this first share of the steps may be cut off."""
_OUTLIERS = 0.99
_ROOM = 0.08
_LEFT = 56
"""Pixels for the numbers of the upward axis: sums over all pixels have five figures."""
_DOT = 4


class LossPlot(StepsPlot, StillPlot):
    """Two curves on one range, and an upright line at a step; the heading says what each has come to."""

    def __init__(self) -> None:
        super().__init__("faint", "accent")
        self._title = ""
        self._learning, self._held_out = NOTHING, NOTHING
        self._curves[1].setSymbolSize(_DOT)
        self._curves[1].setSymbolPen(None)
        self._plot.set_least(120, 60)
        self._plot.getAxis("left").setWidth(_LEFT)
        self._ink()

    def show_curves(self, title: str, learning: Curve, held_out: Curve) -> None:
        """Show what is known of a loss; one curve may have no points."""
        self._title, self._learning, self._held_out = title, learning, held_out
        self.setAccessibleName(f"{title} against training steps")
        for curve, shown in zip(self._curves, (learning, held_out), strict=True):
            curve.setData(shown.steps, shown.values)
        self._curves[1].setSymbol("o" if len(held_out.steps) < 40 else None)
        known = len(learning.steps) + len(held_out.steps) > 0
        self.set_scales(left=known, bottom=known)
        if known:
            self._fit()
        self._write()

    def _fit(self) -> None:
        shown = (self._learning, self._held_out)
        last = max(float(each.steps[-1]) for each in shown if len(each.steps))
        low, high = _range([_later(each, last) for each in shown])
        self._last = last
        self._mark_steps()
        self._plot.setRange(QRectF(0, low, last * 1.03, high - low), padding=0)

    _last = 1.0

    def _mark_steps(self) -> None:
        axis, room = self._plot.getAxis("bottom"), round(self.width() - _LEFT * themes().scale) - RIGHT
        mark(axis, self._last, room, number(self._last, 0), self.fontMetrics(), least=1, beyond=RIGHT)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Mark more steps, or fewer."""
        super().resizeEvent(event)
        self._mark_steps()

    def _write(self) -> None:
        ink = inks(self.palette())
        long: list[str] = [strong(self._title)]
        short = list(long)
        for name, shown, colour in (
            ("learning", self._learning, ink.faint),
            ("kept apart", self._held_out, ink.accent),
        ):
            if len(shown.values):
                dash, newest = coloured("━", colour.name()), magnitude(float(shown.values[-1]))
                long.append(Markup("{} {} {}").format(dash, name, newest))
                short.append(Markup("{} {}").format(dash, newest))
        self.heading.set_texts([*(Markup("&nbsp; ").join(parts) for parts in (long, short)), long[0]])

    def _ink(self) -> None:
        super()._ink()
        self._curves[1].setSymbolBrush(inks(self.palette()).accent)
        self._write()


def _later(curve: Curve, last: float) -> NDArray[np.float64]:
    """The numbers after the first steps, or all where there are no others."""
    later = curve.values[curve.steps >= _EARLY * last]
    return later if len(later) > 1 else curve.values


def _range(values: list[NDArray[np.float64]]) -> tuple[float, float]:
    """The lowest and the highest number that are to be seen: each curve's own, however few its points are."""
    finite = [found for each in values if len(found := each[np.isfinite(each)])]
    if not finite:
        return 0.0, 1.0
    low = min(float(found.min()) for found in finite)
    high = max(float(np.quantile(found, _OUTLIERS, method="higher")) for found in finite)
    room = _ROOM * (high - low) or 0.1 * abs(high) or 0.1
    return low - room, high + room


_HELD_OUT = "validation_"
_MOST = 3
_FRECHET = "Fréchet distance of pictures shrunk to 8 × 8"
_TITLES = {
    "loss": "Loss",
    "bits_per_dim": "Bits per dimension",
    "reconstruction": "Reconstruction (nats)",
    "kl": "KL (nats)",
    "generator": "Generator’s loss",
    "discriminator": "Discriminator’s loss",
    "noisier": "Loss where there is more noise",
    "cleaner": "Loss where there is less noise",
}
_FIRST: Mapping[Family, tuple[str, ...]] = {
    "vae": ("loss", "reconstruction", "kl"),
    "gan": (_FRECHET, "generator", "discriminator"),
    "nflow": ("bits_per_dim",),
    "diffusion": ("loss", "noisier", "cleaner"),
    "flow": ("loss", "noisier", "cleaner"),
    "reflow": ("loss", "noisier", "cleaner"),
    "consistency": ("loss",),
}
"""What is shown of each family, from top to bottom, where it is recorded."""


class Curves(QWidget):
    """As many plots as there are curves of a family, up to three."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("Losses")
        self.plots = tuple(LossPlot() for _ in range(_MOST))
        lay_out(self, down(*((plot, 1) for plot in self.plots), spacing=4))

    def show_curves(self, family: Family, curves: Mapping[str, Curve]) -> None:
        """Show what is recorded; before anything is, the first plot is empty."""
        named = _paired(family, curves)
        wanted = [name for name in _FIRST[family] if name in named] or [_FIRST[family][0]]
        for plot, name in zip(self.plots, (*wanted, *[""] * _MOST), strict=False):
            plot.setVisible(bool(name))
            if name:
                plot.show_curves(_TITLES.get(name, name), *named.get(name, (NOTHING, NOTHING)))

    def set_mark(self, step: float | None) -> None:
        """Mark a step in all of them."""
        for plot in self.plots:
            plot.set_mark(step)


def _paired(family: Family, curves: Mapping[str, Curve]) -> dict[str, tuple[Curve, Curve]]:
    """What is learned by, and the same of what is held out, by their names."""
    named = {
        name: (curve, curves.get(_HELD_OUT + name, NOTHING))
        for name, curve in curves.items()
        if not name.startswith(_HELD_OUT)
    }
    judged = curves.get(_HELD_OUT + "loss")
    if family == "gan" and judged is not None:
        # Its players’ losses say nothing of the pictures, so those are judged themselves.
        named[_FRECHET] = NOTHING, judged
    return named
