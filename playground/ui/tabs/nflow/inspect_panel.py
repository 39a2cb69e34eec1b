"""One picture's exact log-likelihood, taken apart."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray
from PySide6.QtWidgets import QWidget

from playground.core.cards import Card
from playground.core.frames import Array, Scalar
from playground.core.words import number
from playground.paradigms.nflow_images import recipes
from playground.ui.plots.heat import BITS
from playground.ui.plots.waterfall_plot import WaterfallPlot
from playground.ui.stage.exports import plot_export
from playground.ui.stage.panel import Panel
from playground.ui.stage.spec import Group, PanelSpec, Simple
from playground.ui.stage.spent import spent
from playground.ui.state.feed import Shown
from playground.ui.state.views import View
from playground.ui.tab import Export
from playground.ui.tabs.nflow.chooser import BitsChooser
from playground.ui.tabs.nflow.draws_plot import DrawsPlot
from playground.ui.tabs.nflow.exports import bits_exports, picture_exports
from playground.ui.tabs.nflow.likelihood_panel import MEASURED
from playground.ui.tabs.nflow.picture_column import PictureColumn
from playground.ui.tabs.nflow.resample import resample
from playground.ui.tabs.nflow.scene import NflowScene
from playground.ui.tabs.nflow.share_bars import ShareBars
from playground.ui.tabs.nflow.state import NflowImages
from playground.ui.tabs.nflow.tints import tinted
from playground.ui.tabs.nflow.words import draws_line, scale_names, scales_line
from playground.ui.widgets.image_view import ImageView
from playground.ui.widgets.label import Label
from playground.ui.widgets.layouts import across, down, lay_out
from playground.ui.widgets.note import Note
from playground.ui.widgets.paragraph import Paragraph
from playground.ui.widgets.plain import set_tip, strong

_MOST_BITS = 12.0
"""Bits of a value that are drawn brightest."""


class InspectPanel(Panel[NflowScene], QWidget):
    """Held-out images with their bits; of the chosen one the terms, map of bits, draws and classes."""

    def __init__(self, scene: NflowScene) -> None:
        super().__init__(scene)
        self.chooser = BitsChooser(scene)
        self.map = ImageView("Bits of each value", 96)
        set_tip(self.map, f"Bits that each value costs: black 0, the brightest {_MOST_BITS:g} or more")
        self.heading = Paragraph(name="Bits per dimension of the picture", selectable=True)
        self.column = PictureColumn(scene, self.heading, self.map)
        self.terms = WaterfallPlot("log p(x + u)", "nats", "mean density of 16 draws")
        set_tip(
            self.terms,
            "The log-density of the picture’s z, and what the flow’s log|det J| adds at each scale:\n"
            "the Jacobian is triangular, so every value has its own share of it.",
        )
        self.scales = Paragraph(name="Bits by scale", selectable=True)
        self.said = Paragraph(name="Bits over the draws of the noise", selectable=True)
        self.resample = resample(scene)
        self.draws, self.classes = DrawsPlot(), ShareBars("Probability of each class given the picture")
        self.why = Note("What keeps these numbers from being current")
        self._lay_out()
        scene.follow(self._say_what_is_missing, "source model panel")
        # Another panel may have asked for it before this one was built.
        scene.show("inspect", self._draw, self.map, anew="panel", panel="inspect")

    def _lay_out(self) -> None:
        title = Label(
            strong("P(class | x)"),
            tip="By Bayes’ rule, all classes being equally frequent: a classifier that nobody trained",
        )
        noise = across(self.resample, (self.draws, 1))
        likelihood = down((self.terms, 1), self.scales, noise, self.said, spacing=4)
        classes = lay_out(QWidget(), down(title, (self.classes, 1), spacing=2))
        self.scene.follow(lambda: classes.setVisible(bool(self.scene.card.labels)), "model")
        upper = across((self.chooser, 2), (self.column, 3), spacing=10)
        lower = across((likelihood, 3), (classes, 2), spacing=14)
        lay_out(self, down(self.why, (upper, 1), (lower, 1)), top=4)

    @property
    def picture(self) -> NDArray[np.uint8] | None:
        """The picture that is taken apart."""
        return self.scene.picture_of(self.scene.state.inspect.source)

    def status(self) -> Mapping[str, Scalar]:
        """What measuring the others costs."""
        return spent(self.scene.feeds["likelihood"].last)

    def exports(self) -> list[Export]:
        """The picture, the bits of all, and the terms of its log-likelihood."""
        scene, found, terms = self.scene, picture_exports(self.scene, "likelihood"), self.terms.terms
        found += bits_exports(scene)
        if len(terms):
            columns: dict[str, Array] = {
                "term": np.array(self.terms.names), "nats": np.append(terms, terms.sum())
            }  # fmt: skip
            title, picture = "Terms of the log-likelihood", self.terms.picture()
            found += plot_export(scene, scene.whole("inspect"), title, "terms", picture, columns)
        return found

    def _say_what_is_missing(self) -> None:
        scene = self.scene
        missing = scene.state.panel == "inspect" and scene.picture_of(scene.state.inspect.source) is None
        told = f"There is no picture “{scene.describe(scene.state.inspect.source)}”: choose another one."
        self.why.say(told if missing else "", warning=True)

    def _draw(self, shown: Shown) -> None:
        arrays, scalars = shown.frame.arrays, shown.frame.scalars
        given = "p(x|class)" if shown.recipe.labelled and "label" in scalars else "p(x)"
        self.heading.setText(strong(f"{number(float(scalars['bits_per_dim']), 3)} bits/dim") + f", {given}")
        self.map.set_picture(tinted(arrays["bits"].sum(axis=0), 0, _MOST_BITS, BITS))
        names = scale_names(arrays["scales"])
        terms = np.append(float(scalars["log_base"]), arrays["scale_log_determinants"])
        bound = float(scalars["bound_log_density"])
        self.terms.set_terms(("log p(z)", *names, "log p(x+u)"), terms, bound)
        self.scales.setText(scales_line(arrays["scales"], arrays["scale_bits"]))
        self.draws.set_draws(arrays["draw_bits"], self.scene.bits(bound))
        self.said.setText(draws_line(arrays["draw_bits"], self.scene.bits(bound)))
        labels = [self.scene.label_name(index) for index in range(len(arrays["class_probabilities"]))]
        self.classes.set_shares(labels, arrays["class_probabilities"], int(scalars.get("label", -1)))


def _equations(_images: NflowImages, card: Card | None) -> tuple[str, ...]:
    """Those of one picture’s likelihood; of classes only where the model knows some."""
    classes = ("nflow_classes",) if card is None or card.labels else ()
    return ("nflow_picture", "nflow_bits", "nflow_dequantisation", *classes)


INSPECTED = View(
    "inspect",
    recipes.Inspect,
    opens=lambda recipe: "back" if recipe.look == "way" else "inspect",
    left="look",
)
"""One picture, of which each of two panels shows its part."""

PANEL = PanelSpec(
    "inspect",
    "One picture",
    "Exact bits per dimension, taken apart",
    "Picture",
    equations=_equations,
    explains="x=inspect/original",
    also="density=inspect/log_density first middle last z=inspect/z",
    draws=InspectPanel,
    asks=(INSPECTED, MEASURED),
    controls=(Group("Likelihood", "labelled noise order", unfolded=True),),
    simple=Simple("labelled"),
)
