"""Controls that know the model: its classes, and the moments of its training that were kept."""

from __future__ import annotations

from collections.abc import Callable

from playground.core.fields import Field, Value
from playground.paradigms.gan_images.recipes import LAST, ONE_AFTER_ANOTHER
from playground.ui.tabs.gan.scene import GanScene
from playground.ui.widgets.editor import Editor
from playground.ui.widgets.inputs import ChoiceBox

Entries = tuple[tuple[str, int], ...]


class KnownChoice(Editor):
    """A drop-down list of what the model of the scene has."""

    def __init__(self, field: Field, scene: GanScene, entries: Callable[[GanScene], Entries]) -> None:
        super().__init__(field)
        self._scene, self._entries = scene, entries
        self._listed: Entries = ()
        self.box = ChoiceBox()
        self.box.activated.connect(lambda _index: self._report())
        self.add_titled(self.box)
        scene.changed.connect(lambda _old, new: self.show_value(getattr(new, field.name)))
        self.show_value(getattr(scene.state, field.name))

    def show_value(self, value: Value) -> None:
        """Show the value's entry."""
        entries = self._entries(self._scene)
        if entries != self._listed:
            self._listed = entries
            self.box.clear()
            for name, data in entries:
                self.box.addItem(name[:1].upper() + name[1:], data)
        self.box.setCurrentIndex(self.box.findData(value))

    def _report(self) -> None:
        self.edited.emit(self.box.currentData())
        self.released.emit()


def classes(scene: GanScene) -> Entries:
    """The classes by name."""
    return tuple((scene.label_name(label), label) for label in range(scene.gan.classes))


def all_or_one(scene: GanScene) -> Entries:
    """Each class in turn, or one of them."""
    return ((scene.label_name(ONE_AFTER_ANOTHER), ONE_AFTER_ANOTHER), *classes(scene))


def kept_moments(scene: GanScene) -> Entries:
    """The moments of training, the end first."""
    before = range(len(scene.gan.steps) - 2, -1, -1)
    return ((scene.moment_name(LAST), LAST), *((scene.moment_name(index), index) for index in before))


def editors_for(scene: GanScene) -> dict[str, Callable[[Field], Editor]]:
    """The editors above, by the names of their fields."""
    return {
        "label": lambda field: KnownChoice(field, scene, classes),
        "labels": lambda field: KnownChoice(field, scene, all_or_one),
        "snapshot": lambda field: KnownChoice(field, scene, kept_moments),
    }
