"""What stands above the panels of the VAE's Images stage: latent plane, decoded picture and sliders."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray
from PySide6.QtWidgets import QWidget

from playground.core.frames import Array, Scalar, by_axis
from playground.ui.stage.covered import Covered
from playground.ui.stage.exports import Written, frame_exports, plot_export, table_export
from playground.ui.stage.panel import Panel
from playground.ui.tab import Export
from playground.ui.tabs.vae.picture_view import PictureView
from playground.ui.tabs.vae.plane_view import PlaneView
from playground.ui.tabs.vae.scene import VaeScene
from playground.ui.tabs.vae.sliders import LatentSliders
from playground.ui.widgets.layouts import down, lay_out
from playground.ui.widgets.splitter import beside, over

_DECODED = Written("Decoded picture", "decoded", options={"layout": "single", "scale": 10})


class Above(Panel[VaeScene], QWidget):
    """Each view is covered for itself: the encoder may be broken where the decoder is whole."""

    def __init__(self, scene: VaeScene) -> None:
        super().__init__(scene)
        self.plane_view = PlaneView(scene)
        self.picture_view = PictureView(scene)
        self.sliders = LatentSliders(scene)
        self.plane_place, self.picture_place = Covered(self.plane_view), Covered(self.picture_view)
        side = over((self.picture_place, 3), (self.sliders, 1), sizes=(300, 90))
        views = beside((self.plane_place, 3), (side, 2), sizes=(465, 300))
        lay_out(self, down(self.plane_view.header, (views, 1), self.plane_view.legend, spacing=3))

    @property
    def is_unavailable(self) -> bool:
        """Whether the decoder has nothing to show."""
        return self.picture_place.covered

    def show_unavailable(self) -> None:
        """Cover what has nothing of the current model to show."""
        self.plane_place.cover(self.scene.unavailable("plane"))
        for part in (self.plane_view.header, self.plane_view.legend):
            part.setVisible(not self.plane_place.covered)
        self.picture_place.cover(self.scene.unavailable("decode"))

    @property
    def picture(self) -> NDArray[np.uint8] | None:
        """The decoded picture."""
        return self.picture_view.view.picture

    def status(self) -> Mapping[str, Scalar]:
        """What decoding takes."""
        spent = self.scene.feeds["decode"].milliseconds
        return {"ms per picture": round(spent, 1)} if spent else {}

    def exports(self) -> list[Export]:
        """The picture at z, the plane, and the posteriors of the held-out images."""
        scene, plane = self.scene, self.plane_view.plane
        plane.keys = self.plane_view.keys()
        picture = plane.picture()
        return [
            *frame_exports(scene, scene.whole("decode"), _DECODED),
            *plot_export(scene, scene.whole("plane"), "Latent plane, plot", "plane", picture),
            *self._codes(),
        ]

    def _codes(self) -> list[Export]:
        shown = self.scene.whole("codes")
        if shown is None:
            return []
        arrays = shown.frame.arrays
        columns: dict[str, Array] = {"index": np.arange(len(arrays["labels"])), "label": arrays["labels"]}
        columns |= by_axis(mean=arrays["mean"], deviation=arrays["deviation"])
        return table_export(self.scene, shown, "Codes of the held-out images", "codes", columns)
