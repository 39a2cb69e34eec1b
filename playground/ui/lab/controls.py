"""The form at the left: presets, what is learned and how, and what is drawn."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Generic

import msgspec

from playground.core.fields import Field, fields
from playground.core.recipe import Recipe, change
from playground.paradigms.lab.beside import can_be_two, first_of, second_of
from playground.ui.lab.aimed import Aimed
from playground.ui.lab.beside_bar import BesideBar
from playground.ui.lab.data_editor import DataEditor, OwnData
from playground.ui.lab.open_points import OpenPoints
from playground.ui.lab.presets import Presets
from playground.ui.lab.scene import TrainingScene
from playground.ui.lab.spec import LabSpec
from playground.ui.lab.state import R, S
from playground.ui.state.store import Store
from playground.ui.widgets.editor import Editor
from playground.ui.widgets.editors import editor_for
from playground.ui.widgets.form import Form
from playground.ui.widgets.form_column import FormColumn
from playground.ui.widgets.label import Label
from playground.ui.widgets.plain import strong


class LabControls(FormColumn, Generic[S, R]):
    """Edits the state of a live training by its field specs: the data, groups of the run's fields, and what
    is drawn; presets stand above."""

    def __init__(self, spec: LabSpec[S, R], scene: TrainingScene[S, R]) -> None:
        super().__init__(14)
        self.scene = scene
        self.settings = Aimed(scene)
        self._editors, self._rows = spec.editors(scene), spec.rows
        self.data = self._data_editor()
        self.points = OpenPoints(self.settings)
        self.canvas = OwnData(self.settings)
        self.presets = Presets(scene, self.settings, spec.presets, spec.left) if spec.presets else None
        self.beside = BesideBar(scene) if can_be_two(scene.recipe) else None
        self.add(*filter(None, (self.presets, self.beside)), self.data, self.points, self.canvas)
        for group in spec.groups:
            self.add(Label(strong(group.title)), self._form(self.settings, tuple(group.fields.split())))
        self.add(Label(strong("Layers")), self._form(scene.view, spec.layers))
        self.settings.changed.connect(self._follow)
        scene.run.changed.connect(self._mark)
        self._follow(self.settings.state, self.settings.state)
        self._mark(scene.recipe, scene.recipe)

    def editors(self) -> Iterator[tuple[str, Editor]]:
        yield "data", self.data
        yield from super().editors()

    def _form(self, store: Store[R] | Store[Recipe], names: tuple[str, ...]) -> Form:
        return Form(store, names, {name: self._editors.get(name, plain) for name in names})

    def _data_editor(self) -> DataEditor:
        kind: type[Recipe] = type(self.scene.recipe)
        spec = next(field for field in fields(kind) if field.name == "data")
        editor = DataEditor(spec)
        editor.edited.connect(self._choose)
        editor.touched.connect(lambda there: self.touched.emit("data" if there else ""))
        return editor

    def _choose(self, name: str) -> None:
        self.settings.replace("Choose data", change(self.settings.state, data=name))

    def _follow(self, _old: R, new: R) -> None:
        self.data.show_value(new.data)
        for form in self.forms:
            for name in self._rows.keys() & form.editors.keys():
                form.set_shown(name, self._rows[name](new))

    def _mark(self, _old: R, new: R) -> None:
        """Mark the rows in which two trainings side by side differ."""
        one, other = first_of(new), second_of(new)
        for name, editor in self.editors():
            editor.set_differs(hasattr(one, name) and getattr(one, name) != getattr(other, name))


def plain(field: Field, make: Callable[[Field], Editor | None] = editor_for) -> Editor:
    """A field's control without the heading of its group: the form has its own."""
    editor = make(msgspec.structs.replace(field, group=""))
    if editor is None:
        raise TypeError(f"the field “{field.name}” has no control")
    return editor
