"""A choice among names that may be other ones later: data sets of results, classes of models."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from playground.core.fields import Field, Value
from playground.ui.widgets.editor import Editor
from playground.ui.widgets.inputs import ChoiceBox


class NamesEditor(Editor):
    """A list of names, looked up anew whenever a value is shown."""

    def __init__(self, field: Field, names: Callable[[], Iterable[str]], *, by_place: bool = False) -> None:
        """The value is a name, listed even where it is no longer one, or ``by_place`` the place of one."""
        super().__init__(field)
        self._names, self._by_place = names, by_place
        self.box = ChoiceBox()
        self.box.activated.connect(self._report)
        self.add_titled(self.box)

    def show_value(self, value: Value) -> None:
        """Show the value's entry; none where there is no such place."""
        names = list(self._names())
        if not self._by_place:
            names = list(dict.fromkeys((*names, str(value))))
        if [self.box.itemText(index) for index in range(self.box.count())] != names:
            self.box.clear()
            self.box.addItems(names)
        place = value if isinstance(value, int) else names.index(str(value))
        self.box.setCurrentIndex(place if place < len(names) else -1)

    def _report(self, index: int) -> None:
        self.edited.emit(index if self._by_place else self.box.itemText(index))
        self.released.emit()
