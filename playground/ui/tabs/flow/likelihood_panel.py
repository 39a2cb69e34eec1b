"""How likely the flow finds held-out images, measured on demand."""

from __future__ import annotations

import numpy as np
from markupsafe import Markup
from PySide6.QtWidgets import QWidget

from playground.core.frames import Array
from playground.core.words import number
from playground.paradigms import flow
from playground.paradigms.flow import Likelihood
from playground.ui.plots.picture_matrix import Heading, PictureMatrix
from playground.ui.plots.time_plot import TimePlot
from playground.ui.sampling.clock import FROM_NOISE
from playground.ui.sampling.scene import SamplingScene
from playground.ui.stage.exports import plot_export
from playground.ui.stage.panel import Panel
from playground.ui.stage.spec import Group, PanelSpec, Simple
from playground.ui.state.feed import Shown
from playground.ui.state.views import View
from playground.ui.tab import Export
from playground.ui.tabs.flow.state import FlowImages, why_not
from playground.ui.widgets.buttons import push
from playground.ui.widgets.layouts import across, down, lay_out
from playground.ui.widgets.note import Note
from playground.ui.widgets.paragraph import Paragraph

_MOST = 12
_ROWS = (Heading("image"), Heading("on its way", "to the noise"))
_ABOUT = (
    "Held-out images are carried along the flow from data to noise, and their density changes on the way: "
    "the divergence is estimated with random probes (Hutchinson). It takes a while."
)
_OLD = "These numbers were measured with other settings."


class LikelihoodPanel(Panel[SamplingScene[FlowImages]], QWidget):
    """A button, the bits per dimension with their standard error, each image's own, and the way there."""

    def __init__(self, scene: SamplingScene[FlowImages]) -> None:
        super().__init__(scene)
        self.measure = push("Measure", "Measure the held-out images chosen at the left")
        self.stop = push("Stop", "Stop measuring; what is finished stays in sight")
        self.result = Paragraph(name="Bits per dimension", selectable=True)
        self.about = Paragraph(_ABOUT)
        self.why = Note("What keeps these numbers from being current")
        self.matrix = PictureMatrix("Held-out images with their bits per dimension")
        self.matrix.set_classes(lambda spot: scene.named("likelihood", drawn=False)(spot.column))
        self.plot = TimePlot("Bits per dimension if the noise were at t", "bits/dim", FROM_NOISE.clean)
        # A title over nothing would look like a plot that failed.
        self.plot.hide()
        top = across(self.measure, self.stop, (self.result, 1))
        lay_out(self, down(self.about, top, self.why, (self.matrix, 2), (self.plot, 3)), top=4)
        self.measure.clicked.connect(lambda: scene.measure("likelihood"))
        self.stop.clicked.connect(scene.feeds["likelihood"].drop)
        scene.follow(self._show_whether_current, panel="likelihood")
        scene.show("likelihood", self._draw)
        for signal in (scene.feeds["likelihood"].busy_changed, scene.feeds["likelihood"].stale_changed):
            signal.connect(lambda _: self._show_whether_current())
        self._show_whether_current()

    def exports(self) -> list[Export]:
        """The images with their bits, and the curve along the way."""
        scene, shown = self.scene, self.scene.whole("likelihood")
        if shown is None:
            return []
        arrays = shown.frame.arrays
        table: dict[str, Array] = {
            "index": np.arange(len(arrays["bits"])), "label": arrays["labels"], "bits": arrays["bits"]
        }  # fmt: skip
        curve: dict[str, Array] = {"t": FROM_NOISE.told(arrays["times"]), "bits_per_dim": arrays["curve"]}
        images, way = self.matrix.picture(), self.plot.picture()
        return [
            *plot_export(scene, shown, "Likelihood, images", "likelihood", images, table),
            *plot_export(scene, shown, "Likelihood, curve", "likelihood-curve", way, curve),
        ]

    def _show_whether_current(self) -> None:
        scene, measured = self.scene, self.scene.is_of_state("likelihood")
        refusal, busy = scene.why_not("likelihood"), scene.feeds["likelihood"].busy
        current = measured and not scene.feeds["likelihood"].stale
        self.measure.setEnabled(not refusal and not busy and not current)
        self.stop.setEnabled(busy)
        old = _OLD if scene.feeds["likelihood"].last is not None and not measured else ""
        self.why.say(refusal or old, warning=True)
        self.matrix.set_stale(bool(old))

    def _draw(self, shown: Shown) -> None:
        recipe: flow.Likelihood = shown.recipe
        arrays, scalars = shown.frame.arrays, shown.frame.scalars
        self.plot.set_curve(FROM_NOISE.told(arrays["times"]), arrays["curve"])
        self.plot.show()
        bits = arrays["bits"][:_MOST]
        texts = [number(float(value)) if np.isfinite(value) else "…" for value in bits]
        self.matrix.set_headings(_ROWS, [Heading(text) for text in texts])
        self.matrix.set_images(np.stack([arrays["images"][:_MOST], arrays["x"][:_MOST]])[:, :, None])
        done, mean = int(scalars["done"]), float(scalars["bits_per_dim"])
        going = "" if shown.frame.final else f" … {done:,} of {recipe.count:,} measured"
        if not np.isfinite(mean):
            self.result.setText(f"measuring{going}")
            return
        error = float(scalars["standard_error"])
        interval = f" ± {number(error, 3)} (standard error)" if np.isfinite(error) else ""
        given = "given the label" if recipe.labelled else "without label"
        self.result.setText(
            Markup("<b>{}{} bits/dim</b> over {} images, {}, {} network evaluations{}").format(
                number(mean, 3), interval, done, given, scalars["nfe"], going
            )
        )
        self._show_whether_current()


PANEL = PanelSpec(
    "likelihood",
    "Likelihood",
    "Bits per dimension of held-out images",
    "Likel.",
    equations="change_of_variables hutchinson density_bits",
    explains="data=likelihood/images",
    also="time network prediction",
    draws=LikelihoodPanel,
    asks=(View("likelihood", Likelihood, asked="on demand", strict=True, free=True, impossible=why_not),),
    controls=(Group("Likelihood", "likelihood.count labelled probes likelihood.steps seed"),),
    simple=Simple("labelled"),
)
