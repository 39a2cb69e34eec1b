"""The fan of η: trajectories from one start on two principal components, and the pictures they end in."""

from __future__ import annotations

import numpy as np
from markupsafe import Markup
from PySide6.QtWidgets import QWidget

from playground.core.frames import Array
from playground.paradigms.diffusion import Fan
from playground.ui.plots.picture_matrix import Heading, PictureMatrix, Spot
from playground.ui.sampling.scene import SamplingScene
from playground.ui.stage.exports import Written, frame_exports, plot_export
from playground.ui.stage.panel import Panel
from playground.ui.stage.spec import Group, PanelSpec, Simple, draw_again
from playground.ui.state.feed import Shown
from playground.ui.state.views import View
from playground.ui.tab import Export
from playground.ui.tabs.diffusion.fan_plot import FanPlot, eta_colour
from playground.ui.tabs.diffusion.state import DiffusionImages
from playground.ui.widgets.label import Label
from playground.ui.widgets.layouts import across, down, lay_out
from playground.ui.widgets.paragraph import Paragraph
from playground.ui.widgets.plain import coloured
from playground.ui.widgets.splitter import over

_WRITTEN = Written("Fan of η, arrays", "fan", (".npz",))


class FanPanel(Panel[SamplingScene[DiffusionImages]], QWidget):
    """Pictures fill up while the trajectories run; the plane is known when they have ended."""

    def __init__(self, scene: SamplingScene[DiffusionImages]) -> None:
        super().__init__(scene)
        self.plot = FanPlot()
        self.pictures = PictureMatrix("End of every trajectory, a row for each η")
        self.legend = Paragraph()
        self.progress = Label()
        both = over((self.plot, 3), (self.pictures, 2), sizes=(340, 240))
        lay_out(self, down(across((self.legend, 1), self.progress), (both, 1)), top=2)
        scene.follow(self._write_legend, "etas")
        scene.show("fan", self._draw, self.pictures)
        self.plot.pointed.connect(self._light_picture)
        self.pictures.hovered.connect(self._light_branch)

    def exports(self) -> list[Export]:
        """The trajectories as arrays, and the plane."""
        scene, shown = self.scene, self.scene.whole("fan")
        return [
            *frame_exports(scene, shown, _WRITTEN),
            *plot_export(scene, shown, "Fan of η, plot", "fan", self.plot.picture(), self.columns()),
        ]

    def _write_legend(self) -> None:
        marks = (coloured("●", eta_colour(eta).name()) + f" {eta:g}" for eta in self.scene.state.fan.etas)
        self.legend.setText(Markup("<b>η</b> = &nbsp;") + Markup(" &nbsp; ").join(marks))
        self.plot.set_key(self.legend.said)

    def _draw(self, shown: Shown) -> None:
        arrays, scalars = shown.frame.arrays, shown.frame.scalars
        self.pictures.set_headings([Heading(f"η = {eta:g}") for eta in arrays["etas"].tolist()])
        self.pictures.set_images(arrays["ends"][:, None])
        if shown.frame.final:
            self.plot.set_fan(arrays["etas"], arrays["paths"], arrays["explained"], arrays["ends"])
            self.progress.setText(f"{scalars['nfe']} NFE each")
        else:
            self.progress.setText(f"step {scalars['step']:,} of {shown.recipe.steps:,} …")

    def _light_picture(self, branch: tuple[int, int] | None) -> None:
        self.pictures.set_lit(None if branch is None else branch[0], None)

    def _light_branch(self, spot: Spot | None) -> None:
        shown = self.scene.feeds["fan"].last
        drawn = shown is not None and shown.frame.final
        self.plot.light((spot.row, spot.place) if drawn and spot is not None else None)

    def columns(self) -> dict[str, Array]:
        """The curves as columns of a table: η, branch, step, and both coordinates."""
        shown = self.scene.whole("fan")
        if shown is None:
            return {}
        paths = shown.frame.arrays["paths"]
        eta, branch, step = (index.ravel() for index in np.indices(paths.shape[:3]))
        points = paths.reshape(-1, 2)
        etas = shown.frame.arrays["etas"][eta]
        return {"eta": etas, "branch": branch, "step": step, "pc1": points[:, 0], "pc2": points[:, 1]}


PANEL = PanelSpec(
    "fan",
    "Fan of η",
    "Trajectories from one start with more and more chance",
    equations="ddim ddim_eta",
    explains="step",
    also="start label network prediction estimate data=fan/ends",
    draws=FanPanel,
    asks=(View("fan", Fan, strict=True, free=True),),
    controls=(Group("", "etas steps guidance label spacing"), Group("Trajectories", "branches seed")),
    simple=Simple("etas steps label", draw_again("New start", "Begin in other noise")),
)
