"""Pictures decoded from the prior."""

from __future__ import annotations

import numpy as np
from PySide6.QtWidgets import QMenu

from playground.core.words import number
from playground.paradigms.vae_images import recipes as vae
from playground.ui.stage.samples import Samples
from playground.ui.stage.spec import Group, PanelSpec, Simple, draw_again
from playground.ui.state.feed import Shown
from playground.ui.state.views import View
from playground.ui.tabs.vae.picture_menu import source_menu
from playground.ui.tabs.vae.scene import VaeScene
from playground.ui.widgets.label import Label
from playground.ui.widgets.layouts import across, down, lay_out


class SamplePanel(Samples[VaeScene]):
    """Hovering marks a sample's z on the plane, a click moves z there."""

    title, seed = "Prior samples", "sample.seed"
    tip = "Hover to see where a sample lies; click to move z there."

    def __init__(self, scene: VaeScene) -> None:
        super().__init__(scene)
        self.info = Label()
        lay_out(self, down((self.grid, 1), across((self.info, 1), self.again)), top=4)
        scene.show("sample", self._draw, self.grid)
        scene.follow(lambda: self._say(-1), "temperature sample.seed model")

    def _draw(self, shown: Shown) -> None:
        self.grid.set_images(shown.frame.arrays["images"])
        self._say(-1)

    def _say(self, index: int) -> None:
        asked, shown = self.scene.state.sample, self.scene.current("sample")
        if shown is None or index < 0 or index >= len(shown.frame.arrays["latents"]):
            self.info.setText(f"z = {asked.temperature:g}·ε, seed {asked.seed}")
            return
        latent = shown.frame.arrays["latents"][index].tolist()
        numbers = ", ".join(number(value) for value in latent[:8]) + (", …" if len(latent) > 8 else "")
        self.info.setText(f"sample {index}: z = ({numbers})")

    def tell(self, index: int) -> None:
        self._say(index)
        shown = self.scene.current("sample")
        self.scene.hinted.emit(None if shown is None or index < 0 else shown.frame.arrays["latents"][index])

    def choose(self, index: int) -> None:
        shown = self.scene.current("sample")
        if shown is not None:
            self.grid.set_current(index)
            self.scene.move_to("Move z to a sample", shown.frame.arrays["latents"][index])

    def menu(self, shown: Shown, index: int) -> QMenu:
        arrays = shown.frame.arrays
        source = vae.Latent(tuple(arrays["latents"][index].tolist()))
        return source_menu(self.scene, arrays["images"][index], source, self.grid)


def _sees(scene: VaeScene) -> str:
    shown = scene.current("sample")
    if shown is None:
        return ""
    latents = shown.frame.arrays["latents"]
    far = float(np.linalg.norm(latents, axis=1).mean())
    return f"These {len(latents)} codes lie **{far:.2f} σ** from the centre on average."


PANEL = PanelSpec(
    "sample",
    "Prior samples",
    "Decoded from the prior",
    "Samples",
    equations="sampling",
    explains="decoder",
    also="z=sample/latents[0] output=sample/images[0]",
    draws=SamplePanel,
    asks=(View("sample", vae.Sample),),
    controls=(Group("Prior samples", "sample.count sample.seed temperature output"),),
    simple=Simple(
        "temperature",
        draw_again("New samples", "Decode other codes", "Draw other samples", "sample.seed"),
        sees=_sees,
    ),
)
