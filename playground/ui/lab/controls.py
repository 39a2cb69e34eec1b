"""The form at the left: what is learned, how, how it is sampled, and what is drawn."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

import msgspec
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from playground.core.fields import Field, fields
from playground.core.recipe import Recipe, change
from playground.gaussian import samplers
from playground.ui.lab.choices import LISTINGS, ListedEditor, Listing
from playground.ui.lab.data_editor import DataEditor, OwnData
from playground.ui.lab.kinds import Group
from playground.ui.lab.scene import LabScene, TrainingScene
from playground.ui.plain import strong
from playground.ui.store import Store
from playground.ui.widgets.editor import Editor
from playground.ui.widgets.editors import editor_for
from playground.ui.widgets.fold import bring_into_sight
from playground.ui.widgets.form import EditorFactory, Form
from playground.ui.widgets.label import Label

_TOLD = {"eta", "variance"}
"""Fields that some samplers use."""


class TrainingControls(QWidget):
    """Edits the state of a live training by its field specs: the data, groups of the run's fields, and what
    is drawn."""

    touched = Signal(str)
    """The field whose control is being used; empty when none is."""

    def __init__(
        self,
        scene: TrainingScene,
        groups: Sequence[Group],
        layers: tuple[str, ...],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.scene = scene
        self.data = self._data_editor()
        self.canvas = OwnData(scene.run)
        self.forms: list[Form] = []
        column = QVBoxLayout(self)
        column.setSpacing(14)
        column.addWidget(self.data)
        column.addWidget(self.canvas)
        for group in groups:
            column.addWidget(Label(strong(group.title)))
            column.addWidget(self._form(scene.run, group.names))
        column.addWidget(Label(strong("Layers")))
        column.addWidget(self._form(scene.view, layers))
        column.addStretch(1)
        scene.run.changed.connect(self._follow)
        self._follow(scene.recipe, scene.recipe)

    def editors(self) -> Iterator[tuple[str, Editor]]:
        """All rows by the names of their fields, from top to bottom."""
        yield "data", self.data
        for form in self.forms:
            yield from form.editors.items()

    def light(self, names: Collection[str]) -> None:
        """Light the rows of these fields up, and no others."""
        for name, editor in self.editors():
            editor.set_lit(name in names)

    def ask_for(self, names: Collection[str]) -> None:
        """Bring the first of these fields into sight, and give it the keyboard."""
        for name, editor in self.editors():
            if name in names:
                bring_into_sight(editor)
                editor.take_keyboard()
                return

    def _form(self, store: Store, names: tuple[str, ...]) -> Form:
        form = Form(store, names, {**dict.fromkeys(names, _plain), **self.editors_of(names)})
        form.touched.connect(self.touched)
        self.forms.append(form)
        return form

    def editors_of(self, names: tuple[str, ...]) -> Mapping[str, EditorFactory]:
        """Controls of fields that need another than the usual one."""
        return {}

    def _data_editor(self) -> DataEditor:
        kind: type[Recipe] = type(self.scene.recipe)
        spec = next(field for field in fields(kind) if field.name == "data")
        editor = DataEditor(spec)
        editor.edited.connect(self._choose)
        editor.touched.connect(lambda there: self.touched.emit("data" if there else ""))
        return editor

    def _choose(self, name: str) -> None:
        self.scene.run.end_gesture()
        self.scene.run.replace("choose data", change(self.scene.recipe, data=name))

    def _follow(self, old: Any, new: Any) -> None:
        self.data.show_value(new.data)


class LabControls(TrainingControls):
    """The form of a denoising paradigm's lab."""

    def __init__(self, scene: LabScene, parent: QWidget | None = None) -> None:
        self._lab = scene
        super().__init__(scene, scene.kind.groups, scene.kind.layers, parent)

    def editors_of(self, names: tuple[str, ...]) -> Mapping[str, EditorFactory]:
        """Samplers, spacings and paths are listed with what is said of each."""
        return {name: partial(self._listed, LISTINGS[name]()) for name in names if name in LISTINGS}

    def _listed(self, listing: Listing, field: Field) -> Editor:
        return ListedEditor(msgspec.structs.replace(field, group=""), listing, self._lab)

    def _follow(self, old: Any, new: Any) -> None:
        super()._follow(old, new)
        used = samplers.sampler(new.sampler).uses
        for form in self.forms:
            for name in _TOLD & form.editors.keys():
                form.set_shown(name, name in used)


def _plain(field: Field) -> Editor:
    """A field's control without the heading of its group: the form has its own."""
    editor = editor_for(msgspec.structs.replace(field, group=""))
    if editor is None:
        raise TypeError(f"the field “{field.name}” has no control")
    return editor
