"""The square between four seeds, the picture at the chosen point, and those around it."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from markupsafe import Markup
from numpy.typing import NDArray
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu, QWidget

from playground.core.cards import Card
from playground.core.frames import Scalar
from playground.core.noise import following
from playground.core.pictures import tile_of
from playground.core.words import number
from playground.paradigms.gan_images.recipes import Corners, Plane, Point
from playground.paradigms.gan_images.square import grid
from playground.ui.plots.picture_matrix import PictureMatrix, Spot
from playground.ui.stage.exports import Written, frame_exports, plot_export
from playground.ui.stage.panel import Panel
from playground.ui.stage.spec import Action, Group, PanelSpec, Simple
from playground.ui.stage.spent import spent
from playground.ui.state.feed import Shown
from playground.ui.state.views import View
from playground.ui.tab import Export
from playground.ui.tabs.gan.explain_images import drawn
from playground.ui.tabs.gan.gauge import BELOW, KEY, in_words, on_view, under_matrix
from playground.ui.tabs.gan.scene import LABEL, NETWORKS, PLAYERS, SNAPSHOT, GanScene, verdict
from playground.ui.tabs.gan.square_plane import CORNERS, SquarePlane
from playground.ui.tabs.gan.state import GanImages
from playground.ui.widgets.buttons import push
from playground.ui.widgets.image_view import ImageView
from playground.ui.widgets.label import Label
from playground.ui.widgets.layouts import across, down, lay_out
from playground.ui.widgets.menus import closing_menu, picture_menu
from playground.ui.widgets.paragraph import Paragraph
from playground.ui.widgets.plain import strong
from playground.ui.widgets.splitter import beside

_HELP = "Drag to draw other pictures; arrow keys nudge the point, with Shift finer."
_SEEDS = ("a", "b", "c", "d")
_PLACES = 4
"""Decimals of u and v: less than a pixel of any screen."""


_WRITTEN = Written("Picture at the point", "picture", options={"layout": "single", "scale": 10})
_TILES = Written("Latent plane, tiles alone", "tiles", options={"layout": "single", "scale": 2})


class PlanePanel(Panel[GanScene], QWidget):
    """Dragging draws live; clicking a neighbour goes there."""

    def __init__(self, scene: GanScene) -> None:
        super().__init__(scene)
        self.plane = SquarePlane("Latent plane")
        self.plane.setStatusTip(_HELP)
        self.view = ImageView("Picture at the chosen point", 72, snug=True)
        self.where = Paragraph(name="What is at the chosen point", selectable=True)
        self.around = PictureMatrix("Pictures around the point", below=BELOW)
        self.around.setStatusTip("Click a neighbour to go there.")
        self.drawn = Label()
        self.again = push("New corners", "Four other seeds")
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        around = down(Label(strong("Around it")), (self.around, 1), spacing=4)
        self._below = lay_out(QWidget(), around)
        head = across((self.drawn, 1), self.again)
        inner = down(head, (self.view, 5), self.where, (self._below, 5), (None, 0), spacing=4)
        side = lay_out(QWidget(), inner)
        self._parts = beside((self.plane, 5), (side, 3), sizes=(460, 260), handle=9)
        lay_out(self, down(self._parts), top=4)

    @property
    def extras(self) -> tuple[QWidget, ...]:
        return self.again, self._below, self.where

    def set_simple(self, simple: bool) -> None:
        """Let the plane, whose tiles have no numbers then, stand where the pictures around the point do."""
        super().set_simple(simple)
        self.plane.set_written(not simple)
        self._show_around()
        self._parts.setSizes([4000, 1000] if simple else [460, 260])

    def _connect(self) -> None:
        scene = self.scene
        scene.follow(self._show_place, "u v", "plane")
        scene.follow(self._show_corners, "a b c d", "plane")
        scene.follow(self._draw_tiles, "verdicts", "plane")
        scene.follow(self._name_picture, "model", "plane")
        scene.show("plane", lambda _shown: self._draw_tiles(), self.plane)
        scene.show("point", self._draw_point, self.view, anew="verdicts", panel="plane")
        scene.let(self.plane.moved, self.plane.released, self._move)
        self.plane.menu_asked.connect(self._show_menu)
        self.around.clicked.connect(self._go_to)
        self.again.clicked.connect(self._change_corners)

    # From the state and frames

    @property
    def picture(self) -> NDArray[np.uint8] | None:
        """The picture at the point."""
        return self.view.picture

    def status(self) -> Mapping[str, Scalar]:
        """What a picture costs, at the point or around it."""
        return spent(self.scene.feeds["point"].last)

    def exports(self) -> list[Export]:
        """The picture at the point, and the plane with and without what is drawn on it."""
        scene, plane = self.scene, self.scene.whole("plane")
        return [
            *frame_exports(scene, scene.whole("point"), _WRITTEN),
            *frame_exports(scene, plane, _TILES),
            *plot_export(scene, plane, "Latent plane, as drawn", "plane", self.plane.picture()),
        ]

    def _name_picture(self) -> None:
        self.drawn.setText(strong("g(w̄ + ψ(w − w̄))" if self.scene.mapped else "G(ψ z)"))

    def _show_place(self) -> None:
        self.plane.set_place(self.scene.state.point.u, self.scene.state.point.v)

    def _show_corners(self) -> None:
        seeds = (getattr(self.scene.state.plane, seed) for seed in _SEEDS)
        self.plane.set_corners([f"{name}: seed {seed}" for name, seed in zip(CORNERS, seeds, strict=True)])

    def _draw_tiles(self) -> None:
        shown = self.scene.current("plane")
        if shown is None:
            self.plane.set_mosaic(None, self.scene.state.plane.tiles, None)
            return
        arrays = shown.frame.arrays
        said = self.scene.said(np.asarray(arrays["probabilities"]))
        self.plane.set_mosaic(np.asarray(arrays["mosaic"]), shown.recipe.tiles, said)

    def _draw_point(self, shown: Shown) -> None:
        arrays = shown.frame.arrays
        said = np.asarray(arrays["probabilities"])
        probability, logit = float(said[0]), float(arrays["logits"][0])
        self.view.set_picture(np.asarray(arrays["images"][0]))
        self.view.set_overlay(on_view(self.scene.said(probability), written=False))
        place = f"u\u00a0=\u00a0{number(shown.recipe.u)}, v\u00a0=\u00a0{number(shown.recipe.v)}"
        length = float(np.linalg.norm(arrays["noise"][0]))
        text = Markup("{}; z\u00a0is\u00a0{}\u00a0long").format(place, number(length, 1))
        if self.scene.judged:
            text += Markup("<br><b>D\u00a0=\u00a0{}</b> (logit\u00a0{}): {}").format(
                number(probability), number(logit, 1), verdict(probability)
            )
        self.where.setText(text)
        if "around" not in arrays:
            if not shown.recipe.neighbours:
                self.plane.set_around(np.zeros((0, 2)))
                self.around.set_images(np.zeros((0, 0, 0, 1, 1, 1), dtype=np.uint8))
            return
        pictures, side = np.asarray(arrays["around"]), 2 * shown.recipe.neighbours + 1
        beside = self.scene.said(np.asarray(arrays["around_probabilities"]).reshape(side, side, 1))
        self.around.set_overlay(under_matrix(beside))
        self.around.set_classes(in_words(beside))
        self.around.set_images(pictures.reshape(side, side, 1, *pictures.shape[1:]))
        self.around.set_lit(shown.recipe.neighbours, shown.recipe.neighbours)
        self._show_around()

    def _show_around(self) -> None:
        """Dot the plane where its pictures around the point are, while these are shown."""
        shown = self.scene.current("point")
        points = None if shown is None or self._below.isHidden() else shown.frame.arrays.get("places")
        self.plane.set_around(np.zeros((0, 2)) if points is None else np.asarray(points))

    # To the state

    def _move(self, u: float, v: float) -> None:
        self.scene.edit("Move z", u=round(u, _PLACES), v=round(v, _PLACES))

    def _go_to(self, spot: Spot) -> None:
        shown = self.scene.current("point")
        if shown is None or "places" not in shown.frame.arrays:
            return
        places = shown.frame.arrays["places"]
        u, v = (round(float(one), _PLACES) for one in places[spot.row * self.around.shape[1] + spot.column])
        self.scene.act("Go to a neighbour", u=u, v=v)

    def _change_corners(self) -> None:
        change_corners(self.scene)

    def _show_menu(self, u: float, v: float, where: QPoint) -> None:
        menu = self._menu_of_tile(u, v)
        place = {"u": round(u, _PLACES), "v": round(v, _PLACES)}
        menu.addAction("Move z here", lambda: self.scene.act("Move z", **place))
        menu.addAction("New corners", self._change_corners)
        menu.popup(where)

    def _menu_of_tile(self, u: float, v: float) -> QMenu:
        """That of the picture that is drawn at a place, or an empty one where none is that is current."""
        shown, feed = self.scene.current("plane"), self.scene.feeds["plane"]
        if shown is None or feed.stale:
            return closing_menu(self)
        recipe: Plane = shown.recipe
        column, row = (int(share * (recipe.tiles - 1) + 0.5) for share in (u, v))
        if row >= int(shown.frame.scalars["done"]):
            return closing_menu(self)
        tile = tile_of(shown.frame.arrays["mosaic"], recipe.tiles, row, column)
        menu = picture_menu(tile, self, _point_of(recipe, row, column))
        menu.addSeparator()
        return menu


def change_corners(scene: GanScene) -> None:
    """Take four other seeds."""
    last = max(getattr(scene.state.plane, seed) for seed in _SEEDS)
    scene.act(
        "Choose other corners", **{seed: following(last, at) for at, seed in enumerate(_SEEDS, start=1)}
    )


def _sees(scene: GanScene) -> str:
    shown = scene.current("point")
    if shown is None or not scene.judged:
        return ""
    said = float(shown.frame.arrays["probabilities"][0])
    return f"The discriminator gives this picture **{100 * said:.0f} %** to be real: {verdict(said)}.{KEY}"


def _point_of(recipe: Plane, row: int, column: int) -> Point:
    """What gives one of the pictures of a latent plane by itself."""
    u, v = grid(recipe.tiles)[row * recipe.tiles + column]
    square = {name: getattr(recipe, name) for name in Corners.__struct_fields__}
    return Point(**square, u=float(u), v=float(v), neighbours=0)


def _equations(_images: GanImages, card: Card | None) -> tuple[str, ...]:
    """Those of the square between four seeds."""
    return (*drawn(card, "gan_blend"), "gan_decision")


PANEL = PanelSpec(
    "plane",
    "Latent plane",
    "Between four seeds",
    "Plane",
    equations=_equations,
    explains="z=point/noise[0]",
    also=f"{PLAYERS} w=point/styles[0] fake=point/images[0]",
    draws=PlanePanel,
    # What is dragged comes first.
    asks=(View("point", Point), View("plane", Plane)),
    controls=(LABEL, Group("Corners", "a b c d"), NETWORKS, SNAPSHOT, Group("", "tiles neighbours distance")),
    simple=Simple("label truncation", Action("New corners", "Four other seeds", change_corners), sees=_sees),
)
