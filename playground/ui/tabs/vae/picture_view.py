"""The picture decoded from z, with what is known about z."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from PySide6.QtWidgets import QWidget

from playground.core.words import number, vector
from playground.paradigms.vae_images import recipes as vae
from playground.ui.state.feed import Shown
from playground.ui.tabs.vae.picture_menu import offer_menu
from playground.ui.tabs.vae.scene import VaeScene
from playground.ui.widgets.image_view import ImageView
from playground.ui.widgets.label import Label
from playground.ui.widgets.layouts import across, down, lay_out
from playground.ui.widgets.plain import strong


class PictureView(QWidget):
    """Draws the newest frame of the decoder; the text follows the state."""

    def __init__(self, scene: VaeScene) -> None:
        super().__init__()
        self.scene = scene
        self.view = ImageView("Picture decoded from z", 120)
        self.where = Label(selectable=True, shrinks=True)
        self.likelihood = Label(
            tip="Log-density of z under the standard normal prior", selectable=True, shrinks=True
        )
        self.near_view = ImageView("Nearest held-out image", 40)
        self.near_view.setFixedSize(40, 40)
        self.near_text = Label(
            tip="The held-out image whose posterior mean is nearest to z", selectable=True, shrinks=True
        )
        self._near = -2
        texts = down(self.where, self.likelihood, self.near_text, spacing=1)
        below = across(self.near_view, (texts, 1))
        lay_out(self, down(Label(strong("Decoded from z")), (self.view, 1), below, spacing=4))
        scene.follow(self._show_z, "z model")
        scene.show("decode", self._draw, self.view)
        scene.feeds["codes"].arrived.connect(lambda _: self._show_nearest())
        scene.availability_changed.connect(self._show_nearest)
        offer_menu(scene, self.view, lambda: vae.Latent(tuple(scene.z.tolist())))
        offer_menu(scene, self.near_view, lambda: vae.HeldOut(scene.nearest()))

    def _draw(self, shown: Shown) -> None:
        self.view.set_picture(shown.frame.arrays["images"][0])

    def _show_z(self) -> None:
        z = self.scene.z
        norm = float(np.linalg.norm(z))
        self.where.setText(_coordinates(z, norm))
        log_density = -0.5 * norm**2 - 0.5 * len(z) * math.log(2 * math.pi)
        self.likelihood.setText(f"log p(z) = {number(log_density)} nats")
        self._show_nearest()

    def _show_nearest(self) -> None:
        index, held_out = self.scene.nearest(), self.scene.held_out()
        if held_out is None or not 0 <= index < len(held_out):
            self.near_text.setText("")
            self.near_view.set_picture(None)
            return
        name = self.scene.label_name(int(held_out.labels[index]))
        text = f"nearest: {name} #{index}"
        if text != self.near_text.text():
            self.near_text.setText(text)
            self.near_view.set_picture(held_out.images[index])


def _coordinates(z: NDArray[np.float64], norm: float) -> str:
    if len(z) > 3:
        return f"|z| = {norm:.2f}, {len(z)} dimensions"
    return f"z = {vector(z.tolist())}"
