"""One slider for each principal direction, the one that moves the first layer most at the top."""

from __future__ import annotations

import numpy as np
from markupsafe import Markup
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from playground.core.words import number
from playground.ui.tabs.gan.scene import GanScene
from playground.ui.widgets.fitting_label import FittingLabel
from playground.ui.widgets.layouts import fill
from playground.ui.widgets.plain import set_tip, strong
from playground.ui.widgets.scrolled import Scrolled
from playground.ui.widgets.slider_rows import SliderRow, SliderRows
from playground.ui.widgets.theme import themes

_PER_SIGMA = 20
_REACH = 8
_DIGITS = 1
_TALLEST = 236
"""Pixels that a list of directions may claim in text of the system's size; a longer one is scrolled."""


class DirectionSliders(QWidget):
    """How far to go along each direction, in σ, from −8 to 8."""

    moved = Signal(int, float)
    """A direction's slider was moved: its index, and how many σ it asks for."""

    released = Signal()

    def __init__(self, scene: GanScene) -> None:
        super().__init__()
        self.scene = scene
        self.rows: list[SliderRow] = []
        self._built: tuple[float, ...] | None = None
        self.title = FittingLabel()
        self._area = _Rows()
        column = fill(QVBoxLayout(self), self.title, (self._area, 1), spacing=2)
        column.setContentsMargins(0, 0, 0, 0)
        column.addStrut(225)

    def show_coefficients(self, coefficients: tuple[float, ...]) -> None:
        """Show how far one has gone; missing ones are 0."""
        if self._built != self.scene.gan.shares:
            self._build()
        for direction, row in enumerate(self.rows):
            sigma = coefficients[direction] if direction < len(coefficients) else 0.0
            row.slider.setValue(round(sigma * _PER_SIGMA))
            row.value.setValue(round(sigma, _DIGITS))

    def show_coordinates(self, coordinates: NDArray[np.floating]) -> None:
        """Say where along each direction the seed's own noise lies."""
        for row, where in zip(self.rows, coordinates, strict=False):
            set_tip(row.name, f"The seed’s noise lies at {number(float(where))} σ along this direction")

    def _build(self) -> None:
        gan = self.scene.gan
        self._built = gan.shares
        body = SliderRows(_REACH, _PER_SIGMA, _DIGITS, " σ")
        self.rows = body.rows
        for direction in range(len(gan.directions)):
            share = f" · {100 * gan.shares[direction]:.1f} %" if direction < len(gan.shares) else ""
            self._add(body, direction, f"{direction + 1}{share}")
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

    def _add(self, body: SliderRows, direction: int, name: str) -> None:
        row = body.add(name, f"Direction {direction + 1}", _PER_SIGMA // 10, _PER_SIGMA)
        row.slider.picked.connect(lambda place: self.moved.emit(direction, place / _PER_SIGMA))
        row.slider.sliderReleased.connect(self.released)
        row.value.picked.connect(lambda sigma: self._set(direction, sigma))
        row.zero.clicked.connect(lambda: self._set(direction, 0.0))

    def _set(self, direction: int, sigma: float) -> None:
        self.moved.emit(direction, min(max(sigma, -_REACH), _REACH))
        self.released.emit()


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
