"""The pictures between two seeds on both ways, with what the discriminator says along them."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
from PySide6.QtWidgets import QBoxLayout, QWidget

from playground.core.cards import Card
from playground.core.frames import Array, Scalar
from playground.core.recipe import change
from playground.core.words import number
from playground.paradigms.gan_images.recipes import Interpolate, PathName
from playground.ui.sampling.frame_strip import FrameStrip
from playground.ui.sampling.interpolate_panel import BETWEEN
from playground.ui.sampling.interpolate_panel import InterpolatePanel as WayPanel
from playground.ui.stage.exports import plot_export
from playground.ui.stage.spec import A_TO_B, Group, PanelSpec
from playground.ui.stage.spent import spent
from playground.ui.state.feed import Shown
from playground.ui.state.views import View
from playground.ui.tab import Export
from playground.ui.tabs.gan.explain_images import WAYS, drawn
from playground.ui.tabs.gan.gauge import in_words, on_strip, on_view
from playground.ui.tabs.gan.scene import LABEL, NETWORKS, PLAYERS, SNAPSHOT, GanScene
from playground.ui.tabs.gan.state import GanImages
from playground.ui.tabs.gan.way_plot import WayPlot
from playground.ui.widgets.label import Label
from playground.ui.widgets.layouts import across, lay_out
from playground.ui.widgets.plain import strong

_OTHER: dict[PathName, PathName] = {"linear": "spherical", "spherical": "linear"}
_NAMES = {"linear": "Linear", "spherical": "Spherical"}


class InterpolatePanel(WayPanel[GanScene]):
    """Adds the other way's filmstrip, and two plots: the length of z and D along both ways."""

    scene: GanScene
    anew = "verdicts"

    def __init__(self, scene: GanScene) -> None:
        self.other = FrameStrip("Filmstrip of the other way")
        self.captions = (Label(), Label())
        self.lengths = WayPlot("|ψ z|", None, "typical length", "typical")
        self.decisions = WayPlot("D", 1.0, "½")
        super().__init__(scene)

    def _lay_out(self) -> None:
        super()._lay_out()
        whole = self.layout()
        if not isinstance(whole, QBoxLayout):
            raise TypeError("the panel is laid out as a column")
        self.other.viewport().setStatusTip("Click a picture to go over to this way.")
        for strip in (self.strip, self.other):
            strip.setMinimumHeight(40)
            strip.setMaximumHeight(60)
        plots = self._plots = lay_out(QWidget(), across(self.decisions, self.lengths), top=2)
        plots.setFixedHeight(112)
        whole.insertWidget(whole.indexOf(self.strip), self.captions[0])
        for part in (self.captions[1], self.other, plots):
            whole.addWidget(part)

    @property
    def extras(self) -> tuple[QWidget, ...]:
        return *super().extras, self._plots, self.other, *self.captions

    def _connect(self) -> None:
        super()._connect()
        scene = self.scene
        scene.follow(self._name_ways, "path", "interpolate")
        scene.follow(self._mark_position, "t", "interpolate")
        scene.follow(self._name_lengths, "model", "interpolate")
        scene.show("other_way", self._draw_other, self.other, anew="verdicts", panel="interpolate")
        scene.let(self.other.chosen, self.other.released, self._change_over)

    # From the state and frames

    def status(self) -> Mapping[str, Scalar]:
        """What a picture costs."""
        return spent(self.scene.feeds["interpolate"].last)

    def exports(self) -> list[Export]:
        """The pictures on the way, and what the discriminator says of them."""
        scene, plot = self.scene, self.decisions
        columns: dict[str, Array] = {"t": plot.t, "probability": plot.values}
        way = scene.whole("interpolate")
        title = "D along the way, plot"
        return [*super().exports(), *plot_export(scene, way, title, "way", plot.picture(), columns)]

    def _name_ways(self) -> None:
        chosen = self.scene.state.interpolate.path
        self.captions[0].setText(strong(_NAMES[chosen]))
        self.captions[1].setText(f"{_NAMES[_OTHER[chosen]]}, for comparison")

    def _name_lengths(self) -> None:
        self.lengths.set_title("|z|" if self.scene.mapped else "|ψ z|")

    def _mark_position(self) -> None:
        for plot in (self.lengths, self.decisions):
            plot.set_position(self.scene.state.look.t)

    def _draw(self, shown: Shown) -> None:
        arrays, recipe = shown.frame.arrays, shown.recipe
        said = np.asarray(arrays["probabilities"])
        self.strip.set_overlay(on_strip(self.scene.said(said)))
        self.strip.set_names(in_words(self.scene.said(said)))
        super()._draw(shown)
        for end, at in (("a", 0), ("b", -1)):
            self.ends[end].set_overlay(on_view(self.scene.said(float(said[at]))))
        # Truncation shortens noise only where nothing maps it.
        shortened = 1.0 if self.scene.mapped else recipe.truncation
        typical = shortened * math.sqrt(self.scene.gan.latent)
        self.lengths.set_way(arrays["t"], arrays["lengths"], typical)
        self.decisions.set_way(arrays["t"], said, 0.5)

    def _draw_other(self, shown: Shown) -> None:
        arrays = shown.frame.arrays
        images, said = np.asarray(arrays["images"]), np.asarray(arrays["probabilities"])
        self.other.set_overlay(on_strip(self.scene.said(said)))
        self.other.set_names(in_words(self.scene.said(said)))
        self.other.set_frames(images)
        self.lengths.set_other(arrays["t"], arrays["lengths"])
        self.decisions.set_other(arrays["t"], said)

    def about(self, shown: Shown, frame: int) -> str:
        """What the discriminator says there."""
        said = float(shown.frame.arrays["probabilities"][frame])
        return f", D = {number(said)}" if self.scene.judged else ""

    def _show_position(self) -> None:
        super()._show_position()
        shown = self.scene.current("interpolate")
        if shown is not None and len(shown.frame.arrays["images"]) > self._frame:
            said = float(shown.frame.arrays["probabilities"][self._frame])
            self.view.set_overlay(on_view(self.scene.said(said), written=False))

    # To the state

    def _change_over(self, frame: int) -> None:
        self.scene.player.pause()
        asked = self.scene.state.interpolate
        self.scene.edit("Change the way", path=_OTHER[asked.path], t=frame / (asked.frames - 1))


def _other_way(images: GanImages) -> Interpolate:
    return change(images.interpolate, path=_OTHER[images.interpolate.path])


def _equations(images: GanImages, card: Card | None) -> tuple[str, ...]:
    """Those of the way from A to B."""
    return (*drawn(card, WAYS[images.interpolate.path]), "gan_decision")


PANEL = PanelSpec(
    "interpolate",
    "Interpolate",
    "Between two seeds, straight or turning",
    "Interp.",
    A_TO_B,
    _equations,
    also=f"{PLAYERS} z=interpolate/noise[t] w=interpolate/styles[t] fake=interpolate/images[t]",
    draws=InterpolatePanel,
    asks=(
        View("interpolate", Interpolate),
        View("other_way", Interpolate, computed=_other_way, shows=False),
    ),
    controls=(LABEL, Group("Between A and B", "a b path frames sample_a sample_b"), NETWORKS, SNAPSHOT),
    simple=BETWEEN,
)
