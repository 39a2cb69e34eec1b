"""The way from A to B."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPoint, QSize
from PySide6.QtGui import QColor, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QHBoxLayout,
    QWidget,
)  # fmt: skip

from playground.core.cards import Card
from playground.core.frames import Array
from playground.paradigms.vae_images import recipes as vae
from playground.ui.plots.norm_plot import NormPlot
from playground.ui.sampling.frame_strip import FrameStrip
from playground.ui.sampling.interpolate_panel import Way
from playground.ui.stage.exports import ANIMATION, PICTURES, STRIP, Written, frame_exports, plot_export
from playground.ui.stage.own_picture import OwnPicture
from playground.ui.stage.spec import A_TO_B, Action, Group, PanelSpec, Simple
from playground.ui.state.feed import Shown
from playground.ui.state.views import View
from playground.ui.tab import Export
from playground.ui.tabs.vae.picture_menu import source_menu
from playground.ui.tabs.vae.scene import VaeScene
from playground.ui.tabs.vae.state import VaeImages
from playground.ui.widgets.buttons import tool
from playground.ui.widgets.image_view import ImageView
from playground.ui.widgets.layouts import across, down, fill, lay_out
from playground.ui.widgets.plain import strong
from playground.ui.widgets.still_label import FittingLabel

_MARK = QColor("#ffc21a")


_WRITTEN = (
    Written("Interpolation, animated", "interpolation", ANIMATION, {"scale": 8, "fps": 16}),
    Written("Interpolation, filmstrip and arrays", "filmstrip", (*PICTURES, ".csv"), {**STRIP, "scale": 2}),
)


class InterpolatePanel(Way[VaeScene], QWidget):
    """Ends, filmstrip, and the norm along the way; the current picture is the large one beside the plane."""

    def __init__(self, scene: VaeScene) -> None:
        super().__init__(scene)
        self.ends = {"a": EndPicker(scene, "a"), "b": EndPicker(scene, "b")}
        self.swap = tool("⇄", "Swap A and B", name="Swap A and B")
        self.position = FittingLabel()
        self.strip = FrameStrip("Filmstrip from A to B")
        self.go = tool("Set z", "Move z to this point of the way")
        self.norms = NormPlot()
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        ends = across((self.ends["a"], 1), self.swap, (self.ends["b"], 1))
        self._numbers = lay_out(QWidget(), down((self.norms, 1), across((self.position, 1), self.go)))
        top = across((ends, 1), (self._numbers, 1), spacing=12)
        lay_out(self, down((top, 4), (self.strip, 1)), top=4)
        self.strip.setMinimumHeight(56)
        self.strip.setMaximumHeight(100)

    @property
    def extras(self) -> tuple[QWidget, ...]:
        buttons = (each for end in self.ends.values() for each in (end.opener, end.from_image, end.from_z))
        return self._numbers, self.swap, *buttons

    def _connect(self) -> None:
        scene = self.scene
        scene.follow(self._show_position, "t frames")
        scene.show("interpolate", self._draw, self.strip)
        self.swap.clicked.connect(self._swap)
        scene.let(self.strip.chosen, self.strip.released, self._seek)
        self.go.clicked.connect(self._go)
        self.strip.menu_asked.connect(self._show_menu)

    # From the state and frames

    def exports(self) -> list[Export]:
        """The pictures on the way, and how far they are from the origin."""
        scene, plot, shown = self.scene, self.norms, self.scene.whole("interpolate")
        found = frame_exports(scene, shown, *_WRITTEN)
        if len(plot.t):
            columns: dict[str, Array] = {"t": plot.t, "norm": plot.norms, "distance": plot.distances}
            found += plot_export(scene, shown, "Norm along the path, plot", "norm", plot.picture(), columns)
        return found

    def _draw(self, shown: Shown) -> None:
        self.strip.set_frames(shown.frame.arrays["images"])
        if shown.frame.index <= vae.BLOCK or shown.frame.final:
            self.norms.set_way(shown.frame.arrays["t"], shown.frame.arrays["latents"])
        self._show_position()

    def _show_position(self) -> None:
        state, frame = self.scene.state, self._frame
        self.norms.set_position(state.look.t)
        shown = self.scene.current("interpolate")
        if shown is None or len(shown.frame.arrays["images"]) <= frame:
            return
        latent = shown.frame.arrays["latents"][frame]
        t = f"t = {state.look.t:.2f}"
        self.position.set_texts((f"{t}, |z| = {float(np.linalg.norm(latent)):.2f}", t))
        self.strip.mark(frame)

    # To the state

    def _point(self, frame: int) -> vae.Latent | None:
        shown = self.scene.current("interpolate")
        if shown is None or frame >= int(shown.frame.scalars["done"]):
            return None
        return vae.Latent(tuple(shown.frame.arrays["latents"][frame].tolist()))

    def _show_menu(self, frame: int, where: QPoint) -> None:
        shown, point = self.scene.current("interpolate"), self._point(frame)
        if shown is not None and point is not None:
            source_menu(self.scene, shown.frame.arrays["images"][frame], point, self.strip).popup(where)

    def _go(self) -> None:
        shown = self.scene.current("interpolate")
        if shown is not None:
            self.scene.move_to("Move z to the path", shown.frame.arrays["latents"][self._frame])


class EndPicker(QWidget):
    """One end: its picture, and buttons that take the chosen image or the current z.

    Where there is little room, the buttons stand one below the other.
    """

    def __init__(self, scene: VaeScene, end: str) -> None:
        super().__init__()
        self.scene, self.end = scene, end
        self.view = ImageView(f"End {end.upper()}", 56)
        self.title = FittingLabel()
        whole = f"Take the image of “Through the model” as {end.upper()}"
        latent = f"Take the current z as {end.upper()}"
        self.from_image, self.from_z = tool("Image", whole, name=whole), tool("Point z", latent, name=latent)
        self.own = OwnPicture(self.view, scene, lambda pixels: self._take(vae.Drawing(pixels)))
        self.opener = self.own.button("…", name=f"Open a picture as {end.upper()}")
        self._buttons = QHBoxLayout()
        head = across((self.title, 1), self.opener, spacing=2)
        lay_out(self, down(head, (self.view, 1), self._buttons, spacing=2))
        fill(self._buttons, self.from_image, self.from_z, None, spacing=2)
        self.from_image.clicked.connect(lambda: self._take(scene.state.reconstruct.source))
        self.from_z.clicked.connect(lambda: self._take(vae.Latent(tuple(map(float, scene.z)))))
        scene.follow(self._show_end, f"{end} model")
        scene.show("interpolate", self._draw)

    def minimumSizeHint(self) -> QSize:
        """As wide as the picture and each of the buttons must be."""
        widths = (each.minimumSizeHint().width() for each in (self.from_image, self.from_z))
        return QSize(max(self.view.minimumWidth(), *widths), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the buttons where there is room for them."""
        super().resizeEvent(event)
        both = sum(each.sizeHint().width() for each in (self.from_image, self.from_z))
        beside = both + self._buttons.spacing() <= self.width()
        row, column = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._buttons.setDirection(row if beside else column)

    @property
    def _source(self) -> vae.Source:
        source: vae.Source = self.scene.state.value(self.end)
        return source

    def _take(self, source: vae.Source) -> None:
        self.scene.act(f"Choose {self.end.upper()}", **{self.end: source})

    def _show_end(self) -> None:
        end = strong(self.end.upper())
        self.title.set_texts((end + f": {self.scene.describe(self._source)}", end))
        picture = self.scene.picture_of(self._source)
        if picture is not None:
            self.view.set_picture(picture)

    def _draw(self, shown: Shown) -> None:
        """A latent end has no picture of its own: show what it decodes to."""
        if isinstance(self._source, vae.Latent):
            at = 0 if self.end == "a" else -1
            if at == 0 or shown.frame.final:
                self.view.set_picture(shown.frame.arrays["images"][at])


def _equations(images: VaeImages, _card: Card | None) -> tuple[str, ...]:
    """The equation of the way from A to B."""
    return (images.interpolate.path,)


def _other_ends(scene: VaeScene) -> None:
    held_out = scene.held_out()
    if held_out is not None and "encoder" in scene.card.parts:
        a, b = np.random.default_rng().choice(len(held_out), 2, replace=False).tolist()
        scene.act("Choose A and B", a=vae.HeldOut(a), b=vae.HeldOut(b))


def _sees(scene: VaeScene) -> str:
    shown, t = scene.current("interpolate"), scene.state.look.t
    if shown is None:
        return ""
    latents = shown.frame.arrays["latents"]
    far = float(np.linalg.norm(latents[round(t * (len(latents) - 1))]))
    return f"At **{100 * t:.0f} %** of the way from A to B, z lies {far:.2f} σ from the centre."


PANEL = PanelSpec(
    "interpolate",
    "Interpolate",
    "From A to B through z",
    "Interp.",
    A_TO_B,
    _equations,
    explains="z=interpolate/latents[t]",
    also="decoder output=interpolate/images[t]",
    draws=InterpolatePanel,
    asks=(View("interpolate", vae.Interpolate),),
    controls=(Group("Interpolate", "path frames t"),),
    simple=Simple(
        "path", Action("Other pictures", "Take two other pictures as A and B", _other_ends), "picture", _sees
    ),
)
