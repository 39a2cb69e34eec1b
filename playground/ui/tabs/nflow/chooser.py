"""Held-out images with their bits per dimension, in the order of these where that is wanted."""

from __future__ import annotations

import numpy as np

from playground.core.frames import Frame
from playground.core.words import number
from playground.ui.stage.held_out import HeldOutChooser
from playground.ui.stage.sources import choose_source
from playground.ui.tabs.nflow.menu import source_menu
from playground.ui.tabs.nflow.scene import NflowScene, known_bits


class BitsChooser(HeldOutChooser):
    """A click chooses the picture that is inspected; each shows its bits once they are measured."""

    scene: NflowScene

    def __init__(self, scene: NflowScene) -> None:
        super().__init__(scene)
        choose_source(self, scene, "Click an image to take it apart; arrow keys walk on.", source_menu)
        # Two images and the scroll bar.
        self.strip.setMinimumWidth(100)
        self._frame: Frame | None = None
        self._ordered: tuple[str | int, ...] = ()
        scene.follow(self._take, "order labelled noise model")
        scene.queued.connect(lambda _view: self._take())

    def _take(self) -> None:
        frame = self.scene.bits_of(self.scene.state.likelihood_of())
        if frame is not self._frame:
            self._frame = frame
            bits = np.zeros(0) if frame is None else known_bits(frame)
            self.strip.set_captions({index: number(value) for index, value in enumerate(bits.tolist())})
        self._apply_filter()

    def _apply_filter(self) -> None:
        """Show a class, and sort it once all bits are there: until then the images would wander."""
        held_out, label = self.scene.held_out(), self.filter.currentData()
        if held_out is None or label is None:
            return
        order, frame = self.scene.state.look.order, getattr(self, "_frame", None)
        ready = frame is not None and frame.final and order != "as they come"
        wanted = (self.scene.card.data, label, order if ready else "", id(frame) if ready else 0)
        if wanted == getattr(self, "_ordered", ()):
            return
        self._ordered = wanted
        indices = np.arange(len(held_out))
        if ready and frame is not None:
            bits = known_bits(frame)
            sign = 1 if order == "likely first" else -1
            indices = np.argsort(sign * bits, kind="stable")
        self.strip.set_shown(indices if label < 0 else indices[held_out.labels[indices] == label])
