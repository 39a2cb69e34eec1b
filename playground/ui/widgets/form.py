"""A form made from a recipe's field specs, kept in step with a store."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from playground.core.fields import Field, Value
from playground.core.recipe import Recipe
from playground.ui.state.controls import specs, value_of
from playground.ui.state.store import Store
from playground.ui.timers import once
from playground.ui.widgets.editor import Editor
from playground.ui.widgets.editors import editor_for
from playground.ui.widgets.fold import Fold
from playground.ui.widgets.label import Label
from playground.ui.widgets.plain import strong

EditorFactory = Callable[[Field], Editor | None]
"""Makes the control of a field, if it has one."""

Along = Callable[[Any], Mapping[str, Value]]
"""What other fields become where one is edited to this value."""

_SETTLE_MS = 700


class Form(QWidget):
    """Editors of the controls of the store's state, grouped, the less used ones folded under “More”.

    An edit of the user becomes ``store.edit``; a change of the store is shown. Edits without a pause belong
    to one gesture, and so to one undo step.
    """

    touched = Signal(str)
    """The field whose control the mouse or keyboard came to, or that was edited; empty when it left."""

    def __init__(
        self,
        store: Store[Any],
        names: Iterable[str] | None = None,
        editors: Mapping[str, EditorFactory] | None = None,
        along: Mapping[str, Along] | None = None,
    ) -> None:
        """``names`` chooses controls and their order; ``editors`` replaces the control of some by name, and
        ``along`` says of some which others change with them."""
        super().__init__()
        self._store, self._along = store, along or {}
        self._settle = once(self, _SETTLE_MS, store.end_gesture)
        self.editors: dict[str, Editor] = {}
        self._left_out: set[str] = set()
        self._headings: dict[Label, set[str]] = {}
        self._more = Fold("More")
        known = specs(type(store.state))
        for name in known if names is None else names:
            made = (editors or {}).get(name, editor_for)(known[name])
            if made is not None:
                self.editors[name] = made
                self._wire(name, made)
        self._lay_out()
        self._show(None, store.state)
        store.changed.connect(self._show)

    def set_shown(self, name: str, shown: bool) -> None:
        """Show or hide one field's row; a heading or a fold under which nothing is left is hidden with it."""
        self.editors[name].setVisible(shown)
        (self._left_out.discard if shown else self._left_out.add)(name)
        self._show_groups()

    def leave_out(self, names: Collection[str]) -> None:
        """Show the rows of all fields but these."""
        for name in self.editors:
            if (name in names) != (name in self._left_out):
                self.set_shown(name, name not in names)

    def _show_groups(self) -> None:
        folded = {name for name, editor in self.editors.items() if editor.field.folded}
        self._more.setVisible(bool(folded - self._left_out))
        for heading, names in self._headings.items():
            heading.setVisible(bool(names - self._left_out))

    def _wire(self, name: str, editor: Editor) -> None:
        editor.edited.connect(partial(self._edit, name))
        editor.released.connect(self._release)
        editor.touched.connect(partial(self._touch, name))

    def _edit(self, name: str, value: Value) -> None:
        self._settle.start()
        more = self._along[name](value) if name in self._along else {}
        self._store.edit(self.editors[name].field.title.lower(), **{name: value, **more})
        self.touched.emit(name)

    def _release(self) -> None:
        self._settle.stop()
        self._store.end_gesture()

    def _touch(self, name: str, there: bool) -> None:
        self.touched.emit(name if there else "")

    def _show(self, old: Recipe | None, _new: Recipe) -> None:
        # Whoever was told before may have changed the state since.
        new = self._store.state
        for name, editor in self.editors.items():
            value = value_of(new, name)
            if old is None or value != value_of(old, name):
                editor.show_value(value)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        group, under = "", set[str]()
        for name, editor in self.editors.items():
            if editor.field.folded:
                self._more.body.addWidget(editor)
                continue
            if editor.field.group != group:
                group, under = editor.field.group, set()
                column.addSpacing(6)
                if group:
                    column.addWidget(heading := Label(strong(group)))
                    self._headings[heading] = under
            column.addWidget(editor)
            under.add(name)
        column.addWidget(self._more)
        column.addStretch(1)
        self._show_groups()
