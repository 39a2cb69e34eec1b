"""A control that knows the model: a list of what it has."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from PySide6.QtGui import QStandardItemModel

from playground.core.fields import Field, Value, as_number
from playground.ui.stage.scene import Scene
from playground.ui.state.views import StageState
from playground.ui.widgets.editor import Editor
from playground.ui.widgets.inputs import ChoiceBox
from playground.ui.widgets.plain import set_tip

Entries: TypeAlias = tuple[tuple[str, int], ...]
"""Names, and the values that they stand for."""


class KnownChoice(Editor):
    """A drop-down list of what the model of the scene has; ``shown`` says for a value which is listed.

    Values that are ``refused`` now stay, greyed, with the reason as their tip.
    """

    def __init__(
        self,
        field: Field,
        scene: Scene[StageState],
        entries: Callable[[], Entries],
        shown: Callable[[int], int] = lambda value: value,
        refused: Callable[[], Mapping[int, str]] = dict,
    ) -> None:
        super().__init__(field)
        self._entries, self._shown, self._refused = entries, shown, refused
        self._listed: tuple[tuple[str, int, str], ...] = ()
        self.box = ChoiceBox()
        self.box.activated.connect(lambda _index: self._report())
        self.add_titled(self.box)
        scene.follow(lambda: self.show_value(scene.state.value(field.name)), f"model panel {field.name}")
        self.show_value(scene.state.value(field.name))

    def show_value(self, value: Value) -> None:
        """Show the value's entry."""
        refused = self._refused()
        listed = tuple((name, data, refused.get(data, "")) for name, data in self._entries())
        if listed != self._listed:
            self._listed = listed
            self.box.clear()
            for name, data, why in listed:
                self.box.addItem(name[:1].upper() + name[1:], data)
                self._bar(self.box.count() - 1, why)
        self.box.setCurrentIndex(self.box.findData(self._shown(round(as_number(value)))))

    def _bar(self, index: int, why: str) -> None:
        """Grey an entry where there is a reason."""
        model = self.box.model()
        if why and isinstance(model, QStandardItemModel):
            model.item(index).setEnabled(False)
            set_tip(model.item(index), why)

    def _report(self) -> None:
        self.edited.emit(self.box.currentData())
        self.released.emit()


def label_editor(field: Field, scene: Scene[StageState]) -> KnownChoice:
    """The classes of the model by name, none, and each in turn where several pictures are drawn."""

    def is_single() -> bool:
        return scene.state.panel in scene.state.singles

    def entries() -> Entries:
        labels = range(0 if is_single() else -1, len(scene.card.labels) + 1)
        return tuple((scene.label_name(label), label) for label in labels)

    def shown(label: int) -> int:
        return min(scene.state.one_label if is_single() else label, len(scene.card.labels))

    return KnownChoice(field, scene, entries, shown)
