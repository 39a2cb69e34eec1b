"""A control for a few whole numbers, written as a list."""

from __future__ import annotations

import re
from typing import Any

from PySide6.QtWidgets import QLineEdit, QWidget

from playground.core.fields import Field
from playground.ui.widgets.editor import Editor

_SEPARATORS = re.compile(r"[\s,;]+")


class CountsEditor(Editor):
    """Numbers such as ``1, 2, 4`` in a line of text; they are taken over when the line is left."""

    def __init__(self, field: Field, low: int, high: int, most: int, parent: QWidget | None = None) -> None:
        """At most ``most`` numbers from ``low`` to ``high``; others are left out, as repeated ones are."""
        super().__init__(field, parent)
        self._low, self._high, self._most = low, high, most
        self._value: tuple[int, ...] = ()
        self.line = QLineEdit()
        self.line.editingFinished.connect(self._take)
        self.name(self.line)
        self.add_title().setBuddy(self.line)
        self.grid.addWidget(self.line, 1, 0, 1, 2)

    def show_value(self, value: Any) -> None:
        """Write the numbers."""
        self._value = tuple(value)
        self.line.setText(", ".join(map(str, self._value)))

    def _take(self) -> None:
        numbers = parse(self.line.text(), self._low, self._high)[: self._most]
        if numbers and numbers != self._value:
            self.edited.emit(numbers)
            self.released.emit()
        else:
            self.show_value(self._value)


def parse(text: str, low: int, high: int) -> tuple[int, ...]:
    """The whole numbers in a text that lie between the bounds, rising, each once."""
    found = (int(part) for part in _SEPARATORS.split(text) if part.isdecimal() and len(part) < 9)
    return tuple(sorted({number for number in found if low <= number <= high}))
