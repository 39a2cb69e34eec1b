"""The form at the left: presets, what is learned and how, and what is drawn."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Generic

import msgspec

from playground.core.fields import Field, fields
from playground.core.recipe import Recipe, change
from playground.ui.lab.data_editor import DataEditor, OwnData
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
        self._editors, self._rows = spec.editors(scene), spec.rows
        self.data = self._data_editor()
        self.canvas = OwnData(scene.run)
        self.presets = Presets(scene, spec.presets, spec.left) if spec.presets else None
        self.add(*filter(None, (self.presets,)), self.data, self.canvas)
        for group in spec.groups:
            self.add(Label(strong(group.title)), self._form(scene.run, group.names))
        self.add(Label(strong("Layers")), self._form(scene.view, spec.layers))
        scene.run.changed.connect(self._follow)
        self._follow(scene.recipe, scene.recipe)

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
        self.scene.run.replace("Choose data", change(self.scene.recipe, data=name))

    def _follow(self, _old: R, new: R) -> None:
        self.data.show_value(new.data)
        for form in self.forms:
            for name in self._rows.keys() & form.editors.keys():
                form.set_shown(name, self._rows[name](new))


def plain(field: Field, make: Callable[[Field], Editor | None] = editor_for) -> Editor:
    """A field's control without the heading of its group: the form has its own."""
    editor = make(msgspec.structs.replace(field, group=""))
    if editor is None:
        raise TypeError(f"the field “{field.name}” has no control")
    return editor
