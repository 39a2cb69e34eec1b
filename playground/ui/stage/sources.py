"""The picture that is sent through a model: what the state's field ``source`` names."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

import msgspec
import numpy as np
from markupsafe import Markup
from numpy.typing import NDArray
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu, QWidget

from playground.paradigms.sources import Drawing, HeldOut
from playground.ui.stage.held_out import HeldOutChooser
from playground.ui.stage.scene import Scene
from playground.ui.state.views import StageState
from playground.ui.widgets.buttons import tool
from playground.ui.widgets.drawing_pad import DrawingPad, InkButton
from playground.ui.widgets.label import Label


class SourceState(StageState, frozen=True, kw_only=True):
    """Base of what a stage shows that sends a picture through its model."""

    if TYPE_CHECKING:
        # Every such state has it at its own place among its fields.
        source: HeldOut | Drawing


S = TypeVar("S", bound=SourceState, covariant=True)


class SourceScene(Scene[S]):
    """Pictures by what names them."""

    @property
    def source_picture(self) -> NDArray[np.uint8] | None:
        """The picture that goes through the model, ``(channels, height, width)``."""
        return self.picture_of(self.state.source)

    def picture_of(self, source: msgspec.Struct) -> NDArray[np.uint8] | None:
        """The picture of a source; ``None`` where it is none, or none of that index or size is there."""
        image = self.card.image
        if isinstance(source, HeldOut):
            return self.held_out_picture(source.index)
        if isinstance(source, Drawing) and len(source.pixels) == image.dimensions:
            return np.frombuffer(source.pixels, np.uint8).reshape(image.shape)
        return None

    def describe(self, source: msgspec.Struct) -> str:
        """A source in a few words."""
        return self.held_out_name(source.index) if isinstance(source, HeldOut) else "drawing"

    def draw(self, label: str, pixels: bytes) -> None:
        """Send a picture through the model that is no held-out one, as a step of its own."""
        self.act(label, source=Drawing(pixels))


T = TypeVar("T", bound=SourceScene[SourceState])


class SourceChooser(HeldOutChooser):
    """A click sends a held-out image through the model."""

    def __init__(
        self, scene: T, tip: str, menu: Callable[[T, NDArray[np.uint8], HeldOut, QWidget], QMenu]
    ) -> None:
        """``tip`` says what the mouse does, and ``menu`` gives what can be done with an image."""
        super().__init__(scene)
        self.strip.viewport().setStatusTip(tip)

        def show_source() -> None:
            source = scene.state.source
            self.show_current(source.index if isinstance(source, HeldOut) else -1)

        def show_menu(index: int, where: QPoint) -> None:
            source = HeldOut(index)
            picture = scene.picture_of(source)
            if picture is not None:
                menu(scene, picture, source, self.strip).popup(where)

        scene.follow(show_source, "source model")
        self.chosen.connect(lambda index: scene.edit("Choose image", source=HeldOut(index)))
        self.strip.menu_asked.connect(show_menu)


class SourcePad(DrawingPad):
    """The picture itself, to be drawn on, with its ``title`` and what changes it."""

    def __init__(self, name: str, scene: SourceScene[SourceState], title: Label) -> None:
        super().__init__(name)
        self.scene, self.title = scene, title
        self.setStatusTip("Draw here; the right button erases.")
        self.clear = tool("Clear", "Start from an empty picture")
        self.inks = InkButton(self)
        scene.follow(self._show_source, "source model")
        drawn = self.drawn, self.stroke_ended
        scene.let(*drawn, lambda pixels: scene.edit("Draw", source=Drawing(pixels)))
        self.clear.clicked.connect(lambda: scene.draw("Clear drawing", bytes(scene.card.image.dimensions)))

    def _show_source(self) -> None:
        self.blank = self.scene.card.image.shape
        self.set_picture(self.scene.source_picture)
        self.inks.follow()
        self.title.setText(Markup("<b>x</b>: {}").format(self.scene.describe(self.scene.state.source)))
