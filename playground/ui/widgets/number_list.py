"""A control for a few numbers, written as a list."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtWidgets import QLineEdit

from playground.core.fields import Field, Value, as_numbers
from playground.ui.widgets.editor import Editor
from playground.ui.widgets.note import Note

_SEPARATORS = re.compile(r"[\s,;]+")
_FRACTION = re.compile(r"\d{0,3}(\.\d{0,6})?")
_TOLD, _LETTERS = 3, 12
"""How many of those left out are named, and how much of each."""


class Allowed(NamedTuple):
    """Which numbers a list may have: how one is read (``None``: it is none of them), and what they are."""

    read: Callable[[str], float | None]
    words: str


def counts(low: int, high: int) -> Allowed:
    """Whole numbers within bounds."""

    def read(part: str) -> float | None:
        number = int(part) if part.isdecimal() and len(part) < 9 else -1
        return number if low <= number <= high else None

    return Allowed(read, f"whole numbers from {low:,} to {high:,}")


def shares() -> Allowed:
    """Numbers from 0 to 1."""
    return numbers(1)


def numbers(high: int) -> Allowed:
    """Numbers from 0 to a whole one."""

    def read(part: str) -> float | None:
        number = float(part) if _FRACTION.fullmatch(part) and part not in ("", ".") else high + 1.0
        return number if number <= high else None

    return Allowed(read, f"numbers from 0 to {high:,}")


class NumberListEditor(Editor):
    """Numbers such as ``1, 2, 4`` in a line of text; they are taken over when the line is left."""

    def __init__(self, field: Field, allowed: Allowed, most: int) -> None:
        """At most ``most`` of the numbers allowed; others are left out, as repeated ones are."""
        super().__init__(field)
        self._allowed, self._most = allowed, most
        self._value: tuple[float, ...] = ()
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
        numbers = as_numbers(value)
        if numbers != self._value:
            self.remark.say("")
        self._value = numbers
        self.line.setText(", ".join(f"{number:g}" for number in numbers))

    def _take(self) -> None:
        text = self.line.text()
        numbers = parse(text, self._allowed)[: self._most]
        left_out = [part for part in _parts(text) if self._allowed.read(part) not in numbers]
        if numbers and numbers != self._value:
            self._give(numbers)
        else:
            self.show_value(self._value)
        if left_out:
            told = ", ".join(part[:_LETTERS] for part in left_out[:_TOLD])
            self.remark.say(f"Left out: {told}; at most {self._most} {self._allowed.words}", warning=True)


def parse(text: str, allowed: Allowed) -> tuple[float, ...]:
    """The numbers in a text that are allowed, rising, each once."""
    return tuple(sorted({number for part in _parts(text) if (number := allowed.read(part)) is not None}))


def _parts(text: str) -> list[str]:
    return [part for part in _SEPARATORS.split(text) if part]
