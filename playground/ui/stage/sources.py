"""The picture that is sent through a model: what the control ``source`` names."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import NamedTuple, TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from playground.paradigms.sources import Drawing, HeldOut
from playground.ui.stage.held_out import HeldOutChooser
from playground.ui.stage.own_picture import OwnPicture
from playground.ui.stage.scene import Scene
from playground.ui.state.views import StageState
from playground.ui.widgets.buttons import tool
from playground.ui.widgets.drawing_pad import DrawingPad, InkButton
from playground.ui.widgets.plain import strong
from playground.ui.widgets.still_label import FittingLabel

_X = strong("x")


Sources: TypeAlias = Scene[StageState]
"""Of a stage that sends a picture through its model, which is the control ``source``."""

T = TypeVar("T", bound=Sources)


def choose_source(
    chooser: HeldOutChooser,
    scene: T,
    tip: str,
    menu: Callable[[T, NDArray[np.uint8], HeldOut, QWidget], QMenu],
) -> None:
    """Let a click send a held-out image through the model.

    ``tip`` says what the mouse does, and ``menu`` gives what can be done with an image.
    """
    strip = chooser.strip
    strip.viewport().setStatusTip(tip)

    def show_source() -> None:
        source = scene.state.value("source")
        chooser.show_current(source.index if isinstance(source, HeldOut) else -1)

    def show_menu(index: int, where: QPoint) -> None:
        source = HeldOut(index)
        picture = scene.picture_of(source)
        if picture is not None:
            menu(scene, picture, source, strip).popup(where)

    scene.follow(show_source, "source model")
    chooser.chosen.connect(lambda index: scene.edit("Choose image", source=HeldOut(index)))
    strip.menu_asked.connect(show_menu)


def send_drawing(scene: Sources, label: str, pixels: bytes) -> None:
    """Send a picture through the model that is no held-out one, as a step of its own."""
    scene.act(label, source=Drawing(pixels))


class SourcePad(NamedTuple):
    """A picture that can be drawn on, and what changes it."""

    pad: DrawingPad
    clear: QToolButton
    inks: InkButton
    own: OwnPicture
    opener: QToolButton


def source_pad(name: str, scene: Sources, title: FittingLabel) -> SourcePad:
    """The picture itself, to be drawn on, and what changes it; the ``title`` says which one it is."""
    pad, clear = DrawingPad(name), tool("Clear", "Start from an empty picture")
    inks = InkButton(pad)
    pad.setStatusTip("Draw here; the right button erases.")

    def show_source() -> None:
        pad.blank = scene.card.image.shape
        pad.set_picture(scene.picture_of(scene.state.value("source")))
        inks.follow()
        said = scene.describe(scene.state.value("source"))
        title.set_texts([*(_X + f": {text}" for text in (said, said.partition(" #")[0])), _X])

    scene.follow(show_source, "source model")
    drawn = pad.drawn, pad.stroke_ended
    scene.let(*drawn, lambda pixels: scene.edit("Draw", source=Drawing(pixels)))
    clear.clicked.connect(lambda: send_drawing(scene, "Clear drawing", bytes(scene.card.image.dimensions)))
    own = OwnPicture(pad, scene, partial(send_drawing, scene, "Open a picture"))
    return SourcePad(pad, clear, inks, own, own.button())
