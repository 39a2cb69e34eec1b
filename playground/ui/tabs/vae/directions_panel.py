"""Sliders along the named directions of a model's card, and a filmstrip of the one that was moved last."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtWidgets import QWidget

from playground.core.words import counted, number
from playground.paradigms.vae_images import recipes as vae
from playground.paradigms.vae_images.card import EXACT_READING, Direction, Directions
from playground.ui.plots.picture_matrix import Heading, PictureMatrix, Spot
from playground.ui.stage.direction_sliders import DirectionSliders, Named, Scale, with_coefficient
from playground.ui.stage.exports import STRIP, Written, frame_exports, plot_export
from playground.ui.stage.held_out import HeldOutChooser
from playground.ui.stage.panel import Panel
from playground.ui.stage.sources import choose_source
from playground.ui.stage.spec import Action, Group, PanelSpec, Simple
from playground.ui.state.feed import Shown
from playground.ui.state.views import View
from playground.ui.tab import Export
from playground.ui.tabs.vae.picture_menu import source_menu
from playground.ui.tabs.vae.scene import VaeScene
from playground.ui.timers import once
from playground.ui.widgets.buttons import tool
from playground.ui.widgets.image_view import ImageView
from playground.ui.widgets.inputs import ChoiceBox
from playground.ui.widgets.label import Label
from playground.ui.widgets.layouts import across, down, lay_out
from playground.ui.widgets.plain import set_tip, strong
from playground.ui.widgets.still_label import FittingLabel

_GESTURE_MS = 700
_LENGTHS = Scale(4, 20, 2)
_TALL = 70
"""Pixels that the list of directions claims at least: there stands much above it."""
_STRIP, _PICTURE, _APART = 64, 40, 8
_CHOOSE = "Click an image to move it along the directions; arrow keys walk on."
_VIEWS = {
    "x": (("Image x", "x"), "The image that is encoded"),
    "mean": (("Decoded", "Mean"), "The mean of its posterior, decoded"),
    "moved": (("Moved",), "The same code, moved along the directions and decoded"),
}
"""What stands over the pictures, shorter where sliders need the room, and what they are."""
_WRITTEN = (
    Written("As encoded, and moved", "moved", options={**STRIP, "scale": 8}),
    Written("Along a direction, filmstrip and arrays", "direction", options={**STRIP, "scale": 4}),
)


class DirectionsPanel(Panel[VaeScene], QWidget):
    """An image's code follows the sliders; a click on the filmstrip sets the slider of its direction."""

    def __init__(self, scene: VaeScene) -> None:
        super().__init__(scene)
        self.chooser = HeldOutChooser(scene, flat=True)
        choose_source(self.chooser, scene, _CHOOSE, source_menu)
        self.sliders = DirectionSliders(_LENGTHS, _TALL)
        self.views = {name: ImageView(tip, _PICTURE) for name, (_, tip) in _VIEWS.items()}
        self.zero = tool("All to 0", "Go back to the picture as it was encoded")
        self.go = tool("Set z", "Move z to the code of the moved picture")
        self.along = ChoiceBox()
        self.along.setAccessibleName("Direction of the filmstrip")
        self.found = FittingLabel(selectable=True)
        self.strip = PictureMatrix("A filmstrip along the direction", tight=True)
        self.strip.setStatusTip("Click a picture to move as far along the direction.")
        self._last = -1
        # Keys have no release that says that a gesture is over.
        self._settle = once(self, _GESTURE_MS, scene.store.end_gesture)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        given, mean, moved = (
            down(_title(titles, tip), (self.views[name], 1)) for name, (titles, tip) in _VIEWS.items()
        )
        pictures = across((down((given, 1), (mean, 1)), 1), (moved, 2), spacing=_APART)
        top = across((self.sliders, 4), (pictures, 3), spacing=_APART)
        chosen = lay_out(QWidget(), across(Label("Along"), self.along, (self.found, 1), self.zero, self.go))
        self._chosen = chosen
        self.strip.setMinimumHeight(_STRIP)
        lay_out(self, down(self.chooser, (top, 3), chosen, (self.strip, 2), spacing=4), top=6)

    def _connect(self) -> None:
        scene = self.scene
        scene.follow(self._name_directions, "model direction")
        scene.follow(self._show_strengths, "strengths model", "directions")
        scene.follow(self._show_source, "source model", "directions")
        scene.show("directions", self._draw, self.views["mean"], self.views["moved"])
        scene.show("traverse", self._draw_strip, self.strip)
        self.sliders.moved.connect(self._move)
        self.sliders.released.connect(scene.store.end_gesture)
        self.zero.clicked.connect(lambda: scene.act("Set all directions to 0", strengths=()))
        self.go.clicked.connect(self._go)
        self.along.activated.connect(self._choose)
        self.strip.clicked.connect(self._take)

    # From the state and frames

    @property
    def extras(self) -> tuple[QWidget, ...]:
        return self._chosen, self.chooser

    @property
    def picture(self) -> NDArray[np.uint8] | None:
        """The picture that was moved."""
        return self.views["moved"].picture

    def exports(self) -> list[Export]:
        """Both pictures, and the filmstrip."""
        scene, strip = self.scene, self.scene.whole("traverse")
        moved, along = _WRITTEN
        return [
            *frame_exports(scene, scene.whole("directions"), moved),
            *frame_exports(scene, strip, along),
            *plot_export(
                scene, strip, "Along a direction, with headings", "direction-plot", self.strip.picture()
            ),
        ]

    @property
    def _named(self) -> tuple[Direction, ...]:
        table = Directions.of(self.scene.card)
        return table.named if table else ()

    @property
    def _place(self) -> int:
        """Which direction the filmstrip goes along; −1 where there is none."""
        names = [direction.name for direction in self._named]
        wanted = self.scene.state.traverse.direction
        return names.index(wanted) if wanted in names else min(0, len(names) - 1)

    def _name_directions(self) -> None:
        rows = [Named(_names(each), f"Direction {each.name}", self._said(each)[0]) for each in self._named]
        title = strong("Named directions")
        self.sliders.set_directions(rows, [title + ", and how often they are confirmed", title])
        names = [each.name for each in self._named]
        if names != [self.along.itemText(at) for at in range(self.along.count())]:
            self.along.clear()
            self.along.addItems(names)
        self.along.setCurrentIndex(self._place)
        self.found.set_texts(self._said(self._named[self._place]) if names else [""])
        set_tip(self.found, self.found.longest)

    def _said(self, direction: Direction) -> list[str]:
        """What was measured along a direction, the longest first."""
        found, table = direction.confirmed, Directions.of(self.scene.card)
        if found is None or table is None:
            return [f"Nothing was measured along “{direction.name}”.", "not measured"]
        share, low, high, chance = (
            f"{100 * each:.0f}" for each in (found.share, found.low, found.high, found.chance)
        )
        within = f"“{direction.within}” " if direction.within else ""
        pictures = counted(found.pictures, f"held-out {within}picture") + " without it"
        after = f"{number(table.step, 1).removesuffix('.0')} lengths on, "
        judged = f"{found.by} sees more “{direction.name}” in {share} % ({low} to {high}) of {pictures}"
        if found.by == EXACT_READING:
            judged = f"{share} % ({low} to {high}) of {pictures} show “{direction.name}”, all else unchanged"
        beside = f"random directions: {chance} %"
        short = f"{share} % ({low} to {high}) of {found.pictures}; {beside}"
        return [f"{after}{judged}; {beside}", f"{judged}; {beside}", short, f"{share} %"]

    def _show_strengths(self) -> None:
        self.sliders.show_coefficients(self.scene.state.directions.strengths)

    def _show_source(self) -> None:
        self.views["x"].set_picture(self.scene.picture_of(self.scene.state.directions.source))

    def _draw(self, shown: Shown) -> None:
        mean, moved = shown.frame.arrays["images"]
        self.views["mean"].set_picture(mean)
        self.views["moved"].set_picture(moved)

    def _draw_strip(self, shown: Shown) -> None:
        arrays = shown.frame.arrays
        columns = [Heading(_signed(float(offset))) for offset in arrays["offsets"]]
        self.strip.set_headings([Heading(shown.recipe.direction or self.along.itemText(0))], columns)
        self.strip.set_images(arrays["images"][None, :, None])

    # To the state

    def _move(self, direction: int, far: float) -> None:
        if direction != self._last:
            self.scene.store.end_gesture()
        self._last = direction
        self._settle.start()
        name = self._named[direction].name
        self.scene.edit(f"Move along “{name}”", strengths=self._with(direction, far), direction=name)

    def _choose(self, place: int) -> None:
        self.scene.act("Choose a direction", direction=self._named[place].name)

    def _take(self, spot: Spot) -> None:
        shown = self.scene.current("traverse")
        if shown is not None:
            far = round(float(shown.frame.arrays["offsets"][spot.column]), 2)
            name = self._named[self._place].name
            self.scene.act(f"Move along “{name}”", strengths=self._with(self._place, far))

    def _go(self) -> None:
        shown = self.scene.current("directions")
        if shown is not None:
            self.scene.move_to("Move z to the moved picture", shown.frame.arrays["latents"][1])

    def _with(self, direction: int, far: float) -> tuple[float, ...]:
        return with_coefficient(self.scene.state.directions.strengths, direction, far)


def _title(titles: tuple[str, ...], tip: str) -> FittingLabel:
    label = FittingLabel()
    label.set_texts([strong(title) for title in titles])
    set_tip(label, tip)
    return label


def _names(direction: Direction) -> tuple[str, ...]:
    found, name = direction.confirmed, direction.name
    if direction.within:
        name += f" ({direction.within})"
    return (f"{name} · {100 * found.share:.0f} %", name) if found else (name,)


def _signed(far: float) -> str:
    text = number(far, 2).rstrip("0").rstrip(".")
    return f"+{text}" if far > 0 else text


def _sees(scene: VaeScene) -> str:
    moved = [far for far in scene.state.directions.strengths if far]
    count = counted(len(moved), "direction")
    return f"The code has moved along **{count}**, {sum(map(abs, moved)):.1f} lengths in all."


def _next_picture(scene: VaeScene) -> None:
    held_out = scene.held_out()
    if held_out is not None:
        scene.act("Choose an image", source=vae.HeldOut(int(np.random.default_rng().integers(len(held_out)))))


PANEL = PanelSpec(
    "directions",
    "Directions",
    "Along what words name: glasses, a smile, a style",
    equations="named_direction",
    also="x encoder code z=directions/latents[-1] decoder output=directions/images[-1]",
    draws=DirectionsPanel,
    asks=(View("directions", vae.Directions), View("traverse", vae.Traverse)),
    controls=(Group("Filmstrip", "pictures reach"),),
    simple=Simple("", Action("Another picture", "Move another picture", _next_picture), "", _sees),
)
