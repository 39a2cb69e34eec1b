"""Pictures that the flow draws."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray
from PySide6.QtWidgets import QMenu

from playground.core.frames import Scalar
from playground.core.words import number
from playground.paradigms.nflow_images import recipes
from playground.paradigms.nflow_images.recipes import Noise
from playground.ui.stage.samples import Samples
from playground.ui.stage.spec import Group, PanelSpec, Simple, draw_again
from playground.ui.stage.spent import spent
from playground.ui.state.feed import Shown
from playground.ui.state.views import View
from playground.ui.tabs.nflow.menu import source_menu
from playground.ui.tabs.nflow.scene import NflowScene
from playground.ui.widgets.layouts import across, down, lay_out
from playground.ui.widgets.paragraph import Paragraph


class SamplePanel(Samples[NflowScene]):
    """A grid of samples, and what the one under the mouse is."""

    tip = "Hover to see which class was drawn; right-click to take a sample apart, or to walk to it."

    def __init__(self, scene: NflowScene) -> None:
        super().__init__(scene)
        self.info = Paragraph(name="About the samples")
        lay_out(self, down((self.grid, 1), across((self.info, 1), self.again)), top=4)
        self._current = -1
        scene.follow(lambda: self.tell(-1), "temperature seed model", "sample")
        scene.show("sample", self._draw, self.grid)

    @property
    def picture(self) -> NDArray[np.uint8] | None:
        """The sample that was clicked last, the first before there was one."""
        shown, index = self.scene.current("sample"), max(0, self._current)
        if shown is None or index >= int(shown.frame.scalars["done"]):
            return None
        picture: NDArray[np.uint8] = shown.frame.arrays["images"][index]
        return picture

    def status(self) -> Mapping[str, Scalar]:
        """What a picture costs."""
        return spent(self.scene.feeds["sample"].last)

    def _draw(self, shown: Shown) -> None:
        self.grid.set_images(shown.frame.arrays["images"])
        self.tell(-1)

    def choose(self, index: int) -> None:
        self._current = index
        self.grid.set_current(index)
        self.tell(index)

    def tell(self, index: int) -> None:
        asked, shown = self.scene.state.sample, self.scene.current("sample")
        if shown is None:
            self.info.setText("")
            return
        done, total = int(shown.frame.scalars["done"]), len(shown.frame.arrays["images"])
        if 0 <= index < done:
            label = int(shown.frame.arrays["labels"][index])
            self.info.setText(f"sample {index} of seed {shown.recipe.seed}: {self.scene.label_name(label)}")
        elif done < total:
            self.info.setText(f"{done:,} of {total:,} pictures drawn")
        else:
            self.info.setText(f"z = {number(asked.temperature)} · ε, seed {asked.seed}")

    def menu(self, shown: Shown, index: int) -> QMenu:
        recipe, arrays = shown.recipe, shown.frame.arrays
        source = Noise(recipe.seed, index, recipe.temperature)
        told = int(arrays["labels"][index])
        return source_menu(self.scene, arrays["images"][index], source, self.grid, told)


def _sees(scene: NflowScene) -> str:
    asked = scene.state.sample
    z = f"z\u00a0=\u00a0**{number(asked.temperature)}**\u00a0·\u00a0ε"
    return f"These {asked.count:,} pictures are drawn from {z}."


PANEL = PanelSpec(
    "sample",
    "Samples",
    "Pictures drawn at a temperature",
    equations="nflow_sampling",
    explains="z=sample/z[0]",
    also="x=sample/images[0] first middle last",
    without="density",
    draws=SamplePanel,
    asks=(View("sample", recipes.Sample),),
    controls=(Group("Samples", "label temperature sample.count seed"),),
    simple=Simple(
        "label temperature",
        draw_again(),
        sees=_sees,
    ),
)
