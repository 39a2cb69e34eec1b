"""The Images stage of Normalizing Flow: its panels, its controls, and what can be exported."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtWidgets import QWidget

from playground.core.cards import Card
from playground.ui.feed import Shown
from playground.ui.sampling.controls import Group
from playground.ui.sampling.editors import LabelEditor
from playground.ui.sampling.model_stage import ModelStage
from playground.ui.sampling.panels import Panel
from playground.ui.store import Store
from playground.ui.tab import Context, Export
from playground.ui.tabs.nflow import exports
from playground.ui.tabs.nflow.scene import NflowScene
from playground.ui.widgets.editors import ListEditor
from playground.ui.widgets.form import EditorFactory


class NflowStage(ModelStage):
    """Samples, ways, likelihoods, and the way to z and back."""

    scene: NflowScene
    groups = (
        Group("Samples", ("label", "temperature", "count", "seed"), ("sample",)),
        Group("Between A and B", ("told", "path", "frames", "noise"), ("interpolate",)),
        Group("Likelihood", ("labelled", "noise", "order"), ("inspect",), unfolded=True),
        Group("Likelihood", ("labelled", "noise"), ("likelihood",), unfolded=True),
        Group("There and back", ("labelled", "noise"), ("back",), unfolded=True),
        Group("Scales", ("told", "temperature", "seed", "noise"), ("scales",)),
    )

    def __init__(self, scene: NflowScene, parent: QWidget | None = None) -> None:
        super().__init__(scene, parent)
        scene.sample.arrived.connect(self._tell)
        scene.likelihood.arrived.connect(self._tell)

    def make_panels(self) -> dict[str, Panel]:
        """The panels in the order of the story: what it draws, what lies between, what it finds likely."""
        return {
            "sample": Panel("Samples", "Pictures drawn at a temperature", self._make_sample),
            "interpolate": Panel(
                "Interpolate", "From picture to picture through z", self._make_interpolate, "A to B"
            ),
            "inspect": Panel(
                "One picture", "Exact bits per dimension, taken apart", self._make_inspect, "Picture"
            ),
            "likelihood": Panel(
                "Histogram", "Bits per dimension of held-out and of other pictures", self._make_likelihood
            ),
            "back": Panel("There and back", "A picture to z, and from z again", self._make_back, "Back"),
            "scales": Panel("Scales", "What each scale of z carries", self._make_scales),
        }  # fmt: skip

    def make_editors(self) -> dict[str, EditorFactory]:
        """Classes by their names, and the orders as a list."""
        return {
            "label": lambda field: LabelEditor(field, self.scene),
            "told": lambda field: LabelEditor(field, self.scene),
            "order": ListEditor,
        }

    def panel_exports(self) -> list[Export]:
        """All of what the open panel shows that is there whole."""
        scene, built, made = self.scene, self.panels.built, exports.frame_exports(self.scene)
        match scene.images.panel:
            case "likelihood":
                made += exports.bits_exports(scene)
                made += exports.likelihood_plot(scene, built["likelihood"])
            case "inspect":
                made += exports.bits_exports(scene)
                made += exports.inspect_plots(scene, built["inspect"])
            case "back":
                made += exports.back_plots(scene, built["back"])
        return made

    def picture(self) -> NDArray[np.uint8] | None:
        """The main picture of the open panel."""
        scene, panel = self.scene, self.scene.images.panel
        found: Any = None
        if panel == "sample":
            shown = scene.current(scene.sample)
            index = self.panels.built["sample"].current
            if shown is not None and index < int(shown.frame.scalars["done"]):
                found = shown.frame.arrays["images"][index]
        elif panel == "interpolate":
            found = self.panels.built["interpolate"].view.picture
        elif panel in ("inspect", "back"):
            found = scene.source_picture
        elif panel == "scales":
            shown = scene.current(scene.scales)
            found = None if shown is None else shown.frame.arrays["images"][0]
        picture: NDArray[np.uint8] | None = found
        return picture

    def _tell(self, shown: Shown) -> None:
        spent, done = float(shown.frame.scalars["milliseconds"]), int(shown.frame.scalars["done"])
        self.status.emit({"NFE": 1, "ms per picture": round(spent / max(1, done), 1)})

    def _make_sample(self) -> QWidget:
        from playground.ui.tabs.nflow.sample_panel import SamplePanel

        return SamplePanel(self.scene)

    def _make_interpolate(self) -> QWidget:
        from playground.ui.tabs.nflow.between_panel import BetweenPanel

        return BetweenPanel(self.scene, self.player)

    def _make_inspect(self) -> QWidget:
        from playground.ui.tabs.nflow.inspect_panel import InspectPanel

        return InspectPanel(self.scene)

    def _make_likelihood(self) -> QWidget:
        from playground.ui.tabs.nflow.likelihood_panel import LikelihoodPanel

        return LikelihoodPanel(self.scene)

    def _make_back(self) -> QWidget:
        from playground.ui.tabs.nflow.back_panel import BackPanel

        return BackPanel(self.scene)

    def _make_scales(self) -> QWidget:
        from playground.ui.tabs.nflow.scales_panel import ScalesPanel

        return ScalesPanel(self.scene)


def make(context: Context, store: Store, cards: tuple[Card, ...]) -> NflowStage:
    """The stage that runs these models."""
    return NflowStage(NflowScene(store, context.link, cards))
