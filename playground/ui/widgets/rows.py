"""Several rows for one field that holds something of each of several."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Generic, TypeVar

from PySide6.QtWidgets import QWidget

from playground.core.fields import Field
from playground.ui.widgets.editor import Editor

V = TypeVar("V")
P = TypeVar("P")


class Rows(Editor, Generic[V, P]):
    """An editor for each part of a value, by name."""

    def __init__(
        self,
        field: Field,
        rows: Mapping[str, Editor],
        part_of: Callable[[V, str], P],
        with_part: Callable[[V, str, P], V],
        parent: QWidget | None = None,
    ) -> None:
        """``part_of`` is what a row shows of a value, ``with_part`` the value with another such part."""
        super().__init__(field, parent)
        self.rows = rows
        self._part_of, self._with_part = part_of, with_part
        self._value: V = field.default
        self.grid.setVerticalSpacing(10)
        for number, (name, row) in enumerate(rows.items()):
            row.edited.connect(partial(self._edit, name))
            row.released.connect(self.released)
            self.grid.addWidget(row, number, 0)

    def show_value(self, value: V) -> None:
        """Show every part."""
        self._value = value
        for name, row in self.rows.items():
            row.show_value(self._part_of(value, name))

    def _edit(self, name: str, part: P) -> None:
        self.edited.emit(self._with_part(self._value, name, part))
