"""Pictures decoded from the prior."""

from __future__ import annotations

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QWidget

from playground.core.seeds import following
from playground.core.words import number
from playground.paradigms.vae_images import recipes as vae
from playground.ui.stage.exports import GRID, Written, frame_exports
from playground.ui.stage.panel import Panel
from playground.ui.state.feed import Shown
from playground.ui.tab import Export
from playground.ui.tabs.vae.picture_menu import picture_menu
from playground.ui.tabs.vae.scene import VaeScene
from playground.ui.widgets.buttons import push
from playground.ui.widgets.image_strip import ImageStrip
from playground.ui.widgets.label import Label
from playground.ui.widgets.layouts import across, down, lay_out

_WRITTEN = (
    Written("Prior samples, grid and arrays", "samples", options=GRID),
    Written("Prior samples, a folder of pictures", "samples", ("",)),
)


class SamplePanel(QWidget, Panel):
    """A grid of samples; hovering marks a sample's z on the plane, a click moves z there."""

    def __init__(self, scene: VaeScene, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.scene = scene
        self.grid = ImageStrip("Prior samples")
        self.grid.set_fit(True)
        self.grid.viewport().setStatusTip("Hover to see where a sample lies; click to move z there.")
        self.info = Label()
        self.again = push("Next seed", "Draw other samples")
        lay_out(self, down((self.grid, 1), across((self.info, 1), self.again)), top=4)
        scene.feeds["sample"].arrived.connect(self._draw)
        scene.feeds["sample"].stale_changed.connect(self.grid.set_stale)
        scene.follow(lambda: self._tell(-1), "temperature sample_seed model")
        self.grid.hovered.connect(self._hover)
        self.grid.chosen.connect(self._choose)
        self.grid.menu_asked.connect(self._show_menu)
        self.again.clicked.connect(self._next)

    def exports(self) -> list[Export]:
        return frame_exports(self.scene, self.scene.whole("sample"), *_WRITTEN)

    def _draw(self, shown: Shown) -> None:
        self.grid.set_images(shown.frame.arrays["images"])
        self._tell(-1)

    def _tell(self, index: int) -> None:
        state, shown = self.scene.state, self.scene.current("sample")
        if shown is None or index < 0 or index >= len(shown.frame.arrays["latents"]):
            self.info.setText(f"z = {state.temperature:g}·ε, seed {state.sample_seed}")
            return
        latent = shown.frame.arrays["latents"][index].tolist()
        numbers = ", ".join(number(value) for value in latent[:8]) + (", …" if len(latent) > 8 else "")
        self.info.setText(f"sample {index}: z = ({numbers})")

    def _hover(self, index: int) -> None:
        self._tell(index)
        shown = self.scene.current("sample")
        self.scene.hinted.emit(None if shown is None or index < 0 else shown.frame.arrays["latents"][index])

    def _choose(self, index: int) -> None:
        shown = self.scene.current("sample")
        if shown is not None:
            self.grid.set_current(index)
            self.scene.move_to("Move z to a sample", shown.frame.arrays["latents"][index])

    def _show_menu(self, index: int, where: QPoint) -> None:
        shown = self.scene.current("sample")
        if shown is not None and index < int(shown.frame.scalars["done"]):
            arrays = shown.frame.arrays
            source = vae.Latent(tuple(arrays["latents"][index].tolist()))
            picture_menu(self.scene, arrays["images"][index], source, self.grid).popup(where)

    def _next(self) -> None:
        self.scene.act("Draw other samples", sample_seed=following(self.scene.state.sample_seed))
