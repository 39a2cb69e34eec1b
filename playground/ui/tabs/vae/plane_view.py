"""The latent plane with its layers, axis pickers and legend."""

from __future__ import annotations

from math import floor

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from playground.core.pictures import tile_of
from playground.core.words import subscript
from playground.paradigms.vae_images import recipes as vae
from playground.paradigms.vae_images.recipes import grid
from playground.ui.plots.class_legend import ClassLegend
from playground.ui.plots.colours import PATH, POSTERIOR, SAMPLES, class_colour
from playground.ui.plots.key_strip import Key
from playground.ui.plots.latent_plane import LatentPlane
from playground.ui.state.feed import Shown
from playground.ui.tabs.vae.picture_menu import source_menu
from playground.ui.tabs.vae.scene import VaeScene, padded
from playground.ui.widgets.image_view import ImageView
from playground.ui.widgets.inputs import CheckBox
from playground.ui.widgets.label import Label
from playground.ui.widgets.layouts import across, down, lay_out
from playground.ui.widgets.listed_box import ListedBox
from playground.ui.widgets.plain import set_tip, strong
from playground.ui.widgets.still_label import FittingLabel

_LIMIT = 8.0
_HELP = "Drag to decode; arrow keys nudge z, with Shift finer; click a dot to choose its image."
_LAYERS = (("show_tiles", "Tiles"), ("show_points", "Dots"), ("show_rings", "Rings"))


class PlaneView(QWidget):
    """Draws state and frames on a :class:`LatentPlane` and edits z, the source, and what is shown."""

    def __init__(self, scene: VaeScene) -> None:
        super().__init__()
        self.scene, self._bare = scene, False
        self.plane = LatentPlane()
        self.plane.setAccessibleName("Latent plane")
        self.plane.setAccessibleDescription(_HELP)
        self.plane.canvas.setStatusTip(_HELP)
        self.legend = ClassLegend()
        self.header = QWidget()
        """Chooses axes and layers. It and the legend stand elsewhere: they may be wider than the plane."""
        self.card = HoverCard(self.plane)
        self.heading = FittingLabel()
        self.heading.set_texts([strong("Latent plane"), strong("Plane"), ""])
        self.axes = AxisPickers(scene)
        self.layers = {field: CheckBox(title) for field, title in _LAYERS}
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        for field, box in self.layers.items():
            box.setChecked(self.scene.state.value(field))
        lay_out(self.header, across((self.heading, 1), self.axes, None, *self.layers.values()))
        lay_out(self, down(self.plane))

    def _connect(self) -> None:
        scene = self.scene
        scene.follow(self._place_handle, "decode.latent")
        scene.follow(self._draw_axes, "model horizontal vertical")
        scene.follow(lambda: self.plane.set_radius(scene.state.plane.radius), "radius")
        scene.follow(self._hide_classes, "hidden")
        scene.follow(self._show_layers, " ".join(self.layers))
        scene.follow(self._draw_path, "panel t")
        scene.follow(self._draw_samples, "panel")
        scene.hinted.connect(self.show_hint)
        scene.show("plane", self._draw_tiles)
        scene.feeds["plane"].stale_changed.connect(lambda _: self._write_note())
        scene.show("codes", self._draw_dots, anew="model horizontal vertical")
        scene.availability_changed.connect(self._lose_dots)
        scene.feeds["reconstruct"].arrived.connect(lambda _: self._draw_posterior())
        scene.feeds["interpolate"].arrived.connect(lambda _: self._draw_path())
        scene.feeds["sample"].arrived.connect(lambda _: self._draw_samples())
        scene.let(self.plane.moved, self.plane.released, self._move)
        self.plane.picked.connect(self._pick)
        self.plane.hovered.connect(self._hover)
        self.plane.menu_asked.connect(self._show_menu)
        self.legend.hidden_changed.connect(lambda hidden: scene.act("Show classes", hidden=hidden))
        for field, box in self.layers.items():
            box.toggled.connect(
                lambda on, field=field, box=box: scene.act(
                    f"{'Show' if on else 'Hide'} {box.text().lower()}", **{field: on}
                )
            )

    @property
    def _pair(self) -> tuple[int, int]:
        last, plane = self.scene.card.latent - 1, self.scene.state.plane
        return min(plane.horizontal, last), min(plane.vertical, last)

    def show_hint(self, latent: object) -> None:
        """Mark a latent point (d,) on the plane, or none."""
        if isinstance(latent, np.ndarray) and len(latent) == self.scene.card.latent:
            horizontal, vertical = self._pair
            self.plane.show_hint((float(latent[horizontal]), float(latent[vertical])))
        else:
            self.plane.show_hint(None)

    # From the state

    def set_bare(self, bare: bool) -> None:
        """Let pictures be seen without the dots before them, or with."""
        self._bare = bare
        self._show_layers()

    def _hide_classes(self) -> None:
        hidden = frozenset(self.scene.state.look.hidden)
        self.plane.dots.set_hidden(hidden)
        self.legend.set_hidden(hidden)

    def _show_layers(self) -> None:
        look = self.scene.state.look
        for field, box in self.layers.items():
            box.setChecked(self.scene.state.value(field))
        self.plane.backdrop.setVisible(look.show_tiles)
        self.plane.dots.setVisible(look.show_points and not self._bare)
        self.plane.rings.setVisible(look.show_rings)

    def _write_note(self) -> None:
        sliced = "slice through z; dots are projected onto it" if self.scene.card.latent > 2 else ""
        stale = "tiles are not current" if self.scene.feeds["plane"].stale else ""
        self.plane.set_note("; ".join(filter(None, (sliced, stale))))
        self.plane.backdrop.setOpacity(0.4 if stale else 1.0)

    def _place_handle(self) -> None:
        z = self.scene.z
        horizontal, vertical = self._pair
        self.plane.handle.move(z[horizontal], z[vertical])

    def _draw_axes(self) -> None:
        card = self.scene.card
        horizontal, vertical = self._pair
        self.plane.set_axes(f"z{subscript(horizontal + 1)}", f"z{subscript(vertical + 1)}")
        self._write_note()
        self.legend.set_names(card.labels)
        self.axes.follow()
        self.heading.setVisible(card.latent <= 2)
        self._place_handle()
        self._draw_posterior()
        self._draw_path()
        self._draw_samples()

    def keys(self) -> tuple[Key, ...]:
        """What dots and marks of the plane mean, as far as they are drawn."""
        look, plane = self.scene.state.look, self.plane
        classes = (
            Key("disc", (class_colour(label).name(),), name)
            for label, name in enumerate(self.scene.card.labels)
            if label not in look.hidden
        )
        marks = (
            (plane.rings.isVisible(), Key("dash", ("#ffffff",), "prior at 1 and 2 σ")),
            (plane.posterior.isVisible(), Key("line", (POSTERIOR.name(),), "posterior of the chosen image")),
            (plane.walker.isVisible(), Key("line", (PATH.name(),), "path from A to B")),
            (plane.crosses.isVisible(), Key("cross", (SAMPLES.name(),), "samples of the prior")),
        )
        dots = tuple(classes) if look.show_points else ()
        return *dots, *(key for drawn, key in marks if drawn)

    # From frames

    def _draw_tiles(self, shown: Shown) -> None:
        recipe: vae.Plane = shown.recipe
        self.plane.backdrop.set_mosaic(shown.frame.arrays["mosaic"], recipe.radius, recipe.tiles)

    def _draw_dots(self, shown: Shown) -> None:
        mean, labels = shown.frame.arrays["mean"], shown.frame.arrays["labels"]
        self.plane.dots.set_points(mean[:, list(self._pair)], labels)

    def _lose_dots(self) -> None:
        if self.scene.unavailable("codes"):
            self.plane.dots.set_points(np.zeros((0, 2)), np.zeros(0, dtype=np.int64))

    def _draw_posterior(self) -> None:
        shown = self.scene.current("reconstruct")
        if shown is None:
            self.plane.posterior.setVisible(False)
            return
        arrays, pair = shown.frame.arrays, list(self._pair)
        parts = [tuple(map(float, arrays[name][pair])) for name in ("mean", "deviation", "latent")]
        self.plane.posterior.show_posterior(*parts)  # type: ignore[arg-type]

    def _draw_path(self) -> None:
        shown = self.scene.current("interpolate") if self.scene.state.panel == "interpolate" else None
        if shown is None:
            self.plane.set_path(None)
            return
        way = shown.frame.arrays["latents"][:, list(self._pair)]
        self.plane.set_path(way)
        self.plane.walker.setPos(QPointF(*map(float, way[round(self.scene.state.look.t * (len(way) - 1))])))

    def _draw_samples(self) -> None:
        shown = self.scene.current("sample") if self.scene.state.panel == "sample" else None
        if shown is not None:
            self.plane.crosses.set_points(shown.frame.arrays["latents"][:, list(self._pair)])
        self.plane.crosses.setVisible(shown is not None)

    # To the state

    def _move(self, x: float, y: float) -> None:
        horizontal, vertical = self._pair
        clip = np.clip((x, y), -_LIMIT, _LIMIT)
        self.scene.move("Move z", {horizontal: clip[0], vertical: clip[1]})

    def _pick(self, dot: int) -> None:
        self.scene.move("Choose held-out image", {}, source=vae.HeldOut(dot))

    def _show_menu(self, x: float, y: float, where: QPoint) -> None:
        """That of the picture that is drawn at a point, if it is current."""
        shown = self.scene.current("plane")
        if shown is None or self.scene.feeds["plane"].stale or not self.scene.state.look.show_tiles:
            return
        recipe: vae.Plane = shown.recipe
        tiles, side = recipe.tiles, 2 * recipe.radius / recipe.tiles
        column, row = floor((x + recipe.radius) / side), floor((recipe.radius - y) / side)
        # The first frame is coarse: its pictures are those of other points.
        if not (0 <= column < tiles and 0 <= row < shown.frame.index - 1):
            return
        latent = grid(recipe, padded(recipe.base, self.scene.card.latent), tiles)[row * tiles + column]
        source = vae.Latent(tuple(latent.tolist()))
        alone = vae.Decode(model=recipe.model, latent=source.values)
        tile = tile_of(shown.frame.arrays["mosaic"], tiles, row, column)
        source_menu(self.scene, tile, source, self, alone).popup(where)

    def _hover(self, dot: int, pixel: QPointF) -> None:
        held_out = self.scene.held_out()
        if dot < 0 or held_out is None or dot >= len(held_out):
            self.card.hide()
            return
        name = self.scene.label_name(int(held_out.labels[dot]))
        self.card.show_image(held_out.images[dot], f"{name} #{dot}", pixel.toPoint())


class AxisPickers(QWidget):
    """Which two latent dimensions the plane shows; hidden where there are only two."""

    def __init__(self, scene: VaeScene) -> None:
        super().__init__()
        self._scene = scene
        self.boxes: dict[str, ListedBox] = {}
        self._listed = ""
        parts: list[QWidget] = []
        for field, sign in (("horizontal", "→"), ("vertical", "↑")):
            box = ListedBox()
            box.setMinimumContentsLength(3)
            box.setAccessibleName(f"{field} axis".capitalize())
            set_tip(box, "Latent dimension and its mean KL in nats")
            box.activated.connect(lambda _, field=field: self._choose(field))
            self.boxes[field] = box
            parts += [Label(sign), box]
        lay_out(self, across(*parts, spacing=4), left=6)

    def follow(self) -> None:
        """Show the state's axes."""
        card = self._scene.card
        self.setVisible(card.latent > 2)
        if self._listed != card.name:
            self._listed = card.name
            for box in self.boxes.values():
                box.clear()
                for axis in self._scene.dimensions():
                    name = f"z{subscript(axis + 1)}"
                    box.add(name, f"{name}, KL {card.latent_kl[axis]:.2f}" if card.latent_kl else name, axis)
                box.widen_list()
        for field, box in self.boxes.items():
            box.setCurrentIndex(box.findData(self._scene.state.value(field)))

    def _choose(self, field: str) -> None:
        axis = self.boxes[field].currentData()
        other = "vertical" if field == "horizontal" else "horizontal"
        values = {field: axis}
        if self._scene.state.value(other) == axis:
            values[other] = self._scene.state.value(field)
        self._scene.act("Choose axis", **values)


class HoverCard(QWidget):
    """An enlarged image with its name beside the mouse."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._around = parent
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAutoFillBackground(True)
        self.view = ImageView("Held-out image under the mouse")
        self.view.setFixedSize(84, 84)
        self.text = Label(align=Qt.AlignmentFlag.AlignCenter)
        column = QVBoxLayout(self)
        column.setContentsMargins(6, 6, 6, 4)
        column.setSpacing(3)
        column.addWidget(self.view, alignment=Qt.AlignmentFlag.AlignCenter)
        column.addWidget(self.text)
        self.hide()

    def show_image(self, image: NDArray[np.uint8], text: str, pixel: QPoint) -> None:
        """Appear beside a pixel of the parent, inside of it."""
        self.view.set_picture(image)
        self.text.setText(text)
        self.adjustSize()
        parent = self._around
        x, y = pixel.x() + 14, pixel.y() + 14
        if x + self.width() > parent.width():
            x = pixel.x() - self.width() - 14
        if y + self.height() > parent.height():
            y = pixel.y() - self.height() - 14
        self.move(max(0, x), max(0, y))
        self.show()
        self.raise_()
