"""The left column of a stage: forms, one under the other, and what is lit and asked for in them."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from playground.ui.widgets.editor import Editor
from playground.ui.widgets.fold import bring_into_sight, unfold_above
from playground.ui.widgets.form import Form


class FormColumn(QWidget):
    """A column that ends in room; a subclass adds its forms, and what else stands between them."""

    touched = Signal(str)
    """The field whose control is being used; empty when none is."""

    def __init__(self, spacing: int) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._simple, self._revealed = False, set[str]()
        self._column = QVBoxLayout(self)
        self._column.setSpacing(spacing)
        self._column.addStretch(1)

    def add(self, *widgets: QWidget) -> None:
        """Put widgets under those that are there; forms among them are listened to."""
        for widget in widgets:
            self._column.insertWidget(self._column.count() - 1, widget)
            if isinstance(widget, Form):
                self.listen(widget)

    def listen(self, form: Form) -> None:
        """Let a form that stands somewhere in the column be one of its own."""
        self.forms.append(form)
        form.touched.connect(self.touched)

    def editors(self) -> Iterator[tuple[str, Editor]]:
        """All rows by the names of their fields, from top to bottom."""
        for form in self.forms:
            yield from form.editors.items()

    def light(self, fields: Collection[str]) -> None:
        """Light the rows of these fields up, and no others."""
        for name, editor in self.editors():
            editor.set_lit(name in fields)

    def set_simple(self, simple: bool) -> None:
        """Show few controls, or all."""
        self._simple = simple
        self._forget()

    def reveal(self, fields: Collection[str]) -> None:
        """Show these controls also in Simple, until few are shown anew."""
        self._revealed |= set(fields)
        self.show_rows()

    def leave(self, form: Form, names: Collection[str]) -> None:
        """In Simple, leave of a form these fields, and those that were revealed; else all."""
        few = {*names, *self._revealed}
        form.leave_out({name for name in form.editors if name not in few} if self._simple else set())

    def _forget(self) -> None:
        self._revealed.clear()
        self.show_rows()

    def show_rows(self) -> None:
        """Show the controls that there are now; a subclass says which."""

    def unfold_named(self, titles: Collection[str]) -> None:
        """Show the controls of these titles, whatever hides them."""
        self.reveal([name for name, editor in self.editors() if editor.field.title in titles])
        for _name, editor in self.editors():
            if editor.field.title in titles and not editor.isHidden():
                unfold_above(editor)

    def ask_for(self, fields: Collection[str]) -> None:
        """Bring the first of these fields that can be shown into sight, and give it the keyboard."""
        self.reveal(fields)
        for name, editor in self.editors():
            if name in fields and editor.isVisibleTo(self):
                bring_into_sight(editor)
                editor.take_keyboard()
                return
