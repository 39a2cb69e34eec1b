"""The way from A to B, both of them held-out images or samples."""

from __future__ import annotations

import math
from functools import partial

from PySide6.QtWidgets import QBoxLayout, QButtonGroup, QHBoxLayout, QToolButton, QWidget

from playground.core.cards import Card
from playground.core.noise import following
from playground.core.words import number
from playground.paradigms.nflow_images import recipes
from playground.paradigms.nflow_images.recipes import Drawing, HeldOut, Noise
from playground.ui.sampling.interpolate_panel import InterpolatePanel as WayPanel
from playground.ui.stage.held_out import HeldOutChooser
from playground.ui.stage.own_picture import OwnPicture
from playground.ui.stage.spec import A_TO_B, Group, PanelSpec, Simple
from playground.ui.state.feed import Shown
from playground.ui.state.views import View
from playground.ui.tabs.nflow.explain import WAYS
from playground.ui.tabs.nflow.scene import NflowScene
from playground.ui.tabs.nflow.state import NflowImages
from playground.ui.widgets.buttons import show_pressed, tool
from playground.ui.widgets.label import Label
from playground.ui.widgets.layouts import fill

_STRIP_HEIGHT = 96


class InterpolatePanel(WayPanel[NflowScene]):
    """Ends, slider, picture and filmstrip; below, held-out images to begin or to end with."""

    scene: NflowScene
    written, stem = "Between A and B", "between"
    swaps = (("a", "b"),)

    def __init__(self, scene: NflowScene) -> None:
        self.samples = {end: _sample_button(end.upper()) for end in ("a", "b")}
        self.chooser = HeldOutChooser(scene)
        self.target = QButtonGroup()
        self.own: dict[str, OwnPicture] = {}
        super().__init__(scene)
        self.target.setParent(self)
        for end, view in self.ends.items():
            view.setAccessibleName(f"Picture {end.upper()}")
        self.slider.setAccessibleName("Position between A and B")
        self.strip.setAccessibleName("Filmstrip from A to B")

    def _lay_out(self) -> None:
        super()._lay_out()
        choices = []
        for index, end in enumerate(("A", "B")):
            tip = f"A click on a held-out image makes it {end}"
            button = tool(end, tip, name=f"A click sets {end}", checkable=True)
            self.target.addButton(button, index)
            choices.append(button)
        self.target.buttonToggled.connect(lambda button, _on: show_pressed(button, self.palette()))
        self.target.button(0).setChecked(True)
        chooser = self.chooser.layout()
        if isinstance(chooser, QBoxLayout):
            sets = QHBoxLayout()
            chooser.insertLayout(0, sets)
            fill(sets, Label("A click sets"), *choices, None, self.chooser.filter, spacing=2)
        self.chooser.setMaximumHeight(_STRIP_HEIGHT + self.chooser.filter.sizeHint().height())
        self.chooser.strip.setMinimumHeight(44)
        column = self.layout()
        if isinstance(column, QBoxLayout):
            column.addWidget(self.chooser)

    def _under(self, end: str) -> tuple[QWidget, ...]:
        self.samples[end].clicked.connect(lambda: self._draw_end(end))
        self.own[end] = OwnPicture(self.ends[end], self.scene, partial(self._open_end, end))
        return self.samples[end], self.own[end].button(name=f"Open a picture as {end.upper()}")

    def _connect(self) -> None:
        super()._connect()
        self.chooser.chosen.connect(self._choose)
        self.target.idToggled.connect(lambda _index, _on: self._mark())

    # From the state and frames

    def _show_way(self) -> None:
        super()._show_way()
        self._mark()

    def name_of(self, end: str) -> str:
        """The held-out image or the sample at an end."""
        return self.scene.describe(self.scene.state.value(end))

    def about(self, shown: Shown, frame: int) -> str:
        """How long z is there, and how long noise is."""
        length, usual = float(shown.frame.arrays["lengths"][frame]), self.scene.card.image.dimensions
        return f", |z| = {number(length, 1)} (√D = {number(math.sqrt(usual), 1)})"

    def _mark(self) -> None:
        source = self.scene.state.value(self._target)
        self.chooser.show_current(source.index if isinstance(source, HeldOut) else -1)

    # To the state

    @property
    def _target(self) -> str:
        return "b" if self.target.checkedId() == 1 else "a"

    def _choose(self, index: int) -> None:
        self.scene.edit(f"Choose {self._target.upper()}", **{self._target: HeldOut(index)})

    def _open_end(self, end: str, pixels: bytes) -> None:
        self.scene.act(f"Open {end.upper()}", **{end: Drawing(pixels)})

    def _draw_end(self, end: str) -> None:
        asked = self.scene.state.interpolate
        used = [source.seed for source in (asked.a, asked.b) if isinstance(source, Noise)]
        self.scene.act(f"Draw {end.upper()}", **{end: Noise(following(max(used, default=-1)))})


def _sample_button(end: str) -> QToolButton:
    return tool("New sample", f"Make {end} a sample of another seed", name=f"New sample as {end}")


def _equations(images: NflowImages, _card: Card | None) -> tuple[str, ...]:
    """The equation of the way from A to B."""
    return (WAYS[images.interpolate.path],)


PANEL = PanelSpec(
    "interpolate",
    "Interpolate",
    "From picture to picture through z",
    "Interp.",
    A_TO_B,
    _equations,
    also="x=interpolate/images[t] first middle last z=interpolate/z[t]",
    without="density",
    draws=InterpolatePanel,
    asks=(View("interpolate", recipes.Interpolate),),
    controls=(Group("Between A and B", "interpolate.label path frames noise"),),
    simple=Simple("interpolate.label path"),
)
