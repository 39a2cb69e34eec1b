"""One slider for each latent dimension, the most informative first."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from playground.core.words import number, subscript
from playground.ui.tabs.vae.scene import ACTIVE_NATS, VaeScene
from playground.ui.timers import paced
from playground.ui.widgets.layouts import down, lay_out
from playground.ui.widgets.plain import set_tip, strong
from playground.ui.widgets.scrolled import Scrolled
from playground.ui.widgets.slider_rows import SliderRow, SliderRows
from playground.ui.widgets.still_label import FittingLabel

_PER_UNIT = 100
_RANGE = 4
_DIGITS = 2


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
        row = body.add(f"z{subscript(axis + 1)}", f"z {axis + 1}", _PER_UNIT // 20, _PER_UNIT // 2)
        set_tip(row.name, "No mean KL is recorded" if kl is None else f"mean KL {kl:.3f} nats")
        if kl is not None and kl <= ACTIVE_NATS:
            row.name.setEnabled(False)
            row.name.setText(f"z{subscript(axis + 1)} ·")
            set_tip(row.name, f"Not active: mean KL {kl:.3f} nats, so the decoder ignores it")
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
