"""Pictures drawn from noise, with what the discriminator says of each."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray
from PySide6.QtWidgets import QMenu

from playground.core.cards import Card
from playground.core.frames import Frame, Scalar
from playground.core.words import counted, number
from playground.paradigms.gan_images.recipes import Sample
from playground.ui.sampling.interpolate_panel import add_samples_menu, varied_words
from playground.ui.stage.samples import Samples
from playground.ui.stage.spec import Group, PanelSpec, Simple, draw_again
from playground.ui.stage.spent import spent
from playground.ui.state.feed import Shown
from playground.ui.state.views import View
from playground.ui.tabs.gan.explain_images import drawn
from playground.ui.tabs.gan.gauge import KEY, on_strip
from playground.ui.tabs.gan.scene import (
    LABELS,
    NETWORKS,
    PLAYERS,
    SNAPSHOT,
    GanScene,
    taken_for_real,
    verdict,
)
from playground.ui.tabs.gan.state import GanImages
from playground.ui.widgets.layouts import across, down, lay_out
from playground.ui.widgets.menus import picture_menu
from playground.ui.widgets.paragraph import Paragraph


class SamplePanel(Samples[GanScene]):
    """A grid of samples, as they were drawn or in the order of the discriminator's belief."""

    tip = "Hover to read what the discriminator says of a picture."

    def __init__(self, scene: GanScene) -> None:
        super().__init__(scene)
        self.info = Paragraph(name="What the discriminator says of the samples", selectable=True)
        self.chosen = -1
        lay_out(self, down(across((self.info, 1), self.again), (self.grid, 1)), top=4)
        scene.follow(self._forget_choice, "model truncation snapshot sample.count seed sample.label")
        scene.show("sample", self._draw, self.grid, anew="order verdicts", panel="sample")

    @property
    def picture(self) -> NDArray[np.uint8] | None:
        """The chosen sample, or the first."""
        frame = self._frame
        if frame is None:
            return None
        images = np.asarray(frame.arrays["images"])
        picture: NDArray[np.uint8] = images[self.chosen if self.chosen >= 0 else int(self.grid.shown[0])]
        return picture

    @property
    def _frame(self) -> Frame | None:
        shown = self.scene.current("sample")
        return None if shown is None else shown.frame

    def status(self) -> Mapping[str, Scalar]:
        """What a picture costs."""
        return spent(self.scene.feeds["sample"].last)

    def _forget_choice(self) -> None:
        self.chosen = -1
        self.grid.set_current(-1)

    def _draw(self, shown: Shown) -> None:
        arrays, look = shown.frame.arrays, self.scene.state.look
        said = np.asarray(arrays["probabilities"])
        self.grid.set_images(np.asarray(arrays["images"]))
        self.grid.set_overlay(on_strip(self.scene.said(said)))
        order = np.arange(len(said))
        if look.order == "by D" and shown.frame.final:
            order = np.argsort(-np.asarray(arrays["logits"]), kind="stable")
        self.grid.set_shown(order)
        self.tell(-1)

    def tell(self, index: int) -> None:
        frame = self._frame
        if frame is None:
            return
        arrays = frame.arrays
        index = index if index >= 0 else self.chosen
        if 0 <= index < int(frame.scalars["done"]):
            name = self.scene.label_name(int(arrays["labels"][index]))
            said = float(arrays["probabilities"][index])
            decision = f": D = {number(said)}, {verdict(said)}" if self.scene.judged else ""
            self.info.setText(f"sample {index}, {name}{decision}")
            return
        if not self.scene.judged:
            done = counted(int(frame.scalars["done"]), "sample")
            self.info.setText(f"{done} of seed {self.scene.state.sample.seed}; no discriminator was kept")
            return
        real, known = taken_for_real(frame)
        mean = float(np.nanmean(np.asarray(arrays["probabilities"])[:known]))
        self.info.setText(
            f"{counted(known, 'sample')} of seed {self.scene.state.sample.seed}: mean D = {number(mean)}, "
            f"{real} taken for real"
        )

    def choose(self, index: int) -> None:
        self.chosen = index
        self.grid.set_current(index)
        self.tell(index)

    def menu(self, shown: Shown, index: int) -> QMenu:
        menu = picture_menu(np.asarray(shown.frame.arrays["images"][index]), self)
        add_samples_menu(menu, self.scene, index, int(shown.frame.arrays["labels"][index]))
        return menu


def _sees(scene: GanScene) -> str:
    shown = scene.current("sample")
    if shown is None or not scene.judged:
        return ""
    real, known = taken_for_real(shown.frame)
    sentence = f"The discriminator takes **{real} of {known}** for real.{KEY}"
    return sentence + varied_words(scene.state.sample.vary)


def _equations(_images: GanImages, card: Card | None) -> tuple[str, ...]:
    """Those of single pictures."""
    return (*drawn(card), "gan_decision")


PANEL = PanelSpec(
    "sample",
    "Samples",
    "Pictures drawn from noise",
    equations=_equations,
    explains="fake=sample/images[0]",
    also=f"{PLAYERS} z=sample/noise[0] w=sample/styles[0]",
    draws=SamplePanel,
    asks=(View("sample", Sample),),
    controls=(LABELS, Group("Samples", "sample.count seed vary spread order"), NETWORKS, SNAPSHOT),
    simple=Simple(
        "sample.label truncation",
        draw_again(),
        sees=_sees,
    ),
)
