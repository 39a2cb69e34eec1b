"""One slider for each latent dimension, the most informative first."""

from __future__ import annotations

from markupsafe import Markup
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from playground.core.words import number, subscript
from playground.ui.tabs.vae.scene import ACTIVE_NATS, VaeScene
from playground.ui.widgets.buttons import tool
from playground.ui.widgets.inputs import Slider
from playground.ui.widgets.label import Label
from playground.ui.widgets.layouts import down, lay_out
from playground.ui.widgets.plain import set_tip
from playground.ui.widgets.roomy_label import RoomyLabel
from playground.ui.widgets.scrolled import Scrolled

_PER_UNIT = 100
_RANGE = 4


class LatentSliders(QWidget):
    """Sliders over ±4 for every coordinate of z; dimensions the model does not use are marked."""

    def __init__(self, scene: VaeScene, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.scene = scene
        self.rows: dict[int, _Row] = {}
        self._built = ""
        self._title = Label()
        self._area = Scrolled()
        lay_out(self, down(self._title, (self._area, 1), spacing=2))
        scene.follow(self._show_z, "z model")

    def _show_z(self) -> None:
        if self._built != self.scene.card.name:
            self._build()
        for axis, value in enumerate(self.scene.z):
            self.rows[axis].show_value(float(value))

    def _build(self) -> None:
        card = self.scene.card
        self._built = card.name
        self.rows = {}
        body = QWidget()
        grid = QGridLayout(body)
        grid.setContentsMargins(0, 0, 6, 0)
        grid.setVerticalSpacing(1)
        grid.setColumnStretch(1, 1)
        active = 0
        for place, axis in enumerate(self.scene.dimensions()):
            kl = card.latent_kl[axis] if card.latent_kl else None
            active += kl is None or kl > ACTIVE_NATS
            self.rows[axis] = _Row(self.scene, axis, kl, grid, place)
        grid.setRowStretch(card.latent, 1)
        self._area.setWidget(body)
        many = f", {active} of {card.latent} active" if card.latent_kl else ""
        self._title.setText(Markup("<b>Dimensions of z</b>{}").format(many))
        set_tip(self._title, f"Sorted by mean KL; active: more than {ACTIVE_NATS:g} nats")


class _Row:
    """Name, slider, value and a button that sets it to 0."""

    def __init__(self, scene: VaeScene, axis: int, kl: float | None, grid: QGridLayout, row: int) -> None:
        self._scene, self._axis = scene, axis
        active = kl is None or kl > ACTIVE_NATS
        self.name = Label(f"z{subscript(axis + 1)}")
        set_tip(self.name, "No mean KL is recorded" if kl is None else f"mean KL {kl:.3f} nats")
        self.slider = Slider()
        self.slider.setRange(-_RANGE * _PER_UNIT, _RANGE * _PER_UNIT)
        self.slider.setSingleStep(_PER_UNIT // 20)
        self.slider.setPageStep(_PER_UNIT // 2)
        self.slider.setAccessibleName(f"z {axis + 1}")
        self.value = RoomyLabel("−0.00 ")
        self.value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.zero = tool("0", "Set to 0", name=f"Set z {axis + 1} to 0", flat=True)
        if not active:
            self.name.setEnabled(False)
            self.name.setText(f"z{subscript(axis + 1)} ·")
            set_tip(self.name, f"Not active: mean KL {kl:.3f} nats, so the decoder ignores it")
        for column, widget in enumerate((self.name, self.slider, self.value, self.zero)):
            grid.addWidget(widget, row, column)
        self.slider.picked.connect(self._edit)
        self.slider.sliderReleased.connect(scene.store.end_gesture)
        self.zero.clicked.connect(self._set_zero)

    def show_value(self, value: float) -> None:
        """Follow the state."""
        self.value.setText(number(value))
        self.slider.setValue(round(value * _PER_UNIT))

    def _edit(self, position: int) -> None:
        # The slider is coarser than the state: only a position that is not the state's own is an edit.
        if position != self._clipped(self._scene.z[self._axis]):
            self._scene.move(f"Move z{subscript(self._axis + 1)}", {self._axis: position / _PER_UNIT})

    def _set_zero(self) -> None:
        self._scene.store.end_gesture()
        self._scene.move(f"Set z{subscript(self._axis + 1)} to 0", {self._axis: 0.0})
        self._scene.store.end_gesture()

    def _clipped(self, value: float) -> int:
        return round(min(max(value, -_RANGE), _RANGE) * _PER_UNIT)
