"""A choice among the data sets of which there are models or results."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from playground.core.fields import Field
from playground.ui.widgets.editor import Editor
from playground.ui.widgets.inputs import ChoiceBox


class DataEditor(Editor):
    """The data sets of which there are models."""

    def __init__(self, field: Field, data: Callable[[], Iterable[str]]) -> None:
        super().__init__(field)
        self._data = data
        self.box = ChoiceBox()
        self.box.activated.connect(lambda _index: self._report())
        self.name(self.box)
        self.add_title().setBuddy(self.box)
        self.grid.addWidget(self.box, 0, 1)

    def show_value(self, value: str) -> None:
        """Show the value's entry."""
        names = list(dict.fromkeys((*self._data(), value)))
        if [self.box.itemText(index) for index in range(self.box.count())] != names:
            self.box.clear()
            self.box.addItems(names)
        self.box.setCurrentText(value)

    def _report(self) -> None:
        self.edited.emit(self.box.currentText())
        self.released.emit()
