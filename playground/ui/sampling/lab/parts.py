"""What stands around the planes: why nothing flows, the loss, the distance, and the shares of the modes."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import numpy as np
from PySide6.QtCore import Qt

from playground.core.frames import Array
from playground.gaussian.distances import mode_weights
from playground.gaussian.planar import planar
from playground.paradigms.lab.fields import DRAWN
from playground.ui.lab.feed import LabFeed
from playground.ui.lab.parts import Figure, Part, distance
from playground.ui.plots.series_plot import SeriesPlot
from playground.ui.plots.time_plot import TimePlot
from playground.ui.plots.weight_bars import WeightBars
from playground.ui.widgets.label import Label


def refusal(feed: LabFeed) -> Part[Label]:
    """Why sampler, spacing and path do not go together."""
    text = Label(name="Why nothing flows", wraps=True, align=Qt.AlignmentFlag.AlignTop)
    text.hide()

    def tell() -> bool:
        text.setText(str(feed.scalars.get("refusal", "")))
        return bool(text.text())

    return Part(name="refusal", widget=text, tell=tell, place="above")


def loss(feed: LabFeed) -> Part[SeriesPlot]:
    """The loss against the training steps of this phase."""
    plot = SeriesPlot("Loss")

    def tell() -> bool:
        losses = feed.arrays.get("losses")
        if losses is not None:
            # Single losses jump: the number is the mean that the formulas have, too.
            plot.set_series(losses[:, 0], losses[:, 1], newest=float(feed.scalars.get("loss", "nan")))
        return True

    return Part(name="loss", widget=plot, tell=tell, figures=lambda: series(plot, "loss"))


def how_far(feed: LabFeed) -> Part[SeriesPlot]:
    """The distance to exact samples, which can be exported here."""
    plain = distance(feed)
    return msgspec.structs.replace(plain, figures=lambda: series(plain.widget, "distance"))


def modes(feed: LabFeed) -> Part[WeightBars]:
    """The share of the points at each mode, for data that have modes."""
    bars = WeightBars("Shares of the modes")

    def tell() -> bool:
        name = feed.recipe.data if feed.recipe is not None else DRAWN
        centres = None if name == DRAWN else planar(name).centres
        track = feed.arrays.get("track")
        if centres is None or track is None:
            return centres is not None
        bars.set_weights(mode_weights(track[-1], centres), np.full(len(centres), 1 / len(centres)))
        return True

    return Part(name="modes", widget=bars, tell=tell)


def series(plot: SeriesPlot | TimePlot, stem: str) -> Iterator[Figure]:
    """A plot as it is exported, where it is seen and has something to show."""
    columns: dict[str, Array]
    if isinstance(plot, TimePlot):
        columns = {"time": plot.times, "spread": plot.values}
    else:
        columns = {"step": plot.steps, plot.title.lower(): plot.values}
    seen = plot.isVisibleTo(plot.window()) if isinstance(plot, TimePlot) else plot.seen
    if len(plot.values) and seen:
        yield Figure(plot.accessibleName(), stem, plot.picture(), columns)
