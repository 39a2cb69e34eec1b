"""The bound on the log-likelihood of held-out images, measured on demand, term by term."""

from __future__ import annotations

import numpy as np
from markupsafe import Markup
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtWidgets import QProgressBar, QPushButton, QWidget

from playground.core.frames import Array
from playground.core.words import magnitude, number
from playground.paradigms.diffusion import Bound
from playground.ui.plots.colours import inks
from playground.ui.plots.still_plot import DASH, StillPlot
from playground.ui.sampling.scene import SamplingScene
from playground.ui.stage.exports import plot_export
from playground.ui.stage.panel import Panel
from playground.ui.stage.spec import Group, PanelSpec, Simple
from playground.ui.state.feed import Shown
from playground.ui.state.views import View
from playground.ui.tab import Export
from playground.ui.tabs.diffusion.state import DiffusionImages
from playground.ui.widgets.buttons import push
from playground.ui.widgets.image_strip import ImageStrip
from playground.ui.widgets.label import Label
from playground.ui.widgets.layouts import across, down, lay_out
from playground.ui.widgets.paragraph import Paragraph
from playground.ui.widgets.plain import coloured, label_axis, strong

_NOTHING = (
    "Nothing is measured yet: the bound takes one network evaluation for every step of the path and every 16 "
    "images."
)
_OTHER = "The terms and images below are of other settings: measure again."


class BoundPanel(Panel[SamplingScene[DiffusionImages]], QWidget):
    """A button that starts it, progress and Cancel while it runs; the sum, its terms, and the images."""

    def __init__(self, scene: SamplingScene[DiffusionImages]) -> None:
        super().__init__(scene)
        self.start = push("Measure the bound", "Ask the network once for every step of its path")
        self.cancel = QPushButton("Cancel")
        self.progress = QProgressBar()
        self.progress.setTextVisible(True)
        self.sum = Paragraph(selectable=True)
        self.plot = TermsPlot()
        self.images = ImageStrip("The held-out images, and their bits per dimension", 44)
        self.images.set_names(scene.named("bound", drawn=False))
        self.images.set_one_row()
        self.images.setMaximumHeight(84)
        self.images.setMinimumHeight(40)
        self.each = Label()
        self._numbers = _NOTHING
        top = across(self.start, (self.progress, 1), self.cancel, (None, 0))
        lay_out(self, down(top, self.sum, (self.plot, 1), self.each, self.images), top=6)
        scene.follow(self._show_state)
        scene.show("bound", self._draw)
        scene.feeds["bound"].busy_changed.connect(lambda _: self._show_state())
        scene.feeds["bound"].stale_changed.connect(lambda _: self._show_state())
        self.start.clicked.connect(lambda: scene.measure("bound"))
        self.cancel.clicked.connect(scene.feeds["bound"].drop)
        self.images.hovered.connect(self._tell)
        self._show_state()

    def exports(self) -> list[Export]:
        """The terms."""
        picture, columns = self.plot.picture(), self.plot.columns()
        return plot_export(self.scene, self.scene.whole("bound"), "Bound, terms", "bound", picture, columns)

    def _show_state(self) -> None:
        busy = self.scene.feeds["bound"].busy
        self.start.setEnabled(not busy and not self._done)
        self.cancel.setVisible(busy)
        self.progress.setVisible(busy)
        dim = self.scene.feeds["bound"].last is not None and not self.scene.is_of_state("bound")
        self.images.set_stale(dim)
        self.sum.setText(_OTHER if dim else self._numbers)

    @property
    def _done(self) -> bool:
        shown = self.scene.whole("bound")
        return (
            shown is not None
            and shown.recipe == self.scene.recipe("bound")
            and self.scene.is_of_state("bound")
        )

    def _draw(self, shown: Shown) -> None:
        arrays, scalars, frame = shown.frame.arrays, shown.frame.scalars, shown.frame
        self.progress.setRange(0, frame.total)
        self.progress.setValue(frame.index)
        self.progress.setFormat(f"{frame.index:,} of {frame.total:,} terms")
        self.plot.set_terms(arrays["terms"])
        self.images.set_images(arrays["images"])
        terms = arrays["terms"].astype(np.float64)
        last, first = (magnitude(terms[at]) if np.isfinite(terms[at]) else "…" for at in (-1, 0))
        bits, error = float(scalars["bits_per_dim"]), float(scalars["standard_error"])
        # Of the noisiest terms alone neither the sum nor its error says anything of the whole.
        whole = Markup("<b>{:.3f}</b> ± {:.3f} bits/dim").format(bits, error)
        begun = f"the first {frame.index:,} of {frame.total:,} terms, {magnitude(bits)} bits/dim"
        self._numbers = Markup(
            "{} &nbsp;·&nbsp; L at T {}, L₀ {} &nbsp;·&nbsp; {} held-out images, {} network evaluations"
        ).format(whole if frame.final else begun, last, first, len(arrays["images"]), f"{scalars['nfe']:,}")
        self._tell(-1)
        self._show_state()

    def _tell(self, index: int) -> None:
        shown = self.scene.current("bound")
        if shown is None:
            self.each.setText("")
        elif 0 <= index < len(shown.frame.arrays["bits"]):
            label = self.scene.label_name(int(shown.frame.arrays["labels"][index]))
            bits = float(shown.frame.arrays["bits"][index])
            self.each.setText(f"{label} #{index}: {bits:.3f} bits/dim")
        else:
            self.each.setText("Rest the mouse on an image to see its own bits.")


class TermsPlot(StillPlot):
    """The terms L₀ … L_T in bits per dimension, over a logarithmic axis: most bits lie at small t."""

    def __init__(self) -> None:
        super().__init__()
        label_axis(self._plot, "bottom", "t + 1, so that L₀ stands at 1")
        label_axis(self._plot, "left", "bits/dim")
        self._plot.getAxis("left").enableAutoSIPrefix(False)
        # The uppermost number is centred on the end of its axis; without terms there is no scale at all.
        self._fit_letters()
        self._plot.getPlotItem().setVisible(False)
        self._curve = self._curve_in("link", 1.5, symbol="o", size=4)
        self._sum = self._curve_in("text", 1.5, DASH)
        self.terms: NDArray[np.float64] = np.zeros(0)
        self.title = Label()
        lay_out(self, down(self.title, (self._plot, 1), spacing=0))
        self._plot.set_least(200, 120)
        self.setAccessibleName("Terms of the bound against time")
        self._ink()

    def _fit_letters(self) -> None:
        self._plot.getPlotItem().layout.setContentsMargins(0, self.fontMetrics().height() // 2, 0, 0)

    def caption(self) -> str:
        """What the terms are of, and what the two curves are."""
        return Markup("<b>Terms of the bound</b> &nbsp; {}").format(self.title.said)

    @property
    def total(self) -> NDArray[np.float64]:
        """Bits that are spent from pure noise down to each t, (T + 1,)."""
        return np.asarray(np.nancumsum(self.terms[::-1])[::-1], dtype=np.float64)

    def set_terms(self, terms: NDArray[np.floating]) -> None:
        """Show ``terms`` (T + 1,); those that are no numbers are still to come."""
        self.terms = np.asarray(terms, dtype=np.float64)
        known = np.isfinite(self.terms)
        x = np.log10(np.arange(1, len(self.terms) + 1))
        self._plot.getPlotItem().setVisible(True)
        self._curve.setData(x[known], self.terms[known])
        self._sum.setData(x[known], self.total[known])
        top = max(float(self.total.max(initial=0)), 1e-3) * 1.08
        last = float(x[-1])
        self._plot.setRange(QRectF(-0.03 * last, -0.03 * top, 1.06 * last, 1.03 * top), padding=0)
        decades = range(int(last) + 1)
        self._plot.getAxis("bottom").setTicks([[(float(at), number(10**at, 0)) for at in decades]])

    def columns(self) -> dict[str, Array]:
        """The terms as columns of a table."""
        return {"t": np.arange(len(self.terms)), "bits_per_dim": self.terms, "spent": self.total}

    def _ink(self) -> None:
        super()._ink()
        self.title.setText(
            strong(coloured(Markup("● Lₜ"), inks(self.palette()).link.name()))
            + Markup(" &nbsp; ┄ sum from pure noise to t")
        )


PANEL = PanelSpec(
    "bound",
    "Bound",
    "Bits per dimension of held-out images",
    equations="variational_bound bound_bits",
    explains="data=bound/images",
    also="network prediction",
    draws=BoundPanel,
    asks=(View("bound", Bound, asked="on demand", strict=True, free=True),),
    controls=(Group("Bound", "bound.count labelled seed"), Group("", "variance", unfolded=True)),
    simple=Simple("labelled"),
)
