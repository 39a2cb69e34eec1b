"""Sliders along the principal directions of the generator's first layer, or of w, and a filmstrip of each."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from markupsafe import Markup
from numpy.typing import NDArray
from PySide6.QtWidgets import (
    QWidget,
)  # fmt: skip

from playground.core.cards import Card
from playground.core.frames import Scalar
from playground.core.words import number
from playground.paradigms.gan_images import recipes
from playground.paradigms.gan_images.card import Gan
from playground.ui.plots.picture_matrix import Heading, PictureMatrix, Spot
from playground.ui.stage.direction_sliders import DirectionSliders, Named, Scale, with_coefficient
from playground.ui.stage.exports import STRIP, Written, frame_exports, plot_export, rows_exports
from playground.ui.stage.panel import Panel
from playground.ui.stage.spec import Group, PanelSpec, Simple, draw_again
from playground.ui.stage.spent import spent
from playground.ui.state.feed import Shown
from playground.ui.state.views import Known, View
from playground.ui.tab import Export
from playground.ui.tabs.gan.explain_images import W_DIRECTION, drawn, is_mapped
from playground.ui.tabs.gan.gauge import BELOW, in_words, on_view, under_matrix
from playground.ui.tabs.gan.scene import LABEL, NETWORKS, SNAPSHOT, GanScene
from playground.ui.tabs.gan.state import GanImages
from playground.ui.timers import once
from playground.ui.widgets.buttons import push
from playground.ui.widgets.image_view import ImageView
from playground.ui.widgets.label import Label
from playground.ui.widgets.layouts import across, down, lay_out
from playground.ui.widgets.paragraph import Paragraph
from playground.ui.widgets.plain import set_tip, strong

_GESTURE_MS = 700
_SIGMAS = Scale(8, 20, unit=" σ")
_HAS_NONE = Markup("<b>Principal directions</b>: this model’s card has none.")
_TITLES = ("As drawn", "Moved")


_WRITTEN = Written("As the seed has it, and moved", "moved", options={**STRIP, "scale": 8})


class DirectionsPanel(Panel[GanScene], QWidget):
    """Both pictures follow the sliders; a click on a filmstrip sets its direction's slider."""

    def __init__(self, scene: GanScene) -> None:
        super().__init__(scene)
        self.sliders = DirectionSliders(_SIGMAS)
        self.views = tuple(ImageView(f"Picture {title[:1].lower()}{title[1:]}", 56) for title in _TITLES)
        self.texts = tuple(Paragraph() for _ in _TITLES)
        self.zero = push("All to 0", "Go back to the picture as the seed has it")
        self.again = push("Next seed", "Begin with another picture")
        self.rows = PictureMatrix("A filmstrip along each direction", tight=True, below=BELOW)
        self.rows.setStatusTip("Click a picture to move as far along its direction.")
        self._last = -1
        # Keys have no release that says that a gesture is over.
        self._settle = once(self, _GESTURE_MS, scene.store.end_gesture)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        left = down((self.sliders, 1), across(self.zero, self.again, None))
        views = []
        for title, view, text in zip(_TITLES, self.views, self.texts, strict=True):
            views.append((down(Label(strong(title)), (view, 1), text), 3))
        lay_out(self, down((across((left, 5), *views, spacing=12), 4), (self.rows, 6)), top=4)

    @property
    def extras(self) -> tuple[QWidget, ...]:
        return self.zero, self.again

    def _connect(self) -> None:
        scene = self.scene
        scene.follow(self._show_coefficients, "coefficients model", "directions")
        scene.show("directions", self._draw, *self.views, anew="verdicts", panel="directions")
        scene.show("traverse", self._draw_rows, self.rows, anew="verdicts", panel="directions")
        self.sliders.moved.connect(self._move)
        self.sliders.released.connect(scene.store.end_gesture)
        self.zero.clicked.connect(lambda: scene.act("Set all directions to 0", coefficients=()))
        self.again.clicked.connect(lambda: scene.draw_again("Begin with another picture"))
        self.rows.clicked.connect(self._take)

    # From the state and frames

    @property
    def picture(self) -> NDArray[np.uint8] | None:
        """The picture that was moved."""
        return self.views[1].picture

    def status(self) -> Mapping[str, Scalar]:
        """What a picture costs."""
        return spent(self.scene.feeds["directions"].last)

    def exports(self) -> list[Export]:
        """Both pictures, and the filmstrips."""
        scene, rows, title = self.scene, self.scene.whole("traverse"), "Along the directions"
        return [
            *frame_exports(scene, scene.whole("directions"), _WRITTEN),
            *rows_exports(scene, rows, title, "directions"),
            *plot_export(scene, rows, f"{title}, with headings", "directions", self.rows.picture()),
        ]

    def _show_coefficients(self) -> None:
        gan = self.scene.gan
        shares = [f" · {100 * share:.1f} %" for share in gan.shares]
        named = [Named((f"{row + 1}{share}",), f"Direction {row + 1}") for row, share in enumerate(shares)]
        title = strong("Principal directions") + f": {100 * sum(gan.shares):.0f} % of "
        of = "the variance of w" if self.scene.mapped else "the first layer’s variance"
        kinds = (of, "the variance", "all")
        self.sliders.set_directions(named, [title + kind for kind in kinds] if named else [_HAS_NONE])
        self.sliders.show_coefficients(self.scene.state.directions.coefficients)

    def _show_coordinates(self, coordinates: NDArray[np.floating]) -> None:
        """Say where along each direction the seed's own noise or w lies."""
        lies = "w of the seed lies" if self.scene.mapped else "The seed’s noise lies"
        for row, where in zip(self.sliders.rows, coordinates, strict=False):
            set_tip(row.name, f"{lies} at {number(float(where))} σ along this direction")

    def _draw(self, shown: Shown) -> None:
        arrays = shown.frame.arrays
        said = np.asarray(arrays["probabilities"])
        moved, sign = ("styles", "w") if "styles" in arrays else ("noise", "z")
        lengths = np.linalg.norm(np.asarray(arrays[moved]), axis=1)
        for at, (view, text) in enumerate(zip(self.views, self.texts, strict=True)):
            view.set_picture(np.asarray(arrays["images"][at]))
            view.set_overlay(on_view(self.scene.said(float(said[at])), written=False))
            decision = f"D = {number(float(said[at]))}\n" if self.scene.judged else ""
            text.setText(f"{decision}|{sign}| = {number(float(lengths[at]), 1)}")
        self._show_coordinates(np.asarray(arrays["coordinates"][0]))

    def _draw_rows(self, shown: Shown) -> None:
        arrays, recipe = shown.frame.arrays, shown.recipe
        images = np.asarray(arrays["images"]).reshape(
            recipe.rows, recipe.pictures, 1, *arrays["images"].shape[1:]
        )
        probabilities = np.asarray(arrays["probabilities"]).reshape(recipe.rows, recipe.pictures, 1)
        said = self.scene.said(probabilities)
        self.rows.set_overlay(under_matrix(said))
        self.rows.set_classes(in_words(said))
        self.rows.set_headings(
            [
                Heading(f"direction {row + 1}", f"{100 * float(share):.1f} %")
                for row, share in enumerate(arrays["shares"])
            ],
            [Heading(_signed(float(offset))) for offset in arrays["offsets"]],
        )
        done = np.arange(recipe.rows) < int(shown.frame.scalars["done"])
        self.rows.set_images(images, np.broadcast_to(done[:, None], images.shape[:2]))

    # To the state

    def _move(self, direction: int, sigma: float) -> None:
        if direction != self._last:
            self.scene.store.end_gesture()
        self._last = direction
        self._settle.start()
        self.scene.edit("Move along a direction", coefficients=self._with(direction, sigma))

    def _take(self, spot: Spot) -> None:
        shown = self.scene.current("traverse")
        if shown is not None:
            offset = round(float(shown.frame.arrays["offsets"][spot.column]), 2)
            self.scene.act("Move along a direction", coefficients=self._with(spot.row, offset))

    def _with(self, direction: int, sigma: float) -> tuple[float, ...]:
        return with_coefficient(self.scene.state.directions.coefficients, direction, sigma)


def _signed(sigma: float) -> str:
    text = number(sigma, 1).removesuffix(".0")
    return f"+{text}σ" if sigma > 0 else f"{text}σ"


def _why_not(_recipe: recipes.Traverse, scene: Known) -> str:
    """Directions are walked where the model has some."""
    gan = Gan.of(scene.card)
    return "" if gan is not None and gan.directions else f"The card of {scene.card.title} has no directions."


def _equations(_images: GanImages, card: Card | None) -> tuple[str, ...]:
    """Those of what one moves along: noise or w."""
    return (*drawn(card, W_DIRECTION if is_mapped(card) else "gan_direction"), "gan_decision")


PANEL = PanelSpec(
    "directions",
    "Directions",
    "What the generator listens to most",
    equations=_equations,
    explains="generator w=directions/styles[-1]",
    also="z=directions/noise[-1] mapping synthesis fake=directions/images[-1] discriminator",
    draws=DirectionsPanel,
    asks=(View("directions", recipes.Directions), View("traverse", recipes.Traverse, impossible=_why_not)),
    controls=(
        LABEL,
        Group("Picture", "seed"),
        Group("Filmstrips", "rows pictures reach"),
        NETWORKS,
        SNAPSHOT,
    ),
    simple=Simple("label", draw_again("New picture", "Begin with another picture", "Draw another picture")),
)
