"""Sliders below one another, each with its name, its number, and a button that sets it to 0."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QToolButton, QWidget

from playground.ui.widgets.buttons import tool
from playground.ui.widgets.inputs import Slider
from playground.ui.widgets.label import Label
from playground.ui.widgets.roomy_label import RoomyLabel


class SliderRow(NamedTuple):
    """What stands in a row."""

    name: Label
    slider: Slider
    value: RoomyLabel
    zero: QToolButton


class SliderRows(QWidget):
    """Sliders from −``reach`` to ``reach``, whose numbers are no wider than ``widest``."""

    def __init__(self, reach: int, widest: str) -> None:
        super().__init__()
        self._reach, self._widest = reach, widest
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 6, 0)
        self._grid.setVerticalSpacing(1)
        self._grid.setColumnStretch(1, 1)
        self.rows: list[SliderRow] = []

    def add(self, name: str, title: str, step: int, page: int) -> SliderRow:
        """A row more, called ``name`` in the window and ``title`` by a screen reader."""
        slider, value = Slider(), RoomyLabel(self._widest)
        slider.setRange(-self._reach, self._reach)
        slider.setSingleStep(step)
        slider.setPageStep(page)
        slider.setAccessibleName(title)
        value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        zero = tool("↺", "Set to 0", name=f"Set {title.lower()} to 0", flat=True)
        row, place = SliderRow(Label(name), slider, value, zero), len(self.rows)
        for column, widget in enumerate(row):
            self._grid.addWidget(widget, place, column)
        self._grid.setRowStretch(place, 0)
        self._grid.setRowStretch(place + 1, 1)
        self.rows.append(row)
        return row
