"""What stands above the panels of the VAE's Images stage: latent plane, decoded picture and sliders."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtWidgets import QWidget

from playground.core.frames import Array, Scalar, by_axis
from playground.core.words import number, subscript
from playground.ui.stage.covered import Covered
from playground.ui.stage.exports import Written, frame_exports, plot_export, table_export
from playground.ui.stage.panel import Panel
from playground.ui.tab import Export
from playground.ui.tabs.vae.picture_view import PictureView
from playground.ui.tabs.vae.plane_view import PlaneView
from playground.ui.tabs.vae.scene import ACTIVE_NATS, VaeScene
from playground.ui.timers import paced
from playground.ui.widgets.layouts import down, lay_out
from playground.ui.widgets.plain import set_tip, strong
from playground.ui.widgets.scrolled import Scrolled
from playground.ui.widgets.slider_rows import SliderRow, SliderRows
from playground.ui.widgets.splitter import beside, over
from playground.ui.widgets.still_label import FittingLabel

_PER_UNIT = 100
_RANGE = 4
_DIGITS = 2
_SIZES, _FEW_SIZES = (465, 300), (3000, 1000)
"""Widths of plane and picture before the first layout, and their shares in Simple."""


class LatentSliders(QWidget):
    """Sliders over ±4 for every coordinate of z; dimensions the model does not use are marked."""

    def __init__(self, scene: VaeScene) -> None:
        super().__init__()
        self.scene = scene
        self.rows: dict[int, SliderRow] = {}
        self._built = ""
        self._title = FittingLabel()
        self._area = Scrolled()
        lay_out(self, down(self._title, (self._area, 1), spacing=2))
        scene.follow(self._build, "model")
        scene.follow(paced(self, self._show_z), "decode.latent model")

    def _show_z(self) -> None:
        for axis, value in enumerate(self.scene.z):
            self.rows[axis].value.setValue(round(float(value), _DIGITS))
            self.rows[axis].slider.setValue(round(value * _PER_UNIT))

    def _build(self) -> None:
        card = self.scene.card
        if card.name == self._built:
            return
        self._built = card.name
        body = SliderRows(_RANGE, _PER_UNIT, _DIGITS)
        self.rows = {axis: self._add(body, axis) for axis in self.scene.dimensions()}
        self._area.setWidget(body)
        active = sum(kl > ACTIVE_NATS for kl in card.latent_kl)
        many = f", {active} of {card.latent} active" if card.latent_kl else ""
        title = strong("Dimensions of z")
        self._title.set_texts((title + many, title, strong("z")))
        set_tip(self._title, f"Sorted by mean KL; active: more than {ACTIVE_NATS:g} nats")

    def _add(self, body: SliderRows, axis: int) -> SliderRow:
        kl = self.scene.card.latent_kl[axis] if self.scene.card.latent_kl else None
        active = kl is None or kl > ACTIVE_NATS
        name = f"z{subscript(axis + 1)}{'' if active else ' ·'}"
        row = body.add((name,), f"z {axis + 1}", _PER_UNIT // 20, _PER_UNIT // 2)
        row.name.setEnabled(active)
        measured = "No mean KL is recorded" if kl is None else f"mean KL {kl:.3f} nats"
        set_tip(row.name, measured if active else f"Not active: {measured}, so the decoder ignores it")
        self.scene.let(row.slider.picked, row.slider.sliderReleased, lambda place: self._edit(axis, place))
        row.value.picked.connect(lambda value: self._set(axis, value))
        row.zero.clicked.connect(lambda: self._set(axis, 0.0))
        return row

    def _edit(self, axis: int, position: int) -> None:
        # The slider is coarser than the state: only a position that is not the state's own is an edit.
        if position != round(min(max(self.scene.z[axis], -_RANGE), _RANGE) * _PER_UNIT):
            self.scene.move(f"Move z{subscript(axis + 1)}", {axis: position / _PER_UNIT})

    def _set(self, axis: int, value: float) -> None:
        self.scene.store.end_gesture()
        self.scene.move(f"Set z{subscript(axis + 1)} to {number(value)}", {axis: value})
        self.scene.store.end_gesture()


_DECODED = Written("Decoded picture", "decoded", options={"layout": "single", "scale": 10})


class Above(Panel[VaeScene], QWidget):
    """Each view is covered for itself: the encoder may be broken where the decoder is whole."""

    def __init__(self, scene: VaeScene) -> None:
        super().__init__(scene)
        self.plane_view = PlaneView(scene)
        self.picture_view = PictureView(scene)
        self.sliders = LatentSliders(scene)
        self.plane_place, self.picture_place = Covered(self.plane_view), Covered(self.picture_view)
        self._left: Sequence[str] | None = None
        side = over((self.picture_place, 3), (self.sliders, 1), sizes=(300, 90))
        self._views = beside((self.plane_place, 3), (side, 2), sizes=_SIZES)
        lay_out(self, down(self.plane_view.header, (self._views, 1), self.plane_view.legend, spacing=3))

    def show_parts(self, left: Sequence[str] | None) -> None:
        """Show plane and picture alone, or one of them, as Simple ``left`` them, or all."""
        if left == self._left:
            return
        if self._left is None:
            self._sizes = self._views.sizes()
        self._left = left
        self.sliders.setHidden(left is not None)
        self.plane_place.setVisible(left is None or "plane" in left)
        self.plane_view.set_bare(left is not None)
        self.picture_view.set_bare(left is not None)
        self._views.setSizes(self._sizes if left is None else _FEW_SIZES)
        self.show_unavailable()

    @property
    def is_unavailable(self) -> bool:
        """Whether the decoder has nothing to show."""
        return self.picture_place.covered

    def show_unavailable(self) -> None:
        """Cover what has nothing of the current model to show."""
        self.plane_place.cover(self.scene.unavailable("plane"))
        for part in (self.plane_view.header, self.plane_view.legend):
            part.setVisible(not self.plane_place.covered and self._left is None)
        self.picture_place.cover(self.scene.unavailable("decode"))

    @property
    def picture(self) -> NDArray[np.uint8] | None:
        """The decoded picture."""
        return self.picture_view.view.picture

    def status(self) -> Mapping[str, Scalar]:
        """What decoding takes."""
        spent = self.scene.feeds["decode"].milliseconds
        return {"ms per picture": round(spent, 1)} if spent else {}

    def exports(self) -> list[Export]:
        """The picture at z, the plane, and the posteriors of the held-out images."""
        scene, plane = self.scene, self.plane_view.plane
        plane.keys = self.plane_view.keys()
        picture = plane.picture()
        return [
            *frame_exports(scene, scene.whole("decode"), _DECODED),
            *plot_export(scene, scene.whole("plane"), "Latent plane, plot", "plane", picture),
            *self._codes(),
        ]

    def _codes(self) -> list[Export]:
        shown = self.scene.whole("codes")
        if shown is None:
            return []
        arrays = shown.frame.arrays
        columns: dict[str, Array] = {"index": np.arange(len(arrays["labels"])), "label": arrays["labels"]}
        columns |= by_axis(mean=arrays["mean"], deviation=arrays["deviation"])
        return table_export(self.scene, shown, "Codes of the held-out images", "codes", columns)
