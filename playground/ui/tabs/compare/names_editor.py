"""A choice among names that may be other ones later, as data sets of results are."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from playground.core.fields import Field, Value
from playground.ui.widgets.editor import Editor
from playground.ui.widgets.inputs import ChoiceBox


class NamesEditor(Editor):
    """A list of names, looked up anew whenever a value is shown."""

    def __init__(self, field: Field, names: Callable[[], Iterable[str]]) -> None:
        """The value is a name, listed even where it is no longer one."""
        super().__init__(field)
        self._names = names
        self.box = ChoiceBox()
        self.box.activated.connect(self._report)
        self.add_titled(self.box)

    def show_value(self, value: Value) -> None:
        """Show the value's entry."""
        names = list(dict.fromkeys((*self._names(), str(value))))
        if [self.box.itemText(index) for index in range(self.box.count())] != names:
            self.box.clear()
            self.box.addItems(names)
        self.box.setCurrentIndex(names.index(str(value)))

    def _report(self, index: int) -> None:
        self.edited.emit(self.box.itemText(index))
        self.released.emit()
