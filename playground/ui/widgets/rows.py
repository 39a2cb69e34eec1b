"""Several rows for one field that holds something of each of several."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TypeVar

from playground.core.fields import Field, Value
from playground.ui.widgets.editor import Editor

V = TypeVar("V")
P = TypeVar("P")


class Rows(Editor):
    """An editor for each part of a value, by name."""

    def __init__(
        self,
        field: Field,
        rows: Mapping[str, Editor],
        part_of: Callable[[V, str], Value],
        with_part: Callable[[V, str, P], Value],
    ) -> None:
        """``part_of`` is what a row shows of a value, ``with_part`` the value with another such part."""
        super().__init__(field)
        self.rows = rows
        self._part_of: Callable[..., Value] = part_of
        self._with_part: Callable[..., Value] = with_part
        self._value = field.default
        self.grid.setVerticalSpacing(10)
        for number, (name, row) in enumerate(rows.items()):
            row.edited.connect(partial(self._edit, name))
            row.released.connect(self.released)
            self.grid.addWidget(row, number, 0)

    def show_value(self, value: Value) -> None:
        """Show every part."""
        self._value = value
        for name, row in self.rows.items():
            row.show_value(self._part_of(value, name))

    def _edit(self, name: str, part: Value) -> None:
        self.edited.emit(self._with_part(self._value, name, part))
