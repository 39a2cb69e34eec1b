"""The Images stage of the GAN tab: its panels, its controls, and what can be exported."""

from __future__ import annotations

from typing import Any, cast

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from playground.core.cards import Card
from playground.ui.feed import Shown
from playground.ui.sampling.controls import Group
from playground.ui.sampling.model_stage import ModelStage
from playground.ui.sampling.panels import Panel
from playground.ui.store import Store
from playground.ui.tab import Context, Export
from playground.ui.tabs.gan.editors import editors_for
from playground.ui.tabs.gan.exports import exports_of
from playground.ui.tabs.gan.scene import GanScene
from playground.ui.widgets.form import EditorFactory

_STATUS_MS = 250
_PACES = {"interpolate": 16.0, "moments": 1.5}
"""Pictures a second of what can be played: moments of a training are to be looked at."""


class GanStage(ModelStage):
    """Latent plane, samples, ways between seeds, directions, what D says, and the training."""

    groups = (
        Group("", ("label",), ("plane", "interpolate", "directions")),
        Group("", ("labels",), ("sample", "judge", "moments")),
        Group("Corners", ("a", "b", "c", "d"), ("plane",)),
        Group("Samples", ("count", "seed", "order"), ("sample",)),
        Group("Way", ("a", "b", "path", "frames"), ("interpolate",)),
        Group("Picture", ("seed",), ("directions",)),
        Group("Filmstrips", ("rows", "pictures", "reach"), ("directions",)),
        Group("Judged", ("judged", "seed", "order", "bins"), ("judge",)),
        Group("Pictures", ("few", "seed"), ("moments",)),
        Group("Players", ("truncation",), ()),
        Group("", ("snapshot",), ("plane", "sample", "interpolate", "directions", "judge"), True),
        Group("", ("tiles", "neighbours", "distance"), ("plane",)),
        Group("", ("verdicts",), ()),
    )
    walked = ("interpolate", "moments")

    def __init__(self, scene: GanScene, parent: QWidget | None = None) -> None:
        super().__init__(scene, parent)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(_STATUS_MS)
        self._later.timeout.connect(self._tell)
        for feed in (scene.point, scene.sample, scene.interpolate):
            feed.arrived.connect(self._note)

    @property
    def own(self) -> GanScene:
        """The scene as what it is."""
        return cast("GanScene", self.scene)

    def _follow(self, old: Any, new: Any) -> None:
        super()._follow(old, new)
        if new.panel in _PACES:
            self.player.set_pace(_PACES[new.panel])

    def make_panels(self) -> dict[str, Panel]:
        """The panels in the order of the story: what is drawn, how noise steers it, and who says so."""
        return {
            "plane": Panel("Latent plane", "Between four seeds", self._make_plane, "Plane"),
            "sample": Panel("Samples", "Pictures drawn from noise", self._make_sample),
            "interpolate": Panel(
                "Interpolate", "Between two seeds, straight or turning", self._make_ways, "A to B"
            ),
            "directions": Panel("Directions", "What the first layer listens to", self._make_directions),
            "judge": Panel("Discriminator", "What it says of real and generated ones", self._make_judge, "D"),
            "moments": Panel("Training", "Both players as they learned", self._make_moments),
        }

    def make_editors(self) -> dict[str, EditorFactory]:
        """Classes and moments by name."""
        return editors_for(self.own)

    def walk(self, position: int) -> None:
        """From A to B, or through the training."""
        if self.own.images.panel == "interpolate":
            self.walk_between(position)
        elif min(self.own.images.moment, len(self.own.gan.steps) - 1) != position:
            self.go("Go to a moment", moment=position)

    def panel_exports(self) -> list[Export]:
        """All of what the open panel shows that is there whole."""
        return exports_of(self.own, self.panels.built)

    def picture(self) -> NDArray[np.uint8] | None:
        """The main picture of the open panel."""
        panel: Any = self.panels.built[self.own.images.panel]
        match self.own.images.panel:
            case "plane" | "interpolate":
                found: NDArray[np.uint8] | None = panel.view.picture
            case "directions":
                found = panel.views[1].picture
            case _:
                found = panel.picture
        return found

    # Numbers

    def _note(self, _shown: Shown) -> None:
        if not self._later.isActive():
            self._later.start()

    def _tell(self) -> None:
        scene = self.own
        if self.is_lost:
            return
        if scene.images.panel == "plane":
            if scene.point.milliseconds:
                self.status.emit({"ms per picture": round(scene.point.milliseconds, 1), "NFE": 1})
            return
        feed = {"sample": scene.sample, "interpolate": scene.interpolate}.get(scene.images.panel)
        if feed is not None and feed.last is not None:
            scalars = feed.last.frame.scalars
            spent = float(scalars["milliseconds"]) / max(1, int(scalars["done"]))
            self.status.emit({"ms per picture": round(spent, 2), "NFE": scalars["nfe"]})

    # Panels

    def _make_plane(self) -> QWidget:
        from playground.ui.tabs.gan.plane_panel import PlanePanel

        return PlanePanel(self.own)

    def _make_sample(self) -> QWidget:
        from playground.ui.tabs.gan.sample_panel import SamplePanel

        return SamplePanel(self.own)

    def _make_ways(self) -> QWidget:
        from playground.ui.tabs.gan.interpolate_panel import WaysPanel

        return WaysPanel(self.own, self.player)

    def _make_directions(self) -> QWidget:
        from playground.ui.tabs.gan.directions_panel import DirectionsPanel

        return DirectionsPanel(self.own)

    def _make_judge(self) -> QWidget:
        from playground.ui.tabs.gan.judge_panel import JudgePanel

        return JudgePanel(self.own)

    def _make_moments(self) -> QWidget:
        from playground.ui.tabs.gan.moments_panel import MomentsPanel

        return MomentsPanel(self.own, self.player)


def make(context: Context, store: Store, cards: tuple[Card, ...]) -> GanStage:
    """The stage that runs these models."""
    return GanStage(GanScene(store, context.link, cards))
