"""One slider for each principal direction, the one that moves the first layer most at the top."""

from __future__ import annotations

import numpy as np
from markupsafe import Markup
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from playground.core.words import number
from playground.ui.tabs.gan.scene import GanScene
from playground.ui.widgets.buttons import tool
from playground.ui.widgets.fitting_label import FittingLabel
from playground.ui.widgets.inputs import Slider
from playground.ui.widgets.label import Label
from playground.ui.widgets.plain import set_tip, strong
from playground.ui.widgets.roomy_label import RoomyLabel
from playground.ui.widgets.scrolled import Scrolled
from playground.ui.widgets.theme import themes

_PER_SIGMA = 20
_REACH = 8
_TALLEST = 236
"""Pixels that a list of directions may claim in text of the system's size; a longer one is scrolled."""


class DirectionSliders(QWidget):
    """How far to go along each direction, in σ, from −8 to 8."""

    moved = Signal(int, float)
    """A direction's slider was moved: its index, and how many σ it asks for."""

    released = Signal()

    def __init__(self, scene: GanScene, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.scene = scene
        self.sliders: list[Slider] = []
        self._values: list[Label] = []
        self._names: list[Label] = []
        self._built: tuple[float, ...] | None = None
        self.title = FittingLabel()
        self._area = _Rows()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self.title)
        column.addWidget(self._area, 1)
        column.addStrut(225)

    def show_coefficients(self, coefficients: tuple[float, ...]) -> None:
        """Show how far one has gone; missing ones are 0."""
        if self._built != self.scene.gan.shares:
            self._build()
        for direction, slider in enumerate(self.sliders):
            sigma = coefficients[direction] if direction < len(coefficients) else 0.0
            slider.setValue(round(sigma * _PER_SIGMA))
            self._values[direction].setText(f"{number(sigma, 1)} σ")

    def show_coordinates(self, coordinates: NDArray[np.floating]) -> None:
        """Say where along each direction the seed's own noise lies."""
        for name, where in zip(self._names, coordinates, strict=False):
            set_tip(name, f"The seed’s noise lies at {number(float(where))} σ along this direction")

    def _build(self) -> None:
        gan = self.scene.gan
        self._built = gan.shares
        self.sliders, self._values, self._names = [], [], []
        body = QWidget()
        grid = QGridLayout(body)
        grid.setContentsMargins(0, 0, 6, 0)
        grid.setVerticalSpacing(1)
        grid.setColumnStretch(1, 1)
        for direction in range(len(gan.directions)):
            self._add(grid, direction, gan.shares[direction] if direction < len(gan.shares) else None)
        grid.setRowStretch(len(gan.directions), 1)
        self._area.setWidget(body)
        if gan.directions:
            together = sum(gan.shares)
            title, share = strong("Principal directions"), f"{100 * together:.0f} %"
            self.title.set_texts(
                [
                    title + f": {share} of {what}"
                    for what in ("the first layer’s variance", "the variance", "all")
                ]
            )
        else:
            self.title.set_texts([Markup("<b>Principal directions</b>: this model’s card has none.")])
        set_tip(self.title, self.title.longest)

    def _add(self, grid: QGridLayout, direction: int, share: float | None) -> None:
        name = Label(f"{direction + 1}" if share is None else f"{direction + 1} · {100 * share:.1f} %")
        slider = Slider()
        slider.setRange(-_REACH * _PER_SIGMA, _REACH * _PER_SIGMA)
        slider.setSingleStep(_PER_SIGMA // 10)
        slider.setPageStep(_PER_SIGMA)
        slider.setAccessibleName(f"Direction {direction + 1}")
        slider.picked.connect(lambda place: self.moved.emit(direction, place / _PER_SIGMA))
        slider.sliderReleased.connect(self.released)
        value = RoomyLabel("−0.0 σ ")
        value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        zero = tool("0", "Set to 0", name=f"Set direction {direction + 1} to 0", flat=True)
        zero.clicked.connect(lambda: self.moved.emit(direction, 0.0))
        zero.clicked.connect(self.released)
        for column, widget in enumerate((name, slider, value, zero)):
            grid.addWidget(widget, direction, column)
        self.sliders.append(slider)
        self._values.append(value)
        self._names.append(name)


class _Rows(Scrolled):
    """As many rows as a model usually has are seen at once, and none of them is cut at its end."""

    def event(self, event: QEvent) -> bool:
        """Follow what is in it, which is laid out anew for text of another size."""
        done = super().event(event)
        body = self.widget()
        if event.type() == QEvent.Type.LayoutRequest and body is not None:
            needed = body.minimumSizeHint()
            self.setMinimumHeight(min(needed.height(), round(_TALLEST * themes().scale)))
            self.setMinimumWidth(needed.width() + self.verticalScrollBar().sizeHint().width())
        return done
