"""A control for the few η that are compared."""

from __future__ import annotations

import re

from PySide6.QtWidgets import QLineEdit

from playground.core.fields import Field, Value, as_numbers
from playground.ui.sampling.editors import editors_for as sampling_editors
from playground.ui.sampling.scene import SamplingScene
from playground.ui.tabs.diffusion.state import DiffusionImages
from playground.ui.widgets.editor import Editor
from playground.ui.widgets.form import EditorFactory

_SEPARATORS = re.compile(r"[\s,;]+")
_NUMBER = re.compile(r"\d{0,3}(\.\d{0,6})?")


class EtasEditor(Editor):
    """Numbers from 0 to 1 such as ``0, 0.5, 1`` in a line of text, taken over when the line is left."""

    def __init__(self, field: Field, most: int = 8) -> None:
        """At most ``most`` numbers; those out of bounds are left out."""
        super().__init__(field)
        self._most = most
        self._value: tuple[float, ...] = ()
        self.line = QLineEdit()
        self.line.editingFinished.connect(self._take)
        self.name(self.line)
        self.add_title().setBuddy(self.line)
        self.grid.addWidget(self.line, 1, 0, 1, 2)

    def show_value(self, value: Value) -> None:
        """Write the numbers."""
        self._value = as_numbers(value)
        self.line.setText(", ".join(f"{eta:g}" for eta in self._value))

    def _take(self) -> None:
        etas = parse(self.line.text())[: self._most]
        if etas and etas != self._value:
            self.edited.emit(etas)
            self.released.emit()
        else:
            self.show_value(self._value)


def editors_for(scene: SamplingScene[DiffusionImages]) -> dict[str, EditorFactory]:
    """Those of all denoising models, and the η as a list."""
    return {**sampling_editors(scene), "etas": EtasEditor}


def parse(text: str) -> tuple[float, ...]:
    """The numbers from 0 to 1 in a text, rising, each once."""
    parts = (part for part in _SEPARATORS.split(text) if _NUMBER.fullmatch(part) and part not in ("", "."))
    return tuple(sorted({number for part in parts if (number := float(part)) <= 1}))
