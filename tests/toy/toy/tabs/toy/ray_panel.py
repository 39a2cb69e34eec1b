"""The pictures of the ray side by side."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from playground.ui.stage.exports import GRID, Written, frame_exports
from playground.ui.stage.panel import Panel
from playground.ui.stage.scene import Scene
from playground.ui.stage.spec import Group, PanelSpec
from playground.ui.state.feed import Shown
from playground.ui.state.views import View
from playground.ui.tab import Export
from playground.ui.widgets.image_strip import ImageStrip
from playground.ui.widgets.layouts import down, lay_out
from toy.recipes import Ray
from toy.tabs.toy.spec import ToyImages


class RayPanel(Panel[Scene[ToyImages]], QWidget):
    """Draws the pictures that the ray's recipe gives."""

    def __init__(self, scene: Scene[ToyImages]) -> None:
        super().__init__(scene)
        self.strip = ImageStrip("Pictures on the ray")
        self.strip.set_fit(True)
        lay_out(self, down((self.strip, 1)))
        scene.show("ray", self._draw, self.strip)

    def exports(self) -> list[Export]:
        written = Written("Ray, grid and arrays", "ray", options=GRID)
        return frame_exports(self.scene, self.scene.whole("ray"), written)

    def _draw(self, shown: Shown) -> None:
        self.strip.set_images(shown.frame.arrays["images"])


PANEL = PanelSpec(
    "ray",
    "Ray",
    "A dot on its way",
    explains="angle network picture=ray/images[-1]",
    draws=RayPanel,
    asks=(View("ray", Ray),),
    controls=(Group("Ray", "angle reach count"),),
)
