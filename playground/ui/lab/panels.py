"""The small plots under the planes, by name; each draws what it finds in the newest frame."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

import numpy as np
from PySide6.QtWidgets import QWidget

from playground.gaussian.distances import mode_weights
from playground.gaussian.planar import planar
from playground.paradigms.lab.fields import DRAWN
from playground.ui.floors import floor_of
from playground.ui.lab.feed import LabFeed
from playground.ui.plain import set_tip
from playground.ui.plots.series_plot import SeriesPlot
from playground.ui.plots.time_plot import TimePlot
from playground.ui.plots.weight_bars import WeightBars


class Panel(Protocol):
    """A plot of something in a lab's frames."""

    @property
    def widget(self) -> QWidget:
        """What is shown."""

    def draw(self, feed: LabFeed) -> bool:
        """Draw the newest frame; false where it has nothing to draw."""


class LossPanel:
    """The loss against the training steps of this phase."""

    def __init__(self) -> None:
        self.widget = SeriesPlot("Loss")

    def draw(self, feed: LabFeed) -> bool:
        """Draw the losses."""
        losses = feed.arrays.get("losses")
        if losses is not None:
            # Single losses jump: the number is the mean that the formulas have, too.
            newest = float(feed.scalars.get("loss", "nan"))
            self.widget.set_series(losses[:, 0], losses[:, 1], newest=newest)
        return True


class DistancePanel:
    """The sliced Wasserstein distance to exact samples, and that between exact samples themselves."""

    def __init__(self) -> None:
        self.widget = SeriesPlot("Sliced Wasserstein", "floor", "Distance")
        set_tip(
            self.widget,
            "Sliced Wasserstein distance of the points, where they end, from exact samples.\n"
            "The floor is that distance between two sets of exact samples. 95 % of them lie in the band:\n"
            "what does, too, cannot be told from the data.",
        )

    def draw(self, feed: LabFeed) -> bool:
        """Draw the distances measured so far."""
        distances = feed.distances
        floor, *band = floor_of(feed.scalars, "noise_floor")
        self.widget.set_series(distances[:, 0], distances[:, 1], floor, band=(band[0], band[1]))
        return True


class ModesPanel:
    """The share of the points at each mode, for data that have modes."""

    def __init__(self) -> None:
        self.widget = WeightBars("Shares of the modes")

    def draw(self, feed: LabFeed) -> bool:
        """Draw the shares of the track's ends."""
        name = feed.recipe.data if feed.recipe is not None else DRAWN
        centres = None if name == DRAWN else planar(name).centres
        track = feed.arrays.get("track")
        if centres is None or track is None:
            return centres is not None
        shares = mode_weights(track[-1], centres)
        self.widget.set_weights(shares, np.full(len(centres), 1 / len(centres)))
        return True


class JumpsPanel:
    """How far jumps land from where the curve they leave ends."""

    def __init__(self) -> None:
        self.widget = TimePlot("Spread of the jumps", "RMS distance")

    def draw(self, feed: LabFeed) -> bool:
        """Draw the spread against time."""
        times, spread = feed.arrays.get("spread_times"), feed.arrays.get("spread")
        if times is None or spread is None:
            return False
        self.widget.set_curve(times, spread)
        return True


PANELS: dict[str, Callable[[], Panel]] = {
    "loss": LossPanel,
    "distance": DistancePanel,
    "modes": ModesPanel,
    "spread": JumpsPanel,
}
