"""Controls of what a network is told in words, for the tab of its own and for a lane of the race."""

from __future__ import annotations

from collections.abc import Callable

from playground.core import plain_text
from playground.core.cards import Card
from playground.core.fields import Field, Value
from playground.paradigms.words.card import token_condition_of
from playground.ui.widgets.editor import Editor
from playground.ui.widgets.editors import TextEditor, label_of
from playground.ui.widgets.inputs import ChoiceBox

_ANY = "Any"


class StyleChoice(Editor):
    """The styles that a model knows, and none of them."""

    def __init__(self, field: Field, card: Callable[[], Card]) -> None:
        super().__init__(field)
        self._card = card
        self._listed: tuple[str, ...] = ("",)
        self.box = ChoiceBox()
        self.box.addItem(_ANY, "")
        self.box.activated.connect(lambda _index: self._give(self.box.currentData()))
        self.add_titled(self.box)

    def show_value(self, value: Value) -> None:
        """Show the style's entry."""
        told = token_condition_of(self._card())
        styles = ("", *(() if told is None else told.styles))
        if styles != self._listed:
            self._listed = styles
            self.box.clear()
            for style in styles:
                self.box.addItem(label_of(plain_text.line(style)) if style else _ANY, style)
        self.box.setCurrentIndex(self.box.findData(value))


def finished_text(field: Field) -> TextEditor:
    """A line of text that counts once it is finished: until then, what follows from it is not asked for."""
    editor = TextEditor(field)
    if field.length is not None:
        editor.line.setMaxLength(field.length)
    editor.line.textEdited.disconnect()
    editor.line.editingFinished.disconnect()

    def finish() -> None:
        if editor.line.isModified():
            editor.line.setModified(False)
            editor.edited.emit(editor.line.text())
        editor.released.emit()

    editor.line.editingFinished.connect(finish)
    return editor
