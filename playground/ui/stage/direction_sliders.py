"""One slider for each direction in which a picture can be moved."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from playground.ui.widgets.layouts import fill
from playground.ui.widgets.plain import set_tip
from playground.ui.widgets.scrolled import Scrolled
from playground.ui.widgets.slider_rows import SliderRow, SliderRows
from playground.ui.widgets.still_label import FittingLabel
from playground.ui.widgets.theme import themes

TALLEST = 236
"""Pixels that a list of directions may claim in text of the system's size; a longer one is scrolled."""
_NARROWEST = 225


class Named(NamedTuple):
    """A direction as the window calls it, the longest name first, and as a screen reader does."""

    names: tuple[str, ...]
    title: str
    tip: str = ""


class Scale(NamedTuple):
    """How far sliders reach to either side, with so many stops for each 1, and how numbers are written."""

    reach: float
    per_unit: int
    digits: int = 1
    unit: str = ""


class DirectionSliders(QWidget):
    """How far to go along each direction, under a title that its owner writes."""

    moved = Signal(int, float)
    """A direction's slider was moved: its index, and how far."""

    released = Signal()

    def __init__(self, scale: Scale, tallest: int = TALLEST) -> None:
        super().__init__()
        self._scale = scale
        self._named: tuple[Named, ...] | None = None
        self.rows: list[SliderRow] = []
        self.title = FittingLabel()
        self._area = _Rows(tallest)
        column = fill(QVBoxLayout(self), self.title, (self._area, 1), spacing=2)
        column.setContentsMargins(0, 0, 0, 0)
        column.addStrut(_NARROWEST)

    def set_directions(self, named: Sequence[Named], titles: Sequence[str]) -> None:
        """Have a slider for each of them, under the longest of the ``titles`` that there is room for."""
        self.title.set_texts(list(titles))
        set_tip(self.title, self.title.longest)
        if tuple(named) == self._named:
            return
        self._named = tuple(named)
        body = SliderRows(self._scale.reach, self._scale.per_unit, self._scale.digits, self._scale.unit)
        self.rows = body.rows
        for direction, each in enumerate(self._named):
            self._add(body, direction, each)
        self._area.setWidget(body)

    def show_coefficients(self, coefficients: tuple[float, ...]) -> None:
        """Show how far one has gone; missing ones are 0."""
        for direction, row in enumerate(self.rows):
            far = coefficients[direction] if direction < len(coefficients) else 0.0
            row.slider.setValue(round(far * self._scale.per_unit))
            row.value.setValue(round(far, self._scale.digits))

    def _add(self, body: SliderRows, direction: int, named: Named) -> None:
        per_unit = self._scale.per_unit
        row = body.add(named.names, named.title, per_unit // 10, per_unit)
        if named.tip:
            set_tip(row.name, named.tip)
        row.slider.picked.connect(lambda place: self.moved.emit(direction, place / per_unit))
        row.slider.sliderReleased.connect(self.released)
        row.value.picked.connect(lambda far: self._set(direction, far))
        row.zero.clicked.connect(lambda: self._set(direction, 0.0))

    def _set(self, direction: int, far: float) -> None:
        self.moved.emit(direction, min(max(far, -self._scale.reach), self._scale.reach))
        self.released.emit()


def with_coefficient(coefficients: tuple[float, ...], direction: int, far: float) -> tuple[float, ...]:
    """Coefficients of which one is changed, without the zeros at their end.

    >>> with_coefficient((1.0,), 2, 0.5), with_coefficient((1.0, 0.0, 0.5), 2, 0.0)
    ((1.0, 0.0, 0.5), (1.0,))
    """
    known = [*coefficients, *[0.0] * (direction + 1 - len(coefficients))]
    known[direction] = far
    while known and not known[-1]:
        known.pop()
    return tuple(known)


class _Rows(Scrolled):
    """As many rows as a model usually has are seen at once, and none of them is cut at its end."""

    def __init__(self, tallest: int) -> None:
        super().__init__()
        self._tallest = tallest

    def event(self, event: QEvent) -> bool:
        """Follow what is in it, which is laid out anew for text of another size."""
        done = super().event(event)
        body = self.widget()
        if event.type() == QEvent.Type.LayoutRequest and body is not None:
            needed = body.minimumSizeHint()
            self.setMinimumHeight(min(needed.height(), round(self._tallest * themes().scale)))
            self.setMinimumWidth(needed.width() + self.verticalScrollBar().sizeHint().width())
        return done
