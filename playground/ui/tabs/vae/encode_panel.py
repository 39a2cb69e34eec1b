"""An image on its way through the model: x → (μ, σ) → z = μ + σ·ε → decoder."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from markupsafe import Markup
from PySide6.QtCore import QEvent, QTimer
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLayout, QToolButton, QWidget

from playground.core.cards import Bernoulli, Card, DiscretizedLogistic
from playground.core.frames import Scalar
from playground.core.words import in_sum, number
from playground.paradigms.vae_images import recipes as vae
from playground.ui.stage.exports import STRIP, Written, frame_exports
from playground.ui.stage.held_out import HeldOutChooser
from playground.ui.stage.panel import Panel
from playground.ui.stage.resample import ResampleButton
from playground.ui.stage.samples import LEAST_SAMPLE
from playground.ui.stage.sources import choose_source, source_pad
from playground.ui.stage.spec import Action, Group, PanelSpec, Simple
from playground.ui.state.feed import Shown
from playground.ui.tab import Export
from playground.ui.tabs.vae.latent_bars import LatentBars
from playground.ui.tabs.vae.picture_menu import offer_menu, source_menu
from playground.ui.tabs.vae.scene import VaeScene
from playground.ui.tabs.vae.state import VaeImages
from playground.ui.widgets.buttons import tool
from playground.ui.widgets.image_view import ImageView
from playground.ui.widgets.label import Label
from playground.ui.widgets.layouts import down, fill, lay_out
from playground.ui.widgets.plain import strong
from playground.ui.widgets.scrolled import Scrolled
from playground.ui.widgets.still_label import FittingLabel

_APART, _CLOSE = 8, 3
"""Pixels between what stands beside each other, and from one row to the next."""
_WRITTEN = Written("Image, decoded mean and decoded sample", "reconstruction", options={**STRIP, "scale": 8})
_CHOOSE = "Click an image to send it through the model; arrow keys walk on."
_PAD, _PICTURE = 60, 28
"""Pixels of the smallest pad, and of the smallest pictures."""


class EncodePanel(Panel[VaeScene], QWidget):
    """One line from x to p(x|z), with its numbers, under the images to choose x from."""

    def __init__(self, scene: VaeScene) -> None:
        super().__init__(scene)
        self.chooser = HeldOutChooser(scene, flat=True)
        choose_source(self.chooser, scene, _CHOOSE, source_menu)
        self.title = FittingLabel()
        source = source_pad("Image x: draw here", scene, self.title)
        self.pad, self.clear, self.inks, self.own, self.opener = source
        self.pad.setMinimumSize(_PAD, _PAD)
        self.erase = tool("Eraser", checkable=True)
        self.bars = LatentBars()
        self.resample = ResampleButton(scene, "ε", "draw", "draw", "Draw another ε (R)")
        self.mean_view, self.sample_view = (
            ImageView("Decoded posterior mean", _PICTURE),
            ImageView("Decoded sample", _PICTURE),
        )
        self.difference_view = ImageView("Absolute difference of image and decoded mean", _PICTURE)
        self.difference_title = Label(
            strong("|x − m|"), tip="Absolute difference of the image and the decoded mean m"
        )
        self.numbers = FittingLabel(name="Reconstruction, KL and ELBO", selectable=True)
        self._leads = self._led = False
        self.go_mean, self.go_sample = _go_button("mean"), _go_button("sample")
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        self._area = Scrolled()
        self._area.setWidget(self.bars)
        self._fit_letters()
        self._code_row = QWidget()
        line = QGridLayout(self._code_row)
        line.setContentsMargins(0, 0, 0, 0)
        lay_out(self, down(self.chooser, (self._code_row, 1), self.numbers, spacing=_CLOSE), top=6)
        line.setHorizontalSpacing(_APART)
        line.setVerticalSpacing(_CLOSE)
        line.setRowStretch(1, 1)
        heading, drawing = QHBoxLayout(), QHBoxLayout()
        columns: tuple[tuple[QWidget | QLayout, QWidget, QWidget | QLayout | None, int], ...] = (
            (heading, self.pad, drawing, 5),
            (Label(Markup("<b>q(z|x)</b> = N(μ, σ²)")), self._area, self.resample, 5),
            (Label(strong("p(x|μ)")), self.mean_view, self.go_mean, 5),
            (Label(strong("p(x|z)")), self.sample_view, self.go_sample, 5),
            (self.difference_title, self.difference_view, None, 0),
        )
        for column, (title, view, under, share) in enumerate(columns):
            line.addWidget(view, 1, column)
            line.setColumnStretch(column, share)
            for row, part in ((0, title), (2, under)):
                if isinstance(part, QLayout):
                    line.addLayout(part, row, column)
                elif part is not None:
                    line.addWidget(part, row, column)
        fill(heading, (self.title, 1), self.opener)
        fill(drawing, self.erase, self.clear, self.inks, None)

    @property
    def extras(self) -> tuple[QWidget, ...]:
        return self._code_row, self.numbers

    def set_simple(self, simple: bool) -> None:
        """Let a click on an image also move z to its code."""
        super().set_simple(simple)
        self._leads = simple
        self.chooser.set_cell(*((LEAST_SAMPLE,) if simple else ()))

    def _lead(self, _index: int) -> None:
        self._led = self._leads

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit_letters()

    def _fit_letters(self) -> None:
        """Let the bars be as wide as they have to be in letters of this size."""
        beside = self._area.verticalScrollBar().sizeHint().width()
        self._area.setMinimumWidth(self.bars.minimumSizeHint().width() + beside)

    def _connect(self) -> None:
        scene = self.scene
        scene.follow(self._show_difference, "difference")
        views = self.mean_view, self.sample_view, self.difference_view
        scene.show("reconstruct", self._draw, *views)
        # Of what is being told no more is changed.
        scene.follow(lambda: QTimer.singleShot(0, self, self._follow), "follow")
        self.chooser.chosen.connect(self._lead)
        self.erase.toggled.connect(lambda on: setattr(self.pad, "erasing", on))
        self.go_mean.clicked.connect(lambda: self._go("mean"))
        self.go_sample.clicked.connect(lambda: self._go("latent"))
        offer_menu(scene, self.mean_view, lambda: self._point("mean"))
        offer_menu(scene, self.sample_view, lambda: self._point("latent"))

    def _point(self, array: str) -> vae.Latent | None:
        shown = self.scene.current("reconstruct")
        return None if shown is None else vae.Latent(tuple(shown.frame.arrays[array].tolist()))

    def _go(self, array: str) -> None:
        shown = self.scene.current("reconstruct")
        if shown is not None:
            self.scene.move_to("Move z to the posterior", shown.frame.arrays[array])

    def exports(self) -> list[Export]:
        """The image and both that are decoded of it."""
        return frame_exports(self.scene, self.scene.whole("reconstruct"), _WRITTEN)

    def _show_difference(self) -> None:
        for widget in (self.difference_title, self.difference_view):
            widget.setVisible(self.scene.state.look.difference)

    def _follow(self) -> None:
        """Let z be the one that was drawn; it is part of that edit, and none of its own."""
        shown, scene = self.scene.current("reconstruct"), self.scene
        if shown is not None and (scene.state.look.follow or self._led):
            self._led = False
            z = tuple(float(value) for value in shown.frame.arrays["latent"])
            scene.store.load(scene.state.with_values(**{"decode.latent": z}))

    def _draw(self, shown: Shown) -> None:
        self._follow()
        arrays, scalars = shown.frame.arrays, shown.frame.scalars
        self.mean_view.set_picture(arrays["from_mean"])
        self.sample_view.set_picture(arrays["from_sample"])
        apart = np.abs(arrays["original"].astype(np.int16) - arrays["from_mean"])
        self.difference_view.set_picture(apart.astype(np.uint8))
        self.bars.set_posterior(arrays, self.scene.dimensions())
        self.numbers.set_texts(_sum(scalars, isinstance(self.scene.card.likelihood, Bernoulli)))


def _go_button(end: str) -> QToolButton:
    does = f"Move z to the posterior {end}"
    return tool("Set z", does, name=does)


def _sum(scalars: Mapping[str, Scalar], two_levels: bool) -> tuple[str, ...]:
    """What the bound is and what it is made of, the longest first."""
    if "elbo" not in scalars:
        return (f"KL {number(float(scalars['kl']), 1)} nats; no likelihood is known",)
    elbo, likelihood, less = in_sum((float(scalars["reconstruction"]), -float(scalars["kl"])), 1)
    bits = f"{float(scalars['bits_per_dim']):.3f} bits/dim{', 2 levels' if two_levels else ''}"
    bound = strong("ELBO") + f" {elbo} nats"
    parts = f"log p(x|z) {likelihood} − KL {less.removeprefix('−')}"
    return (f"{parts} = " + bound + f" = {bits}", bound + f" = {bits}", bound)


def _equations(_images: VaeImages, card: Card | None) -> tuple[str, ...]:
    """Those of a picture on its way through the model, as far as they hold of its likelihood."""
    if card is not None and card.likelihood is None:
        return "decoding", "reparameterization", "kl"
    exact = card is None or isinstance(card.likelihood, DiscretizedLogistic)
    return "decoding", "elbo", "bits_per_dim", "reparameterization", "kl", *(("likelihood",) if exact else ())


def _surprise(scene: VaeScene) -> None:
    scene.move_to(
        "Move z to a place of the prior", np.random.default_rng().standard_normal(scene.card.latent)
    )


def _sees(scene: VaeScene) -> str:
    far, held_out = f"{float(np.linalg.norm(scene.z)):.2f}", scene.held_out()
    nearest = scene.nearest(scene.z)
    known = held_out is not None and 0 <= nearest < len(held_out)
    name = scene.label_name(int(held_out.labels[nearest])) if held_out is not None and known else ""
    like = f", and the picture known to be nearest is **{name} #{nearest}**" if name else ""
    return f"Now z lies **{far} σ** from the centre{like}."


PANEL = PanelSpec(
    "encode",
    "Through the model",
    "An image to its posterior, and back",
    "Through",
    equations=_equations,
    explains="x=reconstruct/original encoder code=reconstruct/mean output=reconstruct/from_sample",
    also="z=reconstruct/latent decoder",
    draws=EncodePanel,
    controls=(Group("Through the model", "reconstruct.seed follow difference"),),
    simple=Simple(
        "",
        Action("Surprise me", "Decode a place of the prior by chance", _surprise),
        "plane picture",
        _sees,
        "decoding",
    ),
)
