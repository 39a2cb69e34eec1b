"""Sliders below one another, each with its name, a box for its number, and a button that sets it to 0."""

from __future__ import annotations

import math
from typing import NamedTuple

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QGridLayout, QToolButton, QWidget

from playground.ui.widgets.buttons import tool
from playground.ui.widgets.inputs import NumberBox, Slider
from playground.ui.widgets.still_label import FittingLabel

_AROUND = 8
_DRAGGED = 56
"""Pixels of a slider at least; a shorter one has no room for its handle to move."""
_FARTHEST = 99.0
"""What is moved elsewhere may be beyond the ends of its slider."""


class NameLabel(FittingLabel):
    """As wide as its longest text where there is room."""

    def sizeHint(self) -> QSize:
        """Room for the longest text."""
        return QSize(math.ceil(self._width_of(self.longest)), self.minimumSizeHint().height())


class SliderRow(NamedTuple):
    """What stands in a row."""

    name: NameLabel
    slider: Slider
    value: NumberBox
    zero: QToolButton


class SliderRows(QWidget):
    """Sliders from −``reach`` to ``reach`` with ``per_unit`` stops for each 1; a number may be typed, too."""

    def __init__(self, reach: float, per_unit: int, digits: int, unit: str = "") -> None:
        """Numbers have so many ``digits`` after the point, and a ``unit``."""
        super().__init__()
        self._reach, self._per_unit, self._digits, self._unit = reach, per_unit, digits, unit
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 6, 0)
        self._grid.setVerticalSpacing(1)
        self._grid.setColumnStretch(1, 1)
        self.rows: list[SliderRow] = []

    def _box(self, title: str) -> NumberBox:
        box = _Slim()
        box.set_digits(self._digits)
        box.setRange(-_FARTHEST, _FARTHEST)
        box.setSingleStep(10.0**-self._digits)
        box.setSuffix(self._unit)
        box.setButtonSymbols(NumberBox.ButtonSymbols.NoButtons)
        box.setFrame(False)
        box.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        box.setAccessibleName(title)
        return box

    def add(self, names: tuple[str, ...], title: str, step: int, page: int) -> SliderRow:
        """A row more, called the first of ``names`` that fits, and ``title`` by a screen reader."""
        slider, value = Slider(), self._box(f"{title}, typed")
        slider.setRange(*(round(sign * self._reach * self._per_unit) for sign in (-1, 1)))
        slider.setSingleStep(step)
        slider.setPageStep(page)
        slider.setAccessibleName(title)
        slider.setMinimumWidth(_DRAGGED)
        zero = tool("↺", "Set to 0", name=f"Set {title.lower()} to 0", flat=True)
        label = NameLabel()
        label.set_texts(names)
        row, place = SliderRow(label, slider, value, zero), len(self.rows)
        for column, widget in enumerate(row):
            self._grid.addWidget(widget, place, column)
        self._grid.setRowStretch(place, 0)
        self._grid.setRowStretch(place + 1, 1)
        self.rows.append(row)
        return row


class _Slim(NumberBox):
    """No higher than what is written in it."""

    def _roomy(self, size: QSize) -> QSize:
        metrics, widest = self.fontMetrics(), f"−{10:.{self._least}f}{self.suffix()}"
        return QSize(metrics.horizontalAdvance(widest) + _AROUND, metrics.height() + 2)
