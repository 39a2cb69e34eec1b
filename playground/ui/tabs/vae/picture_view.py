"""The picture decoded from z, or from a point of the way, with what is known about that point."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PySide6.QtWidgets import QWidget

from playground.core.words import number, vector
from playground.paradigms.vae_images import recipes as vae
from playground.ui.tabs.vae.picture_menu import offer_menu
from playground.ui.tabs.vae.scene import VaeScene
from playground.ui.timers import paced
from playground.ui.widgets.image_view import ImageView
from playground.ui.widgets.layouts import across, down, lay_out
from playground.ui.widgets.plain import set_tip, strong
from playground.ui.widgets.still_label import FittingLabel

_WAY = "t a b path frames panel"
"""Controls that move the picture along the way."""


class PictureView(QWidget):
    """Shows what was moved last: z, or the position on the way from A to B where that is open."""

    def __init__(self, scene: VaeScene) -> None:
        super().__init__()
        self.scene = scene
        self.title = FittingLabel()
        self.view = ImageView("Picture decoded from z", 70, snug=True)
        self.where = FittingLabel(selectable=True)
        self.likelihood = FittingLabel(selectable=True)
        set_tip(self.likelihood, "Log-density of z under the standard normal prior")
        self.near_view = ImageView("Nearest held-out image", 40)
        self.near_view.setFixedSize(40, 40)
        self.near_text = FittingLabel(selectable=True)
        set_tip(self.near_text, "The held-out image whose posterior mean is nearest to z")
        self._on_way = False
        self._describe_paced = paced(self, self._describe)
        texts = down(self.where, self.likelihood, self.near_text, spacing=1)
        below = across(self.near_view, (texts, 1))
        self._rest = self.likelihood, self.near_view, self.near_text
        lay_out(self, down(self.title, (self.view, 1), below, (None, 0), spacing=4))
        scene.follow(lambda: self._turn(on_way=False), "decode.latent model")
        scene.follow(lambda: self._turn(on_way=scene.state.panel == "interpolate"), _WAY)
        scene.show("decode", lambda _: self._draw(), self.view)
        scene.show("interpolate", lambda _: self._walk())
        scene.feeds["codes"].arrived.connect(lambda _: self._show_nearest())
        scene.availability_changed.connect(self._show_nearest)
        offer_menu(scene, self.view, lambda: vae.Latent(tuple(self.point.tolist())))
        offer_menu(scene, self.near_view, lambda: vae.HeldOut(scene.nearest(self.point)))

    def set_bare(self, bare: bool) -> None:
        """Say where the picture is from, and no more, or all."""
        for each in self._rest:
            each.setHidden(bare)

    @property
    def point(self) -> NDArray[np.float64]:
        """The latent point whose picture is shown."""
        found = self._on_the_way()
        return self.scene.z if found is None else found.latent

    def _on_the_way(self) -> _Stop | None:
        shown = self.scene.current("interpolate") if self._on_way else None
        if shown is None:
            return None
        arrays = shown.frame.arrays
        frame = round(self.scene.state.look.t * (len(arrays["latents"]) - 1))
        if frame >= int(shown.frame.scalars["done"]):
            return None
        return _Stop(arrays["latents"][frame].astype(np.float64), arrays["images"][frame])

    def _turn(self, *, on_way: bool) -> None:
        turned, self._on_way = on_way != self._on_way, on_way
        if turned or on_way:
            self._draw()
        if turned:
            self._describe()
        else:
            self._describe_paced()

    def _walk(self) -> None:
        if self._on_way:
            self._draw()
            self._describe_paced()

    def _draw(self) -> None:
        stop, shown = self._on_the_way(), self.scene.current("decode")
        if stop is not None:
            self.view.set_picture(stop.picture)
        elif shown is not None and not self._on_way:
            self.view.set_picture(shown.frame.arrays["images"][0])

    def _describe(self) -> None:
        if self._on_way:
            at = f"t = {self.scene.state.look.t:.2f}"
            self.title.set_texts((strong("Decoded on the way") + f", {at}", strong(f"At {at}"), at))
        else:
            self.title.set_texts((strong("Decoded from z"), strong("From z")))
        named = "Picture at the current position" if self._on_way else "Picture decoded from z"
        self.view.setAccessibleName(named)
        z = self.point
        norm = float(np.linalg.norm(z))
        self.where.set_texts(_coordinates(z, norm))
        log_density = -0.5 * norm**2 - 0.5 * len(z) * math.log(2 * math.pi)
        density = f"log p(z) = {number(log_density)}"
        self.likelihood.set_texts((f"{density} nats", density))
        self._show_nearest()

    def _show_nearest(self) -> None:
        index, held_out = self.scene.nearest(self.point), self.scene.held_out()
        if held_out is None or not 0 <= index < len(held_out):
            self.near_text.set_texts(("",))
            self.near_view.set_picture(None)
            return
        name = self.scene.label_name(int(held_out.labels[index]))
        text = f"nearest: {name} #{index}"
        if text != self.near_text.longest:
            # The last is empty: a number of more digits would ask for more room, and all be laid out anew.
            self.near_text.set_texts((text, f"{name} #{index}", f"#{index}", ""))
            self.near_view.set_picture(held_out.images[index])


class _Stop(NamedTuple):
    """A point of the way, and its picture."""

    latent: NDArray[np.float64]
    picture: NDArray[np.uint8]


def _coordinates(z: NDArray[np.float64], norm: float) -> tuple[str, ...]:
    if len(z) > 3:
        return f"|z| = {norm:.2f}, {len(z)} dimensions", f"|z| = {norm:.2f}"
    return f"z = {vector(z.tolist())}", vector(z.tolist())
