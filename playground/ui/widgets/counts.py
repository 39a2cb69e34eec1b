"""A control for a few whole numbers, written as a list."""

from __future__ import annotations

import re
from collections.abc import Iterator

from PySide6.QtWidgets import QLineEdit

from playground.core.fields import Field, Value, as_numbers
from playground.ui.widgets.editor import Editor
from playground.ui.widgets.note import Note

_SEPARATORS = re.compile(r"[\s,;]+")
_TOLD, _LETTERS = 3, 12
"""How many of those left out are named, and how much of each."""


class CountsEditor(Editor):
    """Numbers such as ``1, 2, 4`` in a line of text; they are taken over when the line is left."""

    def __init__(self, field: Field, low: int, high: int, most: int) -> None:
        """At most ``most`` numbers from ``low`` to ``high``; others are left out, as repeated ones are."""
        super().__init__(field)
        self._low, self._high, self._most = low, high, most
        self._value: tuple[int, ...] = ()
        self.line = QLineEdit()
        self.remark = Note(f"{field.title}: what was typed")
        self.line.textEdited.connect(lambda _text: self.remark.say(""))
        self.line.editingFinished.connect(self._take)
        self.name(self.line)
        self.add_title().setBuddy(self.line)
        self.grid.addWidget(self.line, 1, 0, 1, 2)
        self.grid.addWidget(self.remark, 2, 0, 1, 2)

    def show_value(self, value: Value) -> None:
        """Write the numbers; what was said of others is past."""
        counts = tuple(map(round, as_numbers(value)))
        if counts != self._value:
            self.remark.say("")
        self._value = counts
        self.line.setText(", ".join(map(str, self._value)))

    def _take(self) -> None:
        text = self.line.text()
        numbers = parse(text, self._low, self._high)[: self._most]
        taken = set(numbers)
        left_out = [part for part in _SEPARATORS.split(text) if part and taken.isdisjoint(_numbers(part))]
        if numbers and numbers != self._value:
            self._give(numbers)
        else:
            self.show_value(self._value)
        if left_out:
            bounds = f"at most {self._most} whole numbers from {self._low:,} to {self._high:,}"
            told = ", ".join(part[:_LETTERS] for part in left_out[:_TOLD])
            self.remark.say(f"Left out: {told}; {bounds}", warning=True)


def parse(text: str, low: int, high: int) -> tuple[int, ...]:
    """The whole numbers in a text that lie between the bounds, rising, each once."""
    return tuple(sorted({number for number in _numbers(text) if low <= number <= high}))


def _numbers(text: str) -> Iterator[int]:
    return (int(part) for part in _SEPARATORS.split(text) if part.isdecimal() and len(part) < 9)
